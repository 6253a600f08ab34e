package io.spanweir.config;

import io.spanweir.config.Node.Extent;
import io.spanweir.config.Node.Scalar;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Where the nodes of a YAML text are, as the user sees it. */
interface YamlOrigin {
  Place start();

  Place place(Mark mark);

  Extent extent(ScalarEvent event);

  /** The text is a source of its own. */
  static YamlOrigin of(SourceText source) {
    return new YamlOrigin() {
      @Override
      public Place start() {
        return source.place(0, 0);
      }

      @Override
      public Place place(Mark mark) {
        return source.place(mark.getLine(), mark.getColumn());
      }

      @Override
      public Extent extent(ScalarEvent event) {
        Mark from = event.getStartMark().orElseThrow();
        Mark to = event.getEndMark().orElseThrow();
        return new Extent(source, from.getLine(), from.getColumn(), to.getLine(), to.getColumn());
      }
    };
  }

  /** The text came in for a scalar; all of it is where that scalar is. */
  static YamlOrigin of(Scalar scalar) {
    return new YamlOrigin() {
      @Override
      public Place start() {
        return scalar.place();
      }

      @Override
      public Place place(Mark mark) {
        return scalar.place();
      }

      @Override
      public Extent extent(ScalarEvent event) {
        return scalar.extent();
      }
    };
  }
}

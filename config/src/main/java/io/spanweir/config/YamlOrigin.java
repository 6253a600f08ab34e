package io.spanweir.config;

import io.spanweir.config.Node.Extent;
import io.spanweir.config.Node.Scalar;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Where the nodes of a YAML text are, as the user sees it. */
interface YamlOrigin {
  Place start();

  /** The place at a line and column of the text, from 0. */
  Place place(int line, int column);

  default Place place(Mark mark) {
    return place(mark.getLine(), mark.getColumn());
  }

  Extent extent(ScalarEvent event);

  /** The text is a source of its own. */
  static YamlOrigin of(SourceText source) {
    return of(source, 0);
  }

  /** The text is the rest of a source, from a column of its first line on. */
  static YamlOrigin of(SourceText source, int from) {
    return new YamlOrigin() {
      @Override
      public Place start() {
        return source.place(0, from);
      }

      @Override
      public Place place(int line, int column) {
        return source.place(line, shifted(line, column));
      }

      @Override
      public Extent extent(ScalarEvent event) {
        Mark start = event.getStartMark().orElseThrow();
        Mark end = event.getEndMark().orElseThrow();
        return new Extent(
            source,
            start.getLine(),
            shifted(start.getLine(), start.getColumn()),
            end.getLine(),
            shifted(end.getLine(), end.getColumn()));
      }

      private int shifted(int line, int column) {
        return line == 0 ? column + from : column;
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
      public Place place(int line, int column) {
        return scalar.place();
      }

      @Override
      public Extent extent(ScalarEvent event) {
        return scalar.extent();
      }
    };
  }
}

package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Extent;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Style;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code a.b.c=value}, the option {@code --set} of the Collector. */
final class Setting {
  private Setting() {}

  static @Nullable Node read(String text, SourceText source, Findings findings) {
    Place start = source.place(0, 0);
    int equals = text.indexOf('=');
    if (equals < 0) {
      findings
          .at(start, "")
          .value(text)
          .expected("--set a.b.c=value")
          .error(Words.quote(text) + " sets nothing");
      return new Broken(start);
    }
    int before = findings.size();
    int column = text.codePointCount(0, equals + 1);
    Node value = YamlText.read(text.substring(equals + 1), YamlOrigin.of(source, column), findings);
    if (value == null && findings.size() > before) {
      return new Broken(start);
    }
    if (value == null) {
      Extent nothing = new Extent(source, 0, column, 0, column);
      value = new Scalar(source.place(0, column), "", Style.PLAIN, nothing, null);
    }
    List<String> path = List.of(text.substring(0, equals).split("\\.", -1));
    return PathKeys.nested(path, start, value, findings);
  }
}

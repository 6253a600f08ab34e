package io.spanweir.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Looks at the characters of a source before a parser does. */
final class YamlText {
  private YamlText() {}

  /**
   * @return as {@link YamlReader#read}
   */
  static @Nullable Node read(String text, SourceText source, Findings findings) {
    return read(text, YamlOrigin.of(source), findings);
  }

  /**
   * @return as {@link YamlReader#read}
   */
  static @Nullable Node read(String text, YamlOrigin origin, Findings findings) {
    if (text.length() > ConfigSource.BYTES_MAX) {
      findings.at(origin.start(), "").expected("at most 3 MiB").error("is too large");
      return null;
    }
    int line = 0;
    int column = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        findings
            .at(origin.place(line, column), "")
            .expected("printable characters")
            .error(String.format(Locale.ROOT, "there is a control character (U+%04X) here", c));
        return null;
      }
      boolean ends = c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1));
      line = ends ? line + 1 : line;
      column = ends ? 0 : column + 1;
    }
    return YamlReader.read(text, origin, findings);
  }
}

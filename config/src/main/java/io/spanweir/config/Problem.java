package io.spanweir.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration.
 *
 * @param severity whether the process can start with it
 * @param place where it is
 * @param path the way to it from the top, {@code processors::tail_sampling::policies[2]}; empty for
 *     the file as a whole
 * @param value what the file says there; empty where it says nothing or may not be shown
 * @param message what is wrong, as a phrase
 * @param expected what would be right, as a phrase; empty if the message says it all
 * @param nearest the known word that is most like the one that was found
 */
public record Problem(
    Severity severity,
    Place place,
    String path,
    String value,
    String message,
    String expected,
    @Nullable String nearest) {
  /** Whether the process can start with it. */
  public enum Severity {
    ERROR,
    WARNING
  }

  private static final int WIDTH_MIN = 20;

  /** {@code file:line:column: path: what is wrong; what was expected; the nearest word}. */
  public String render() {
    StringBuilder text = new StringBuilder(place.toString()).append(": ");
    if (severity == Severity.WARNING) {
      text.append("warning: ");
    }
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    text.append(message);
    if (!expected.isEmpty()) {
      text.append("; expected ").append(expected);
    }
    if (nearest != null) {
      text.append("; did you mean ").append(nearest).append('?');
    }
    return printable(text.toString());
  }

  /**
   * {@link #render()}, and under it the line with a caret at the place.
   *
   * @param width columns of the terminal; a longer line is shown around the place
   */
  public String renderWithSource(int width) {
    String gutter = String.format(Locale.ROOT, "%5d | ", place.line());
    int[] line = printable(place.sourceLine()).codePoints().toArray();
    int room = Math.max(WIDTH_MIN, width) - gutter.length();
    int caret = place.column() - 1;
    int from =
        line.length <= room ? 0 : Math.max(0, Math.min(caret - room / 2, line.length - room));
    String shown = new String(line, from, Math.min(room, line.length - from));
    return render()
        + "\n"
        + (gutter + shown).stripTrailing()
        + "\n"
        + " ".repeat(gutter.length() - 2)
        + "| "
        + " ".repeat(caret - from)
        + "^";
  }

  /** Control characters and what reorders text could rewrite the operator's terminal. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> safe.appendCodePoint(isPrintable(c) ? c : replacement(c)));
    return safe.toString();
  }

  private static int replacement(int codePoint) {
    return codePoint == '\t' || codePoint == '\n' ? ' ' : '\uFFFD';
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}

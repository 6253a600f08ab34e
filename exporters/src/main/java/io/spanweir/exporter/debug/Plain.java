package io.spanweir.exporter.debug;

import java.util.Locale;

/**
 * Makes a stranger's text fit for a terminal: what is in a span must not move the cursor, change
 * the title, ring, or turn the direction of reading.
 */
final class Plain {
  private Plain() {}

  /**
   * Appends at most {@code charsMax} characters of a text; a longer one ends in "…".
   *
   * @return how many were appended
   */
  static int append(StringBuilder out, String text, int charsMax) {
    int from = out.length();
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      int before = out.length();
      appendOne(out, codePoint);
      at += Character.charCount(codePoint);
      boolean more = at < text.length();
      if (out.length() - from > (more ? charsMax - 1 : charsMax)) {
        out.setLength(before);
        out.append('…');
        break;
      }
    }
    return out.length() - from;
  }

  /** Appends a text in a column of so many characters. */
  static void column(StringBuilder out, String text, int width) {
    int length = append(out, text, width);
    out.append(" ".repeat(width - length));
  }

  private static void appendOne(StringBuilder out, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          out.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
      default -> out.appendCodePoint(codePoint);
    }
  }

  /** A duration in at most three digits and a unit; a time that can't be has none. */
  static String duration(long startNanos, long endNanos) {
    long nanos = endNanos - startNanos;
    if (Long.compareUnsigned(endNanos, startNanos) < 0 || nanos < 0) {
      return "?";
    }
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 999_500) {
      return digits(nanos / 1e3) + " µs";
    }
    if (nanos < 999_500_000L) {
      return digits(nanos / 1e6) + " ms";
    }
    long seconds = nanos / 1_000_000_000L;
    if (seconds < 60) {
      return digits(nanos / 1e9) + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    long hours = seconds / 3_600;
    return hours < 100 ? hours + "h " + seconds / 60 % 60 + "m" : hours / 24 + " days";
  }

  private static String digits(double value) {
    String form = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, form, value);
  }
}

package io.spanweir.config;

import java.util.Locale;

/**
 * A line of a source with a caret under one of its characters, cut to the columns of a terminal.
 * Characters that are two columns wide, or none, are counted as such.
 */
final class Snippet {
  private static final int WIDTH_MIN = 30;

  private Snippet() {}

  static String of(Place place, int width) {
    String gutter = String.format(Locale.ROOT, "%5d | ", place.line());
    int room = Math.max(WIDTH_MIN, width) - gutter.length() - 1;
    int first = Math.max(0, place.column() - 1 - room);
    int last = (int) Math.min(place.width(), place.column() + (long) room);
    int[] line = place.part(first, last);
    for (int i = 0; i < line.length; i++) {
      line[i] = printable(line[i]);
    }
    int caret = Math.min(place.column() - 1 - first, line.length);
    int from = 0;
    int to = line.length;
    while (columns(line, from, to) > room) {
      boolean cutFront = columns(line, from, caret) > room / 2 || to <= caret;
      from = cutFront ? from + 1 : from;
      to = cutFront ? to : to - 1;
    }
    return (gutter + new String(line, from, to - from)).stripTrailing()
        + "\n"
        + " ".repeat(gutter.length() - 2)
        + "| "
        + " ".repeat(columns(line, from, caret))
        + "^";
  }

  /** Without characters that could rewrite or reorder what the terminal shows. */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().map(Snippet::printable).forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static int printable(int codePoint) {
    if (codePoint == '\t' || codePoint == '\n') {
      return ' ';
    }
    return isPrintable(codePoint) ? codePoint : '\uFFFD';
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

  private static int columns(int[] line, int from, int to) {
    int columns = 0;
    for (int i = from; i < to; i++) {
      columns += columns(line[i]);
    }
    return columns;
  }

  private static int columns(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean emoji = codePoint >= 0x1F300 && codePoint <= 0x1FAFF;
    boolean fullWidth = codePoint >= 0xFF01 && codePoint <= 0xFF60;
    return emoji || fullWidth || isEastAsian(codePoint) ? 2 : 1;
  }

  private static boolean isEastAsian(int codePoint) {
    return codePoint >= 0x1100
        && switch (Character.UnicodeScript.of(codePoint)) {
          case HAN, HANGUL, HIRAGANA, KATAKANA -> true;
          default -> codePoint >= 0x3000 && codePoint <= 0x303F;
        };
  }
}

package io.spanweir.receiver.transcode;

/** What stands between the quotes of a JSON text: UTF-8 (RFC 3629) with escapes (RFC 8259 §7). */
public final class JsonText {
  /** The byte order mark, U+FEFF in UTF-8. */
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private JsonText() {}

  /** Where the JSON begins, behind the mark that some write before it. */
  public static int afterMark(byte[] json, int end) {
    return Words.startsWith(json, 0, end, MARK) ? MARK.length : 0;
  }

  /** Where the character ends that begins here with a byte that is not ASCII; -1 if it is none. */
  static int afterCharacter(byte[] json, int at, int end) {
    int lead = json[at] & 0xff;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    boolean good = lead >= 0xc2 && lead <= 0xf4 && at + more < end;
    for (int i = at + 1; good && i <= at + more; i++) {
      good = (json[i] & 0xc0) == 0x80;
    }
    if (good) {
      int second = json[at + 1] & 0xff;
      // Overlong forms, halves of surrogate pairs, and what is past the last character.
      good =
          switch (lead) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
          };
    }
    return good ? at + more + 1 : -1;
  }

  /**
   * Where the escape ends that begins here; -1 if it is none.
   *
   * @param lenient whether it may be one that Gson has and JSON has not
   */
  static int afterEscape(byte[] json, int at, int end, boolean lenient) {
    int kind = at + 1 < end ? json[at + 1] : 0;
    if (kind != 'u') {
      int meaning = lenient ? meant(kind) : escaped(kind);
      return meaning < 0 ? -1 : at + 2;
    }
    int digits = at + 2;
    for (int i = digits; i < digits + 4; i++) {
      if (i >= end || hexDigit(json[i]) < 0) {
        return -1;
      }
    }
    return digits + 4;
  }

  /** What a letter behind a backslash means; -1 if nothing. */
  public static int escaped(int letter) {
    return switch (letter) {
      case '"', '\\', '/' -> letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> -1;
    };
  }

  /** The same, also for what Gson has besides: a quote, and a line's end. */
  private static int meant(int letter) {
    return letter == '\'' || letter == '\n' ? letter : escaped(letter);
  }

  /** The value of a digit of either case; -1 if it is none. */
  public static int hexDigit(int letter) {
    if (letter >= '0' && letter <= '9') {
      return letter - '0';
    }
    int lower = letter | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /**
   * Writes what a text that was read means; half a surrogate pair becomes a question mark. It is
   * never longer than the text, and UTF-8 if that is.
   *
   * @return the position behind what was written
   */
  public static int unescape(byte[] json, int from, int to, byte[] target, int at) {
    int out = at;
    for (int i = from; i < to; ) {
      if (json[i] != '\\') {
        target[out++] = json[i++];
      } else if (json[i + 1] != 'u') {
        target[out++] = (byte) meant(json[i + 1]);
        i += 2;
      } else {
        char high = unit(json, i);
        i += 6;
        boolean pair =
            i + 6 <= to
                && json[i] == '\\'
                && json[i + 1] == 'u'
                && Character.isSurrogatePair(high, unit(json, i));
        if (pair) {
          out = fourBytes(target, out, Character.toCodePoint(high, unit(json, i)));
          i += 6;
        } else {
          out = character(target, out, Character.isSurrogate(high) ? '?' : high);
        }
      }
    }
    return out;
  }

  private static char unit(byte[] json, int at) {
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      unit = unit << 4 | hexDigit(json[i]);
    }
    return (char) unit;
  }

  private static int character(byte[] target, int at, char c) {
    if (c < 0x80) {
      target[at] = (byte) c;
      return at + 1;
    }
    if (c < 0x800) {
      target[at] = (byte) (0xc0 | c >> 6);
      target[at + 1] = (byte) (0x80 | (c & 0x3f));
      return at + 2;
    }
    target[at] = (byte) (0xe0 | c >> 12);
    target[at + 1] = (byte) (0x80 | ((c >> 6) & 0x3f));
    target[at + 2] = (byte) (0x80 | (c & 0x3f));
    return at + 3;
  }

  private static int fourBytes(byte[] target, int at, int codePoint) {
    target[at] = (byte) (0xf0 | codePoint >> 18);
    target[at + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    target[at + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    target[at + 3] = (byte) (0x80 | (codePoint & 0x3f));
    return at + 4;
  }
}

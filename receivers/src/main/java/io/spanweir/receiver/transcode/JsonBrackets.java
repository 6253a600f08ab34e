package io.spanweir.receiver.transcode;

import io.spanweir.core.otlp.MalformedException;

/**
 * Finds where a value ends that may be no JSON, by its quotes, backslashes and brackets alone. As
 * deep as it may be, two counters are all it takes. A quote too many would turn texts and what is
 * between them inside out up to the next one, values later: what stands behind a text tells, as
 * letters never do. Static, allocates nothing.
 */
final class JsonBrackets {
  private JsonBrackets() {}

  /**
   * Where the value ends that begins at this byte, which is no white space.
   *
   * @throws MalformedException when there is none, it breaks off, a bracket closes what another one
   *     has opened, or letters stand behind a text
   */
  static int after(byte[] json, int from, int end) throws MalformedException {
    return switch (json[from]) {
      case '"' -> afterText(json, from, end);
      case '{' -> afterNest(json, from, end, '{', '}', '[', ']');
      case '[' -> afterNest(json, from, end, '[', ']', '{', '}');
      default -> afterWord(json, from, end);
    };
  }

  private static int afterNest(
      byte[] json, int from, int end, char open, char close, char innerOpen, char innerClose)
      throws MalformedException {
    int levels = 0;
    int innerLevels = 0;
    for (int at = from; at < end; at++) {
      byte b = json[at];
      if (b == '"') {
        at = afterText(json, at, end) - 1;
        refuseLetterAt(json, at + 1, end);
      } else if (b == open) {
        levels++;
      } else if (b == innerOpen) {
        innerLevels++;
      } else if (b == innerClose) {
        innerLevels--;
      } else if (b == close && --levels == 0 && innerLevels == 0) {
        return at + 1;
      }
      if (levels == 0 || innerLevels < 0) {
        throw new MalformedException("brackets that don't match", at);
      }
    }
    throw new MalformedException("the JSON breaks off", end);
  }

  private static void refuseLetterAt(byte[] json, int from, int end) throws MalformedException {
    int at = from;
    while (at < end && isBlank(json[at])) {
      at++;
    }
    if (at < end && isLetter(json[at])) {
      throw new MalformedException("quotes that don't match", at);
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean isLetter(byte b) {
    int small = b | 0x20;
    return b < 0 || (small >= 'a' && small <= 'z');
  }

  /** Whatever stands between the quotes. */
  private static int afterText(byte[] json, int from, int end) throws MalformedException {
    for (int at = from + 1; at < end; at++) {
      if (json[at] == '"') {
        return at + 1;
      }
      if (json[at] == '\\') {
        at++;
      }
    }
    throw new MalformedException("the JSON breaks off", end);
  }

  /** A number, a literal, or what somebody takes for one. */
  private static int afterWord(byte[] json, int from, int end) throws MalformedException {
    int at = from;
    while (at < end && isOfWord(json[at])) {
      at++;
    }
    if (at == from) {
      throw new MalformedException("expected a value", from);
    }
    return at;
  }

  private static boolean isOfWord(byte b) {
    return switch (b) {
      case ' ', '\n', '\r', '\t', ',', ':', '"', '{', '}', '[', ']' -> false;
      default -> true;
    };
  }
}

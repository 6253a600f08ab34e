package io.spanweir.receiver.zipkin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Characters in UTF-8 (RFC 3629), one by one. Static, allocates nothing. */
final class Utf8 {
  private static final int CAPITAL_I_WITH_DOT = 0x130;
  private static final int CAPITAL_SIGMA = 0x3a3;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGHS = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /** Whether all of it is UTF-8. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (at <= to - Long.BYTES && ((long) LONG.get(bytes, at) & HIGHS) == 0) {
        at += Long.BYTES;
        continue;
      }
      int width = width(bytes, at, to);
      if (width == 0) {
        return false;
      }
      at += width;
    }
    return true;
  }

  /** Bytes of the character that begins here; 0 if it is none. */
  static int width(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    if (lead < 0x80) {
      return 1;
    }
    int width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + width > end) {
      return 0;
    }
    for (int i = at + 1; i < at + width; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return isShortest(lead, bytes[at + 1] & 0xff) ? width : 0;
  }

  /** Neither an overlong form nor half a surrogate pair nor past the last character. */
  private static boolean isShortest(int lead, int second) {
    return switch (lead) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second < 0xa0;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second < 0x90;
      default -> true;
    };
  }

  /** The character of that width; some number if the width is 0. */
  static int character(byte[] bytes, int at, int width) {
    if (width <= 1) {
      return bytes[at];
    }
    int character = bytes[at] & (0xff >> (width + 1));
    for (int i = at + 1; i < at + width; i++) {
      character = character << 6 | (bytes[i] & 0x3f);
    }
    return character;
  }

  /** Whether what is lower case to it depends on its neighbours, or is more than one character. */
  static boolean isLowerInContext(int character) {
    return character == CAPITAL_SIGMA || character == CAPITAL_I_WITH_DOT;
  }

  /** Writes a character. @return the position behind it */
  static int write(byte[] target, int at, int character) {
    int out = at;
    if (character < 0x80) {
      target[out++] = (byte) character;
      return out;
    }
    if (character < 0x800) {
      target[out++] = (byte) (0xc0 | character >> 6);
    } else if (character < 0x10000) {
      target[out++] = (byte) (0xe0 | character >> 12);
      target[out++] = (byte) (0x80 | (character >> 6 & 0x3f));
    } else {
      target[out++] = (byte) (0xf0 | character >> 18);
      target[out++] = (byte) (0x80 | (character >> 12 & 0x3f));
      target[out++] = (byte) (0x80 | (character >> 6 & 0x3f));
    }
    target[out++] = (byte) (0x80 | (character & 0x3f));
    return out;
  }
}

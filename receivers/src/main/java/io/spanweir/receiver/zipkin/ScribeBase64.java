package io.spanweir.receiver.zipkin;

import java.util.Arrays;

/**
 * Base64 as Scribe's clients write it (RFC 4648, either alphabet, padded or not; RFC 2045 with line
 * breaks, and with one at the end as Finagle has it), decoded where it stands: what it means is
 * shorter than it is.
 */
final class ScribeBase64 {
  private static final byte SPACE = -1;
  private static final byte PADDING = -2;
  private static final byte WRONG = -3;
  private static final byte[] MEANING = new byte[256];
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  static {
    Arrays.fill(MEANING, WRONG);
    for (int i = 0; i < ALPHABET.length(); i++) {
      MEANING[ALPHABET.charAt(i)] = (byte) i;
    }
    MEANING['-'] = MEANING['+'];
    MEANING['_'] = MEANING['/'];
    MEANING['='] = PADDING;
    MEANING['\r'] = SPACE;
    MEANING['\n'] = SPACE;
    MEANING['\t'] = SPACE;
    MEANING[' '] = SPACE;
  }

  private ScribeBase64() {}

  /**
   * Decodes {@code bytes[from, to)} to where it begins.
   *
   * @return the position behind what it means; -1 if it is no Base64
   */
  static int decode(byte[] bytes, int from, int to) {
    int out = from;
    int bits = 0;
    int sextets = 0;
    boolean padded = false;
    for (int i = from; i < to; i++) {
      int meaning = MEANING[bytes[i] & 0xff];
      if (meaning >= 0) {
        if (padded) {
          return -1;
        }
        bits = bits << 6 | meaning;
        sextets++;
        if ((sextets & 3) == 0) {
          bytes[out++] = (byte) (bits >> 16);
          bytes[out++] = (byte) (bits >> 8);
          bytes[out++] = (byte) bits;
        }
      } else if (meaning == WRONG) {
        return -1;
      } else {
        padded |= meaning == PADDING;
      }
    }
    return rest(bytes, out, bits, sextets & 3);
  }

  /** Two sextets more are a byte, three are two, and one alone is nothing. */
  private static int rest(byte[] bytes, int at, int bits, int sextets) {
    if (sextets == 1) {
      return -1;
    }
    if (sextets == 2) {
      bytes[at] = (byte) (bits >> 4);
      return at + 1;
    }
    if (sextets == 3) {
      bytes[at] = (byte) (bits >> 10);
      bytes[at + 1] = (byte) (bits >> 2);
      return at + 2;
    }
    return at;
  }
}

package io.spanweir.receiver.zipkin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Base64 as Scribe's clients write it (RFC 4648, either alphabet, padded or not; RFC 2045 with line
 * breaks, and with one at the end as Finagle has it), decoded where it stands: what it means is
 * shorter than it is. Letters are taken by eights, as four pairs, as long as they are letters, and
 * one by one around line breaks and at the end.
 */
final class ScribeBase64 {
  private static final byte SPACE = -1;
  private static final byte PADDING = -2;
  private static final byte WRONG = -3;
  private static final byte[] MEANING = new byte[256];

  /** Twelve bits for two letters as a little-endian number; negative if one of them is none. */
  private static final short[] PAIRS = new short[1 << 16];

  private static final VarHandle LETTERS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
    Arrays.fill(PAIRS, WRONG);
    for (int first = 0; first < MEANING.length; first++) {
      for (int second = 0; MEANING[first] >= 0 && second < MEANING.length; second++) {
        if (MEANING[second] >= 0) {
          PAIRS[second << Byte.SIZE | first] = (short) (MEANING[first] << 6 | MEANING[second]);
        }
      }
    }
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
      if ((sextets & 3) == 0 && !padded) {
        int read = eights(bytes, i, to, out);
        out += (read - i) / 4 * 3;
        i = read;
        if (i == to) {
          break;
        }
      }
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

  /**
   * Decodes by eights what are letters and nothing else, to {@code out}, which is not behind {@code
   * at}: the two bytes that are written too many come where letters were that have been read.
   *
   * @return where that ended
   */
  private static int eights(byte[] bytes, int from, int to, int out) {
    int at = from;
    int target = out;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long letters = (long) LETTERS.get(bytes, at);
      int first = PAIRS[(int) letters & 0xffff];
      int second = PAIRS[(int) letters >>> 16];
      int third = PAIRS[(int) (letters >>> 32) & 0xffff];
      int fourth = PAIRS[(int) (letters >>> 48)];
      if ((first | second | third | fourth) < 0) {
        break;
      }
      long high = (long) (first << 12 | second) << 40;
      BYTES.set(bytes, target, high | (long) (third << 12 | fourth) << 16);
      target += 6;
    }
    return at;
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

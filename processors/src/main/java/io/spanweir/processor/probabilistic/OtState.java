package io.spanweir.processor.probabilistic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A span's trace state while it is sampled: what {@code ot=th:…;rv:…} of it says, 1 to 14 and
 * exactly 14 hexadecimal digits, the threshold's from the left (OpenTelemetry's specification of
 * trace state), and the same with another threshold. It leaves as the Collector writes it: {@code
 * ot} first, and in it {@code rv} and {@code th} before what others put there. Reusable,
 * single-threaded; allocates nothing.
 */
final class OtState {
  private static final int DIGITS = 14;
  private static final int MEMBERS_MAX = 32;
  private static final int CHARS_MAX = 256;
  private static final byte[] OT = ascii("ot=");
  private static final byte[] TH = ascii("th:");
  private static final byte[] RV = ascii("rv:");
  private static final byte[] HEX = ascii("0123456789abcdef");

  private byte[] bytes = {};

  /** Members but {@code ot}, and pairs in that but {@code rv} and {@code th}: start and end. */
  private final int[] members = new int[2 * MEMBERS_MAX];

  private final int[] pairs = new int[CHARS_MAX];
  private int memberCount;
  private int pairCount;
  private int randomFrom;
  private long threshold;
  private long randomness;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Aims at the trace state at {@code [from, to)}. @return false if it can't be read */
  boolean of(byte[] source, int from, int to) {
    bytes = source;
    memberCount = 0;
    pairCount = 0;
    randomFrom = -1;
    threshold = -1;
    randomness = -1;
    int at = from;
    while (at < to) {
      int end = end(',', at, to);
      if (!member(at, end)) {
        return false;
      }
      at = end + 1;
    }
    return true;
  }

  /** 56 bits; negative if there is none. */
  long threshold() {
    return threshold;
  }

  /** Takes away a threshold that can't be true. */
  void forgetThreshold() {
    threshold = -1;
  }

  /** 56 bits; negative if there is none. */
  long randomness() {
    return randomness;
  }

  private int end(char separator, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != separator) {
      at++;
    }
    return at;
  }

  private boolean member(int begin, int stop) {
    int from = begin;
    int to = stop;
    while (from < to && isSpace(bytes[from])) {
      from++;
    }
    while (to > from && isSpace(bytes[to - 1])) {
      to--;
    }
    int value = end('=', from, to) + 1;
    if (from == to) {
      return true;
    }
    if (value >= to || value - from > CHARS_MAX || to - value > CHARS_MAX || !isPlain(from, to)) {
      return false;
    }
    if (value - from == OT.length && isAt(OT, from)) {
      return entry(value, to);
    }
    if (memberCount == MEMBERS_MAX) {
      return false;
    }
    members[2 * memberCount] = from;
    members[2 * memberCount++ + 1] = to;
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Whether a member is a key, an equals sign, and a value without another. */
  private boolean isPlain(int from, int to) {
    int signs = 0;
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      signs += b == '=' ? 1 : 0;
      boolean inKey = isLower(b) || isDigit(b) || b == '_' || b == '-' || b == '*' || b == '/';
      if (signs == 0 && !inKey && b != '@') {
        return false;
      }
      if (b < ' ' || b > '~') {
        return false;
      }
    }
    return signs == 1 && (isLower(bytes[from]) || isDigit(bytes[from]));
  }

  private static boolean isLower(byte b) {
    return b >= 'a' && b <= 'z';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private boolean isAt(byte[] text, int at) {
    return at + text.length <= bytes.length
        && Arrays.equals(text, 0, text.length, bytes, at, at + text.length);
  }

  private boolean entry(int from, int to) {
    for (int at = from; at < to; ) {
      int end = end(';', at, to);
      if (!pair(at, end)) {
        return false;
      }
      at = end + 1;
    }
    return true;
  }

  private boolean pair(int from, int to) {
    int value = end(':', from, to) + 1;
    if (value > to || value == from + 1 || !isLower(bytes[from])) {
      return false;
    }
    boolean known = value - from == TH.length;
    if (known && isAt(TH, from)) {
      int digits = to - value;
      threshold = hex(value, to) << (4 * Math.max(0, DIGITS - digits));
      return digits > 0 && digits <= DIGITS && threshold >= 0;
    }
    if (known && isAt(RV, from)) {
      randomFrom = value;
      randomness = hex(value, to);
      return to - value == DIGITS && randomness >= 0;
    }
    if (pairCount == pairs.length / 2) {
      return false;
    }
    pairs[2 * pairCount] = from;
    pairs[2 * pairCount++ + 1] = to;
    return true;
  }

  /** The number of at most 14 digits; negative if it is none. */
  private long hex(int from, int to) {
    long number = 0;
    for (int at = from; at < to && at - from <= DIGITS; at++) {
      int digit = Character.digit(bytes[at], 16);
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  /**
   * Writes the state with this threshold.
   *
   * @param random 56 bits, said if they are not negative and none are there yet
   * @return the position behind it
   */
  int write(byte[] target, int at, long newThreshold, long random) {
    int pos = copy(target, at, OT, 0, OT.length);
    if (randomFrom >= 0) {
      pos = copy(target, pos, RV, 0, RV.length);
      pos = copy(target, pos, bytes, randomFrom, randomFrom + DIGITS);
      target[pos++] = ';';
    } else if (random >= 0) {
      pos = copy(target, pos, RV, 0, RV.length);
      pos = writeHex(target, pos, random, DIGITS);
      target[pos++] = ';';
    }
    pos = copy(target, pos, TH, 0, TH.length);
    int zeros = Math.min(DIGITS - 1, Long.numberOfTrailingZeros(newThreshold) / 4);
    pos = writeHex(target, pos, newThreshold, DIGITS - zeros);
    for (int p = 0; p < pairCount; p++) {
      target[pos++] = ';';
      pos = copy(target, pos, bytes, pairs[2 * p], pairs[2 * p + 1]);
    }
    for (int m = 0; m < memberCount; m++) {
      target[pos++] = ',';
      pos = copy(target, pos, bytes, members[2 * m], members[2 * m + 1]);
    }
    return pos;
  }

  private static int copy(byte[] target, int at, byte[] from, int begin, int end) {
    System.arraycopy(from, begin, target, at, end - begin);
    return at + end - begin;
  }

  /** The first digits of 56 bits. */
  private static int writeHex(byte[] target, int at, long number, int digits) {
    for (int d = 0; d < digits; d++) {
      target[at + d] = HEX[(int) (number >>> (4 * (DIGITS - 1 - d))) & 0xf];
    }
    return at + digits;
  }
}

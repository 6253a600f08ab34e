package io.spanweir.receiver.transcode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes in one go, the first of them lowest. The byte-parallel tests are from "Hacker's
 * Delight", §6-1. Static, allocates nothing.
 */
public final class Words {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long TWOS = ONES * ('"' ^ ' ');
  private static final long PAST_SPACES = ONES * (' ' + 1);
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  /** What lifts a byte of at least this much over the highest bit, when it is ASCII. */
  private static final long FROM_0 = ONES * (0x80 - '0');

  private static final long PAST_9 = ONES * (0x80 - '9' - 1);
  private static final long FROM_CAPITAL_A = ONES * (0x80 - 'A');
  private static final long PAST_CAPITAL_Z = ONES * (0x80 - 'Z' - 1);
  private static final long FROM_A = ONES * (0x80 - 'a');
  private static final long PAST_F = ONES * (0x80 - 'f' - 1);

  /** Most bytes of a text for {@link #copyShortAscii}. */
  static final int SHORT_BYTES = 4 * Long.BYTES;

  /** The lowest n bytes, at place 24 + n: none up to 24, all eight from 32 on. */
  private static final long[] MASKS = new long[SHORT_BYTES + 3 * Long.BYTES + 1];

  static {
    for (int i = 0; i < MASKS.length; i++) {
      MASKS[i] = lowest(i - 3 * Long.BYTES);
    }
  }

  private Words() {}

  /** Bits of as many of the eight bytes that come first: none or all if it is no such number. */
  static long lowest(int count) {
    if (count <= 0) {
      return 0;
    }
    return count >= Long.BYTES ? -1 : (1L << (count * Byte.SIZE)) - 1;
  }

  /** Eight bytes. */
  public static long get(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /** Writes eight bytes. */
  public static void set(byte[] bytes, int at, long word) {
    LONG.set(bytes, at, word);
  }

  /** Writes four bytes. */
  static void setInt(byte[] bytes, int at, int word) {
    INT.set(bytes, at, word);
  }

  /**
   * The high bit of the first byte that is a quote, a backslash, a control character or not ASCII;
   * bits above it may be wrong. 0 if all eight mean themselves.
   */
  static long special(long x) {
    // With one bit changed the quote is the space's number, and the space is past it.
    long controlOrQuote = (x ^ TWOS) - PAST_SPACES;
    long backslash = (x ^ BACKSLASHES) - ONES;
    return (controlOrQuote | backslash | x) & HIGHS;
  }

  /** Which byte {@link #special} found. */
  static int index(long special) {
    return Long.numberOfTrailingZeros(special) >>> 3;
  }

  /** Whether {@code bytes[at, end)} begins with all of {@code start}. */
  public static boolean startsWith(byte[] bytes, int at, int end, byte[] start) {
    return start.length <= end - at && same(bytes, at, start, 0, start.length);
  }

  /**
   * Whether so many bytes from here and from there are the same, in place: {@link java.util.Arrays}
   * calls a routine for long runs, and the call costs more than short ones have to compare.
   */
  public static boolean same(byte[] left, int at, byte[] right, int from, int length) {
    int last = length - Long.BYTES;
    if (length > 4 * Long.BYTES) {
      return sameOfMany(left, at, right, from, length);
    }
    if (last >= Long.BYTES) {
      int second = last - Long.BYTES;
      return (difference(left, at, right, from)
              | difference(left, at + second, right, from + second))
          == 0;
    }
    if (last >= 0) {
      return get(right, from) == get(left, at) && get(right, from + last) == get(left, at + last);
    }
    if (length >= Integer.BYTES) {
      last = length - Integer.BYTES;
      return (int) INT.get(right, from) == (int) INT.get(left, at)
          && (int) INT.get(right, from + last) == (int) INT.get(left, at + last);
    }
    for (int i = 0; i < length; i++) {
      if (right[from + i] != left[at + i]) {
        return false;
      }
    }
    return true;
  }

  /** More than 32 bytes: 64 of them without a loop, whose end nobody could foretell. */
  private static boolean sameOfMany(byte[] left, int at, byte[] right, int from, int length) {
    int last = length - 4 * Long.BYTES;
    long difference =
        difference(left, at, right, from)
            | difference(left, at + 2 * Long.BYTES, right, from + 2 * Long.BYTES)
            | difference(left, at + last, right, from + last)
            | difference(left, at + last + 2 * Long.BYTES, right, from + last + 2 * Long.BYTES);
    for (int i = 4 * Long.BYTES; i < last; i += 2 * Long.BYTES) {
      difference |= difference(left, at + i, right, from + i);
    }
    return difference == 0;
  }

  /** Of sixteen bytes. */
  private static long difference(byte[] left, int at, byte[] right, int from) {
    return (get(right, from) ^ get(left, at))
        | (get(right, from + Long.BYTES) ^ get(left, at + Long.BYTES));
  }

  /**
   * Copies a text of at most {@link #SHORT_BYTES}, and says whether it is ASCII; without a branch,
   * since nobody could foretell its length. As many bytes are read and written however long it is.
   */
  static boolean copyShortAscii(byte[] source, int from, int length, byte[] target, int to) {
    long all = copied(source, from, target, to) & MASKS[length + 24];
    all |= copied(source, from + 8, target, to + 8) & MASKS[length + 16];
    all |= copied(source, from + 16, target, to + 16) & MASKS[length + 8];
    all |= copied(source, from + 24, target, to + 24) & MASKS[length];
    return !hasOthers(all);
  }

  /**
   * Copies a text, and says whether it is ASCII. The last eight bytes are copied as such, whatever
   * of them has been copied before: so there is no loop by bytes.
   *
   * @param from where it begins, eight bytes before the end of {@code source} at least
   * @param to where there is room for it, and for eight bytes at least
   */
  static boolean copyAscii(byte[] source, int from, int length, byte[] target, int to) {
    int last = length - Long.BYTES;
    if (last < 0) {
      long word = copied(source, from, target, to);
      return !hasOthers(word & ((1L << (length * Byte.SIZE)) - 1));
    }
    long all = copied(source, from, target, to) | copied(source, from + last, target, to + last);
    for (int i = Long.BYTES; i < last; i += 2 * Long.BYTES) {
      int second = Math.min(i + Long.BYTES, last);
      all |= copied(source, from + i, target, to + i);
      all |= copied(source, from + second, target, to + second);
    }
    return !hasOthers(all);
  }

  private static long copied(byte[] source, int from, byte[] target, int to) {
    long word = get(source, from);
    set(target, to, word);
    return word;
  }

  /** Whether one of the eight is not ASCII. */
  public static boolean hasOthers(long x) {
    return (x & HIGHS) != 0;
  }

  /** All eight in lower case, if they are ASCII. */
  public static long lower(long x) {
    return x | ((x + FROM_CAPITAL_A) & ~(x + PAST_CAPITAL_Z) & HIGHS) >>> 2;
  }

  /** Whether all eight are digits of a number. */
  static boolean isDecimal(long x) {
    return (x & HIGHS) == 0 && decimals(x) == HIGHS;
  }

  /** The number that eight digits are. */
  static long decimal(long digits) {
    long x = digits & 0x0f0f_0f0f_0f0f_0f0fL;
    x = ((x * 2_561) >>> 8) & 0x00ff_00ff_00ff_00ffL;
    x = ((x * 6_553_601) >>> 16) & 0x0000_ffff_0000_ffffL;
    return (x * 42_949_672_960_001L) >>> 32;
  }

  /** Whether all eight are digits in hex, of either case. */
  static boolean isHex(long x) {
    return (x & HIGHS) == 0 && ((decimals(x) | letters(x)) == HIGHS);
  }

  private static long decimals(long x) {
    return (x + FROM_0) & ~(x + PAST_9) & HIGHS;
  }

  private static long letters(long x) {
    long lower = x | SPACES;
    return (lower + FROM_A) & ~(lower + PAST_F) & HIGHS;
  }

  /** The number that eight digits in hex are, the first one highest. */
  static int hex(long digits) {
    long x = (digits & 0x0f0f_0f0f_0f0f_0f0fL) + 9 * ((digits >>> 6) & ONES);
    x = ((x << 4) | (x >>> 8)) & 0x00ff_00ff_00ff_00ffL;
    x = (x | (x >>> 8)) & 0x0000_ffff_0000_ffffL;
    return Integer.reverseBytes((int) (x | (x >>> 16)));
  }
}

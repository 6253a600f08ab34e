package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.JsonText;
import io.spanweir.receiver.transcode.Words;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The texts of the spans at hand, as UTF-8: slices of the body they came in, or of an arena where
 * they had to be changed. A slice is a long that {@link #bytes}, {@link #from} and {@link #length}
 * take apart; {@link #NONE} is the empty one. It holds until the next {@link #clear}, also when the
 * arena grows. Shared by the spans that one body's reader has at hand; not thread safe.
 */
final class SpanText {
  static final long NONE = 0;

  /** An arena longer than this is not kept for the next body. */
  private static final int KEPT_BYTES_MAX = 64 << 10;

  /** Most bytes that a character of one byte or more becomes in the other case, by each byte. */
  private static final int GROWTH_MAX = 3;

  private static final byte[] NOTHING = {};

  private byte[] source = NOTHING;
  private byte[] arena = new byte[1 << 10];
  private int used;

  /** Begins with a body. Slices of it are positions in this array. */
  void of(byte[] body) {
    source = body;
    used = 0;
    if (arena.length > KEPT_BYTES_MAX) {
      arena = new byte[KEPT_BYTES_MAX];
    }
  }

  /** Lets go of the body. */
  void done() {
    of(NOTHING);
  }

  /** Forgets what the arena holds: no slice of it is needed any more. */
  void clear() {
    used = 0;
  }

  /** The body's bytes {@code [from, to)}. */
  static long slice(int from, int to) {
    return (long) from << 32 | (to - from);
  }

  /** The array a slice lies in. */
  byte[] bytes(long slice) {
    return slice < 0 ? arena : source;
  }

  /** Whether it is gone at the next {@link #clear}; if not it is there as long as the body. */
  static boolean isCopied(long slice) {
    return slice < 0;
  }

  static int from(long slice) {
    int from = (int) (slice >> 32);
    return from < 0 ? ~from : from;
  }

  static int length(long slice) {
    return (int) slice;
  }

  /** The text that was read last; the reader reads the body. */
  long read(JsonReader reader) {
    if (!reader.escaped()) {
      return slice(reader.from(), reader.to());
    }
    int begin = room(reader.to() - reader.from());
    int end = JsonText.unescape(reader.bytes(), reader.from(), reader.to(), arena, begin);
    long slice = arena(begin, end);
    return reader.broken() ? utf8(slice) : slice;
  }

  /** The text that was read last; the reader reads the body. */
  long read(ThriftReader reader) {
    long slice = slice(reader.from(), reader.to());
    return reader.isAscii() ? slice : utf8(slice);
  }

  /** The number that a slice of eight bytes at most is, with its sign, which is in the first. */
  long number(long slice) {
    byte[] bytes = bytes(slice);
    int from = from(slice);
    long number = bytes[from];
    for (int i = 1; i < length(slice); i++) {
      number = number << Byte.SIZE | (bytes[from + i] & 0xff);
    }
    return number;
  }

  /** A copy of these bytes. */
  long copy(byte[] bytes, int from, int length) {
    int begin = room(length);
    System.arraycopy(bytes, from, arena, begin, length);
    return arena(begin, begin + length);
  }

  /** The arena with room for so many bytes at {@link #end}; {@link #written} says how many came. */
  byte[] arena(int bytes) {
    room(bytes);
    return arena;
  }

  /** Where the arena's free part begins. */
  int end() {
    return used;
  }

  /** The slice from the arena's free part to {@code end}, which then is no longer free. */
  long written(int end) {
    return arena(used, end);
  }

  private long arena(int begin, int end) {
    used = end;
    return (long) ~begin << 32 | (end - begin);
  }

  /** Makes room. @return where it begins */
  private int room(int bytes) {
    if (arena.length - used < bytes) {
      arena = Arrays.copyOf(arena, Math.max(2 * arena.length, Math.addExact(used, bytes)));
    }
    return used;
  }

  boolean equals(long slice, byte[] other, int otherLength) {
    int from = from(slice);
    return length(slice) == otherLength && Words.same(bytes(slice), from, other, 0, otherLength);
  }

  boolean equals(long slice, long other) {
    int length = length(slice);
    int from = from(slice);
    int otherFrom = from(other);
    return length == length(other)
        && Words.same(bytes(slice), from, bytes(other), otherFrom, length);
  }

  String string(long slice) {
    return new String(bytes(slice), from(slice), length(slice), StandardCharsets.UTF_8);
  }

  /**
   * The same if it is UTF-8; else with U+FFFD where it is not, which Zipkin makes of it as well.
   * Strict readers of protobuf would refuse all that such a text is sent with.
   */
  long utf8(long slice) {
    int from = from(slice);
    if (Utf8.isValid(bytes(slice), from, from + length(slice))) {
      return slice;
    }
    byte[] mended = string(slice).getBytes(StandardCharsets.UTF_8);
    return copy(mended, 0, mended.length);
  }

  /** The text in lower case, of whichever script, as Zipkin has names. */
  long lowerCase(long slice) {
    byte[] bytes = bytes(slice);
    int at = from(slice);
    int to = at + length(slice);
    long changed = 0;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = Words.get(bytes, at);
      if (Words.hasOthers(word)) {
        return lowerCaseOfAny(slice);
      }
      changed |= word ^ Words.lower(word);
    }
    for (; at < to; at++) {
      if (bytes[at] < 0) {
        return lowerCaseOfAny(slice);
      }
      changed |= bytes[at] ^ lower(bytes[at]);
    }
    return changed == 0 ? slice : lowerCaseOfAscii(slice);
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }

  private long lowerCaseOfAscii(long slice) {
    int length = length(slice);
    int begin = room(length + Long.BYTES);
    byte[] bytes = bytes(slice);
    int from = from(slice);
    int i = 0;
    // As words to the end, where there are so many bytes: whoever reads words soon reads these.
    for (; i < length && from + i <= bytes.length - Long.BYTES; i += Long.BYTES) {
      Words.set(arena, begin + i, Words.lower(Words.get(bytes, from + i)));
    }
    for (; i < length; i++) {
      arena[begin + i] = lower(bytes[from + i]);
    }
    return arena(begin, begin + length);
  }

  private long lowerCaseOfAny(long slice) {
    int begin = room(GROWTH_MAX * length(slice));
    byte[] bytes = bytes(slice);
    int to = from(slice) + length(slice);
    int out = begin;
    boolean same = true;
    for (int i = from(slice); i < to; ) {
      int width = Utf8.width(bytes, i, to);
      int character = Utf8.character(bytes, i, width);
      if (Utf8.isLowerInContext(character) || width == 0) {
        return lowerCaseByString(slice);
      }
      int lower = Character.toLowerCase(character);
      same &= lower == character;
      out = Utf8.write(arena, out, lower);
      i += width;
    }
    return same ? slice : arena(begin, out);
  }

  /** Also for what is no UTF-8, which becomes U+FFFD. */
  private long lowerCaseByString(long slice) {
    byte[] lower = string(slice).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    return copy(lower, 0, lower.length);
  }
}

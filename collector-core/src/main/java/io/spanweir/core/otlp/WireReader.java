package io.spanweir.core.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf's wire format out of an array. Static, allocates nothing, throws nothing for data.
 *
 * <p>What has two results, a value of 32 bits and where to read on, comes back as one long: the
 * position in the upper half ({@link #next}), the value in the lower ({@link #value}). A negative
 * result is one of the problems below; {@link #malformed} makes an exception of it where somebody
 * wants one. Nothing is ever read at or past {@code end}.
 *
 * <p>Accepts what protobuf-java accepts, but is stricter in five places. It refuses groups even as
 * unknown fields; a tag of more than five bytes; a tag with bits above the 32nd and a length with
 * bits above the 31st, which protobuf-java cuts off to read on with the rest; and every varint that
 * has not ended with its tenth byte, of which protobuf-java 4.36 lets half pass.
 */
public final class WireReader {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int LENGTH_DELIMITED = 2;
  public static final int START_GROUP = 3;
  public static final int END_GROUP = 4;
  public static final int FIXED32 = 5;

  static final int TRUNCATED = -1;
  static final int LONG_VARINT = -2;
  static final int BAD_TAG = -3;
  static final int BAD_LENGTH = -4;
  static final int GROUP = -5;
  static final int BAD_WIRE_TYPE = -6;

  private static final VarHandle LONG_LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT_LITTLE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private WireReader() {}

  /** The value of a result that is not negative. */
  public static int value(long result) {
    return (int) result;
  }

  /** Where to read on after a result that is not negative. */
  public static int next(long result) {
    return (int) (result >>> 32);
  }

  /** A tag: field number and wire type. */
  public static long tag(byte[] bytes, int at, int end) {
    if (at >= end) {
      return TRUNCATED;
    }
    int tag = bytes[at];
    if (tag < 0) {
      return longTag(bytes, at, end);
    }
    return tag < 8 ? BAD_TAG : result(at + 1, tag);
  }

  private static long longTag(byte[] bytes, int at, int end) {
    long tag = 0;
    for (int shift = 0, pos = at; shift < 35; shift += 7, pos++) {
      if (pos >= end) {
        return TRUNCATED;
      }
      tag |= (long) (bytes[pos] & 0x7f) << shift;
      if (bytes[pos] >= 0) {
        return tag < 8 || tag > 0xffff_ffffL ? BAD_TAG : result(pos + 1, (int) tag);
      }
    }
    return BAD_TAG;
  }

  /** The length before a length-delimited field; what it counts lies before {@code end}. */
  public static long length(byte[] bytes, int at, int end) {
    if (at >= end) {
      return TRUNCATED;
    }
    int length = bytes[at];
    if (length < 0) {
      return longLength(bytes, at, end);
    }
    return length > end - at - 1 ? BAD_LENGTH : result(at + 1, length);
  }

  private static long longLength(byte[] bytes, int at, int end) {
    if (end - at > 1 && bytes[at + 1] >= 0) {
      int twoBytes = (bytes[at] & 0x7f) | (bytes[at + 1] << 7);
      return twoBytes > end - at - 2 ? BAD_LENGTH : result(at + 2, twoBytes);
    }
    int next = skipVarint(bytes, at, end);
    if (next < 0) {
      return next;
    }
    long length = varint(bytes, at, next);
    return length < 0 || length > end - next ? BAD_LENGTH : result(next, (int) length);
  }

  /** A varint's lower 32 bits, which is what protobuf takes of it for enums and 32-bit integers. */
  public static long varint32(byte[] bytes, int at, int end) {
    int next = skipVarint(bytes, at, end);
    return next < 0 ? next : result(next, (int) varint(bytes, at, next));
  }

  /** The 64 bits of a varint that ends at {@code next}, as {@link #skipVarint} found. */
  public static long varint(byte[] bytes, int at, int next) {
    long value = 0;
    for (int pos = at, shift = 0; pos < next; pos++, shift += 7) {
      value |= (long) (bytes[pos] & 0x7f) << shift;
    }
    return value;
  }

  /**
   * Where a varint ends.
   *
   * @return the position behind it, or a problem
   */
  public static int skipVarint(byte[] bytes, int at, int end) {
    int last = Math.min(end - at, 10);
    for (int i = 0; i < last; i++) {
      if (bytes[at + i] >= 0) {
        return at + i + 1;
      }
    }
    return last == 10 ? LONG_VARINT : TRUNCATED;
  }

  /**
   * Where the value of a field ends whose tag ends at {@code at}.
   *
   * @return the position behind it, or a problem
   */
  public static int skip(int tag, byte[] bytes, int at, int end) {
    return switch (tag & 7) {
      case VARINT -> skipVarint(bytes, at, end);
      case FIXED64 -> end - at < 8 ? TRUNCATED : at + 8;
      case LENGTH_DELIMITED -> skipLength(bytes, at, end);
      case FIXED32 -> end - at < 4 ? TRUNCATED : at + 4;
      case START_GROUP, END_GROUP -> GROUP;
      default -> BAD_WIRE_TYPE;
    };
  }

  private static int skipLength(byte[] bytes, int at, int end) {
    long length = length(bytes, at, end);
    return length < 0 ? (int) length : next(length) + value(length);
  }

  /** Eight bytes, least significant first. The caller knows that they are there. */
  public static long fixed64(byte[] bytes, int at) {
    return (long) LONG_LITTLE.get(bytes, at);
  }

  /** Four bytes, least significant first. The caller knows that they are there. */
  public static int fixed32(byte[] bytes, int at) {
    return (int) INT_LITTLE.get(bytes, at);
  }

  /** Two bytes, least significant first, not signed. The caller knows that they are there. */
  static int fixed16(byte[] bytes, int at) {
    return (short) SHORT_LITTLE.get(bytes, at) & 0xffff;
  }

  /** Eight bytes of an id, most significant first. The caller knows that they are there. */
  public static long id(byte[] bytes, int at) {
    return (long) LONG_BIG.get(bytes, at);
  }

  /** Makes an exception of a negative result. */
  public static MalformedException malformed(long problem, int at) {
    return new MalformedException(text((int) problem), at);
  }

  private static String text(int problem) {
    return switch (problem) {
      case TRUNCATED -> "the message ends inside a field";
      case LONG_VARINT -> "a varint has more than 10 bytes";
      case BAD_TAG -> "not a field's tag";
      case BAD_LENGTH -> "a length goes past the end of its message";
      case GROUP -> "groups are not accepted";
      default -> "unknown wire type";
    };
  }

  private static long result(int next, int value) {
    return ((long) next << 32) | (value & 0xffff_ffffL);
  }
}

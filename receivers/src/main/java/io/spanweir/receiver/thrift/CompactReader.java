package io.spanweir.receiver.thrift;

import io.spanweir.core.otlp.MalformedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Steps over Thrift's compact protocol (Apache Thrift's {@code thrift-compact-protocol.md}), as
 * {@link ThriftReader} does over the binary one. Numbers are varints, most of them zigzag; a field
 * says by how much its id is greater than the one before it in its struct; a bool that is a field
 * has no bytes of its own.
 */
public final class CompactReader implements ThriftInput {
  /** The first byte of a message. */
  public static final int PROTOCOL = 0x82;

  private static final int VERSION = 1;
  private static final int BOOL_TRUE = 1;
  private static final int BOOL_FALSE = 2;
  private static final int NONE = -1;
  private static final int VARINT_BYTES_MAX = 10;
  private static final long HIGHS = 0x8080_8080_8080_8080L;

  /** The types by their numbers here; -1 for what is none. 13 is a UUID, since Thrift 0.17. */
  private static final byte[] TYPES = {
    ThriftReader.STOP,
    ThriftReader.BOOL,
    ThriftReader.BOOL,
    ThriftReader.BYTE,
    ThriftReader.I16,
    ThriftReader.I32,
    ThriftReader.I64,
    ThriftReader.DOUBLE,
    ThriftReader.STRING,
    ThriftReader.LIST,
    ThriftReader.SET,
    ThriftReader.MAP,
    ThriftReader.STRUCT,
    -1,
    -1,
    -1
  };

  private static final VarHandle LONG_LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = {};

  private final short[] lastIds = new short[ThriftReader.DEPTH_MAX + 2];
  private byte[] bytes = NOTHING;
  private int end;
  private int pos;
  private int depth;
  private int type;
  private int id;
  private int elementType;
  private int from;
  private int to;

  /** The bool of the field at hand: 0 or 1, which its type said; {@link #NONE} in a list. */
  private int bool = NONE;

  @Override
  public CompactReader reset(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.end = to;
    pos = from;
    depth = 0;
    type = ThriftReader.STOP;
    bool = NONE;
    return this;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int position() {
    return pos;
  }

  @Override
  public int left() {
    return end - pos;
  }

  /** Goes on at this position: the caller has read by itself what stands before it. */
  public void goOn(int position) {
    pos = position;
  }

  @Override
  public int type() {
    return type;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public boolean is(int id, int type) {
    return this.id == id && this.type == type;
  }

  @Override
  public int elementType() {
    return elementType;
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int to() {
    return to;
  }

  /**
   * Steps over the head of a message, whose struct of arguments is next; its name is the text read
   * last.
   *
   * @return the type of the message: 1 a call, 4 a call that wants no answer
   */
  public int message() throws MalformedException {
    if ((i8() & 0xff) != PROTOCOL) {
      throw new MalformedException("not a message of Thrift's compact protocol", pos - 1);
    }
    int head = i8() & 0xff;
    if ((head & 0x1f) != VERSION) {
      throw new MalformedException("version " + (head & 0x1f) + " of the protocol", pos - 1);
    }
    varint();
    binary();
    return head >> 5;
  }

  @Override
  public void enter() throws MalformedException {
    if (++depth > ThriftReader.DEPTH_MAX) {
      throw malformed("more than " + ThriftReader.DEPTH_MAX + " levels");
    }
    lastIds[depth] = 0;
  }

  @Override
  public boolean field() throws MalformedException {
    if (pos >= end) {
      throw brokenOff();
    }
    int head = bytes[pos++];
    int code = head & 0x0f;
    type = TYPES[code];
    if (code == ThriftReader.STOP) {
      depth--;
      return false;
    }
    if (type < 0) {
      throw new MalformedException("a field of the unknown type " + code, pos - 1);
    }
    int more = (head & 0xff) >> 4;
    id = more == 0 ? i16() : (short) (lastIds[depth] + more);
    lastIds[depth] = (short) id;
    bool = code > BOOL_FALSE ? NONE : code & 1;
    return true;
  }

  @Override
  public int list() throws MalformedException {
    int head = i8() & 0xff;
    long count = head >> 4;
    if (count == 15) {
      count = varint() & 0xffff_ffffL;
    }
    elementType = type(head & 0x0f, count);
    checkCount(count, bytesMin(elementType));
    bool = NONE;
    return (int) count;
  }

  @Override
  public void binary() throws MalformedException {
    long length = varint();
    if (length < 0 || length > end - pos) {
      throw malformed(
          "a text of " + Long.toUnsignedString(length) + " bytes where there are " + left());
    }
    from = pos;
    pos += (int) length;
    to = pos;
  }

  @Override
  public boolean bool() throws MalformedException {
    if (bool == NONE) {
      return i8() == BOOL_TRUE;
    }
    boolean value = bool == 1;
    bool = NONE;
    return value;
  }

  @Override
  public byte i8() throws MalformedException {
    if (pos >= end) {
      throw brokenOff();
    }
    return bytes[pos++];
  }

  @Override
  public short i16() throws MalformedException {
    return (short) i64();
  }

  @Override
  public int i32() throws MalformedException {
    return (int) i64();
  }

  @Override
  public long i64() throws MalformedException {
    long raw = varint();
    return raw >>> 1 ^ -(raw & 1);
  }

  @Override
  public double float64() throws MalformedException {
    need(Double.BYTES);
    long bits = (long) LONG_LITTLE.get(bytes, pos);
    pos += Double.BYTES;
    return Double.longBitsToDouble(bits);
  }

  @Override
  public void skip() throws MalformedException {
    skip(type);
  }

  @Override
  public void skip(int type) throws MalformedException {
    switch (type) {
      case ThriftReader.BOOL -> bool();
      case ThriftReader.BYTE -> i8();
      case ThriftReader.I16, ThriftReader.I32, ThriftReader.I64 -> varint();
      case ThriftReader.DOUBLE -> float64();
      case ThriftReader.STRING -> binary();
      case ThriftReader.STRUCT -> {
        enter();
        while (field()) {
          skip();
        }
      }
      case ThriftReader.LIST, ThriftReader.SET -> skipList();
      default -> skipMap();
    }
  }

  private void skipList() throws MalformedException {
    int count = list();
    int element = elementType;
    enter();
    for (int i = 0; i < count; i++) {
      skip(element);
    }
    depth--;
  }

  /** An empty map is one byte: nothing says of what it would be. */
  private void skipMap() throws MalformedException {
    long count = varint() & 0xffff_ffffL;
    if (count == 0) {
      return;
    }
    int types = i8() & 0xff;
    int key = type(types >> 4, count);
    int value = type(types & 0x0f, count);
    checkCount(count, bytesMin(key) + bytesMin(value));
    bool = NONE;
    enter();
    for (int i = 0; i < count; i++) {
      skip(key);
      skip(value);
    }
    depth--;
  }

  /** The type with this number; an empty list may be one of anything. */
  private int type(int code, long count) throws MalformedException {
    int found = TYPES[code];
    if (found <= 0 && count != 0) {
      throw malformed("values of the unknown type " + code);
    }
    return found;
  }

  /** Fewest bytes that a value takes. */
  private static int bytesMin(int type) {
    return type == ThriftReader.DOUBLE ? Double.BYTES : 1;
  }

  private void checkCount(long count, int bytesMin) throws MalformedException {
    if (count * bytesMin > left()) {
      throw malformed(count + " values where there are " + left() + " bytes");
    }
  }

  private long varint() throws MalformedException {
    if (pos < end && bytes[pos] >= 0) {
      return bytes[pos++];
    }
    return longVarint();
  }

  /** Seven bits of every byte, eight bytes at a time. */
  private long longVarint() throws MalformedException {
    if (end - pos < VARINT_BYTES_MAX) {
      return varintAtTheEnd();
    }
    long word = (long) LONG_LITTLE.get(bytes, pos);
    long stops = ~word & HIGHS;
    if (stops != 0) {
      pos += (Long.numberOfTrailingZeros(stops) >>> 3) + 1;
      return packed(word & (stops ^ (stops - 1)));
    }
    long value = packed(word);
    long ninth = bytes[pos + 8];
    if (ninth >= 0) {
      pos += 9;
      return value | ninth << 56;
    }
    long tenth = bytes[pos + 9];
    pos += VARINT_BYTES_MAX;
    if (tenth < 0) {
      throw malformed("a number of more than ten bytes");
    }
    return value | (ninth & 0x7f) << 56 | tenth << 63;
  }

  /** Moves the seven bits of each of eight bytes together, the first byte's lowest. */
  private static long packed(long groups) {
    long by2 = (groups & 0x007f_007f_007f_007fL) | (groups & 0x7f00_7f00_7f00_7f00L) >>> 1;
    long by4 = (by2 & 0x0000_3fff_0000_3fffL) | (by2 & 0x3fff_0000_3fff_0000L) >>> 2;
    return (by4 & 0x0fff_ffffL) | (by4 & 0x0fff_ffff_0000_0000L) >>> 4;
  }

  private long varintAtTheEnd() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = i8();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number of more than ten bytes");
  }

  private void need(int count) throws MalformedException {
    if (end - pos < count) {
      throw brokenOff();
    }
  }

  private MalformedException brokenOff() {
    return new MalformedException("the Thrift breaks off", end);
  }

  @Override
  public MalformedException malformed(String problem) {
    return new MalformedException(problem, pos);
  }
}

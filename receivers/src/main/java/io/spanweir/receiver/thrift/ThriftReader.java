package io.spanweir.receiver.thrift;

import io.spanweir.core.otlp.MalformedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Steps over Thrift's binary protocol (Apache Thrift's {@code thrift-binary-protocol.md}) in bytes,
 * without making anything of them: a text is where it stands. Every size that is declared is held
 * against the bytes that are left before anything else is done with it, and structs, lists and maps
 * nest at most {@link #DEPTH_MAX} deep, so time is a matter of the body's length.
 *
 * <p>A struct is read by {@link #enter} and then {@link #field} until that says there is none left;
 * each field either by the method of its {@link #type} or by {@link #skip}. Field ids say what a
 * value is, never its place. Reusable; not thread safe. After an exception only {@link #reset}
 * makes sense.
 */
public final class ThriftReader implements ThriftInput {
  public static final int STOP = 0;
  public static final int BOOL = 2;
  public static final int BYTE = 3;
  public static final int DOUBLE = 4;
  public static final int I16 = 6;
  public static final int I32 = 8;
  public static final int I64 = 10;
  public static final int STRING = 11;
  public static final int STRUCT = 12;
  public static final int MAP = 13;
  public static final int SET = 14;
  public static final int LIST = 15;

  /** Levels of structs, lists and maps in one another. */
  public static final int DEPTH_MAX = 64;

  private static final VarHandle I16_VIEW =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle I32_VIEW =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle I64_VIEW =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Fewest bytes that a value of each type takes; 0 for what is no type. */
  private static final byte[] BYTES_MIN = {0, 0, 1, 1, 8, 0, 2, 0, 4, 0, 8, 4, 1, 6, 5, 5};

  private static final int TYPE_MAX = 15;

  /** A bit for each type that there is. */
  private static final int TYPES = 0b1111_1101_0101_1100;

  /** Type and number of a field, and the length or value behind them, as most texts begin. */
  private static final int HEAD_AND_INT_BYTES = 1 + Short.BYTES + Integer.BYTES;

  /** Eight bytes read from there on have type and number above it. */
  private static final int HEAD_SHIFT = Integer.SIZE + Byte.SIZE;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int end;
  private int pos;
  private int depth;
  private int type;
  private int id;
  private int elementType;
  private int from;
  private int to;

  /** Reads {@code bytes[from, to)} from now on. */
  @Override
  public ThriftReader reset(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.end = to;
    pos = from;
    depth = 0;
    type = STOP;
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

  /** Number and type of the field at hand as one; no type is past 15. */
  public int key() {
    return id << 4 | type;
  }

  /** What the field at hand is; one of the constants above. */
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

  /** Enters a struct: its fields come next. */
  @Override
  public void enter() throws MalformedException {
    if (++depth > DEPTH_MAX) {
      throw malformed("more than " + DEPTH_MAX + " levels");
    }
  }

  /** Whether the struct has one more field, whose value is then the next; leaves it if not. */
  @Override
  public boolean field() throws MalformedException {
    int at = pos;
    need(1);
    int head = bytes[at];
    type = head;
    if (head == STOP) {
      pos = at + 1;
      depth--;
      return false;
    }
    if ((head & ~TYPE_MAX) != 0 || (TYPES >> head & 1) == 0) {
      throw new MalformedException("a field of the unknown type " + head, at);
    }
    need(1 + Short.BYTES);
    id = (short) I16_VIEW.get(bytes, at + 1);
    pos = at + 1 + Short.BYTES;
    return true;
  }

  /**
   * Steps over the head of this field if it is what comes next, and not if it isn't: its value is
   * the next then. Whoever asks for fields in the order that writers have them saves the looking
   * up; what is left {@link #field} finds. It changes neither {@link #type} nor {@link #id}.
   */
  public boolean isNext(int id, int type) {
    if (end - pos < Integer.BYTES || (int) I32_VIEW.get(bytes, pos) >>> 8 != (type << 16 | id)) {
      return false;
    }
    pos += 1 + Short.BYTES;
    return true;
  }

  /**
   * Steps over this text field, head and all, if it is what comes next, and notes where the text
   * is; as {@link #isNext} and {@link #binary}, with one look at what stands there.
   */
  public boolean isNextText(int id) throws MalformedException {
    int at = pos;
    if (end - at < Long.BYTES) {
      return false;
    }
    long head = (long) I64_VIEW.get(bytes, at);
    if (head >>> HEAD_SHIFT != (STRING << Short.SIZE | id)) {
      return false;
    }
    pos = at + 1 + Short.BYTES;
    int length = (int) (head >>> Byte.SIZE);
    if (length < 0 || length > end - at - HEAD_AND_INT_BYTES) {
      binary();
    }
    from = at + HEAD_AND_INT_BYTES;
    to = from + length;
    pos = to;
    return true;
  }

  /**
   * Steps over this field of 32 bits, head and all, if it is what comes next.
   *
   * @return its value, or {@code otherwise} if something else is next
   */
  public int nextI32(int id, int otherwise) {
    int at = pos;
    if (end - at < Long.BYTES) {
      return otherwise;
    }
    long head = (long) I64_VIEW.get(bytes, at);
    if (head >>> HEAD_SHIFT != (I32 << Short.SIZE | id)) {
      return otherwise;
    }
    pos = at + HEAD_AND_INT_BYTES;
    return (int) (head >>> Byte.SIZE);
  }

  /**
   * Enters a list or set; its elements come next, and it need not be left.
   *
   * @return how many there are: no more than could be in the bytes that are left
   */
  @Override
  public int list() throws MalformedException {
    elementType = i8();
    int count = i32();
    checkCount(count, bytesMin(elementType, count));
    return count;
  }

  /** Steps over a text or bytes, and notes where they are. */
  @Override
  public void binary() throws MalformedException {
    int length = i32();
    if (length < 0 || length > end - pos) {
      throw new MalformedException(
          "a text of " + Integer.toUnsignedString(length) + " bytes where there are " + left(),
          pos - Integer.BYTES);
    }
    from = pos;
    pos += length;
    to = pos;
  }

  /** Whether the text read last is ASCII, and so UTF-8. */
  public boolean isAscii() {
    return Ascii.is(bytes, from, to);
  }

  /** The number that stands there. */
  public static int i32(byte[] bytes, int at) {
    return (int) I32_VIEW.get(bytes, at);
  }

  /** The number that stands there. */
  public static long i64(byte[] bytes, int at) {
    return (long) I64_VIEW.get(bytes, at);
  }

  @Override
  public boolean bool() throws MalformedException {
    return i8() != 0;
  }

  @Override
  public byte i8() throws MalformedException {
    need(1);
    return bytes[pos++];
  }

  @Override
  public short i16() throws MalformedException {
    need(Short.BYTES);
    short value = (short) I16_VIEW.get(bytes, pos);
    pos += Short.BYTES;
    return value;
  }

  @Override
  public int i32() throws MalformedException {
    need(Integer.BYTES);
    int value = (int) I32_VIEW.get(bytes, pos);
    pos += Integer.BYTES;
    return value;
  }

  @Override
  public long i64() throws MalformedException {
    need(Long.BYTES);
    long value = (long) I64_VIEW.get(bytes, pos);
    pos += Long.BYTES;
    return value;
  }

  @Override
  public double float64() throws MalformedException {
    return Double.longBitsToDouble(i64());
  }

  @Override
  public void skip() throws MalformedException {
    skip(type);
  }

  @Override
  public void skip(int type) throws MalformedException {
    switch (type) {
      case STRING -> binary();
      case STRUCT -> {
        enter();
        while (field()) {
          skip();
        }
      }
      case LIST, SET -> skipList();
      case MAP -> skipMap();
      default -> skipFixed(type);
    }
  }

  /** Steps over so many bytes, whatever they are. */
  public void skipBytes(int count) throws MalformedException {
    need(count);
    pos += count;
  }

  private void skipFixed(int type) throws MalformedException {
    skipBytes(bytesMin(type, 1));
  }

  private void skipList() throws MalformedException {
    int count = list();
    int element = elementType;
    enter();
    if (isFixed(element)) {
      // The check of the count has seen to it that they are all there.
      pos += count * BYTES_MIN[element];
    } else {
      for (int i = 0; i < count; i++) {
        skip(element);
      }
    }
    depth--;
  }

  private void skipMap() throws MalformedException {
    int key = i8();
    int value = i8();
    int count = i32();
    checkCount(count, bytesMin(key, count) + bytesMin(value, count));
    enter();
    for (int i = 0; i < count; i++) {
      skip(key);
      skip(value);
    }
    depth--;
  }

  private static boolean isFixed(int type) {
    return type > STOP && type < STRING;
  }

  /** An empty list may be one of anything. */
  private int bytesMin(int type, int count) throws MalformedException {
    int least = type >= 0 && type < BYTES_MIN.length ? BYTES_MIN[type] : 0;
    if (least == 0 && count != 0) {
      throw malformed("values of the unknown type " + type);
    }
    return least;
  }

  private void checkCount(int count, int bytesMin) throws MalformedException {
    if (count < 0 || (long) count * bytesMin > left()) {
      throw malformed(
          Integer.toUnsignedString(count) + " values where there are " + left() + " bytes");
    }
  }

  private void need(int count) throws MalformedException {
    if (end - pos < count) {
      throw new MalformedException("the Thrift breaks off", end);
    }
  }

  /** The text read last. */
  public String string() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Wrong at the byte that is the next. */
  @Override
  public MalformedException malformed(String problem) {
    return new MalformedException(problem, pos);
  }
}

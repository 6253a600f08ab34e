package io.spanweir.core.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes protobuf's wire format into an array that the caller made big enough: size first, then
 * bytes. Static, allocates nothing. Every {@code write…} returns the position behind what it wrote.
 */
public final class OtlpWriter {
  private static final VarHandle LONG_LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private OtlpWriter() {}

  /** Bytes of a varint, 1 to 10. */
  public static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Writes a varint. */
  public static int writeVarint(byte[] target, int at, long value) {
    int pos = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      target[pos++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[pos++] = (byte) rest;
    return pos;
  }

  /** Bytes of a length-delimited field with tag and length. */
  public static long fieldSize(int tag, long length) {
    return varintSize(tag & 0xffff_ffffL) + varintSize(length) + length;
  }

  /** Writes tag and length of a length-delimited field; its content follows. */
  public static int writeHead(byte[] target, int at, int tag, int length) {
    return writeVarint(target, writeVarint(target, at, tag & 0xffff_ffffL), length);
  }

  /** Writes a length-delimited field. */
  public static int writeField(byte[] target, int at, int tag, byte[] content) {
    int pos = writeHead(target, at, tag, content.length);
    System.arraycopy(content, 0, target, pos, content.length);
    return pos + content.length;
  }

  /** Writes a varint field. */
  public static int writeVarintField(byte[] target, int at, int tag, long value) {
    return writeVarint(target, writeVarint(target, at, tag & 0xffff_ffffL), value);
  }

  /** Writes a fixed64 field. */
  public static int writeFixed64Field(byte[] target, int at, int tag, long value) {
    int pos = writeVarint(target, at, tag & 0xffff_ffffL);
    LONG_LITTLE.set(target, pos, value);
    return pos + Long.BYTES;
  }

  /** Writes a fixed32 field. */
  public static int writeFixed32Field(byte[] target, int at, int tag, int value) {
    int pos = writeVarint(target, at, tag & 0xffff_ffffL);
    INT_LITTLE.set(target, pos, value);
    return pos + Integer.BYTES;
  }

  /** Writes eight bytes of an id, most significant first. */
  public static int writeId(byte[] target, int at, long id) {
    LONG_BIG.set(target, at, id);
    return at + Long.BYTES;
  }

  /**
   * Bytes of an attribute with a string value, as a field of whatever has attributes.
   *
   * @param tag the field, such as {@link OtlpFields#SPAN_ATTRIBUTES}
   * @param keyBytes bytes of the key in UTF-8
   * @param valueBytes bytes of the value in UTF-8
   */
  public static int attributeSize(int tag, int keyBytes, int valueBytes) {
    return Math.toIntExact(fieldSize(tag, keyValueSize(keyBytes, valueBytes)));
  }

  /** Writes an attribute with a string value; key and value are UTF-8. */
  public static int writeAttribute(byte[] target, int at, int tag, byte[] key, byte[] value) {
    long valueSize = fieldSize(OtlpFields.VALUE_STRING, value.length);
    int pos = writeHead(target, at, tag, (int) keyValueSize(key.length, value.length));
    pos = writeField(target, pos, OtlpFields.KEY_VALUE_KEY, key);
    pos = writeHead(target, pos, OtlpFields.KEY_VALUE_VALUE, (int) valueSize);
    return writeField(target, pos, OtlpFields.VALUE_STRING, value);
  }

  private static long keyValueSize(int keyBytes, int valueBytes) {
    return fieldSize(OtlpFields.KEY_VALUE_KEY, keyBytes)
        + fieldSize(OtlpFields.KEY_VALUE_VALUE, fieldSize(OtlpFields.VALUE_STRING, valueBytes));
  }

  /**
   * Bytes of an attribute with a whole number for a value, as a field of whatever has attributes.
   *
   * @param keyBytes bytes of the key in UTF-8
   */
  public static int intAttributeSize(int tag, int keyBytes, long value) {
    return Math.toIntExact(fieldSize(tag, intPairSize(keyBytes, intValueSize(value))));
  }

  /** Writes an attribute with a whole number for a value; the key is UTF-8. */
  public static int writeIntAttribute(byte[] target, int at, int tag, byte[] key, long value) {
    int valueSize = intValueSize(value);
    int pos = writeHead(target, at, tag, (int) intPairSize(key.length, valueSize));
    pos = writeField(target, pos, OtlpFields.KEY_VALUE_KEY, key);
    pos = writeHead(target, pos, OtlpFields.KEY_VALUE_VALUE, valueSize);
    return writeVarintField(target, pos, OtlpFields.VALUE_INT, value);
  }

  private static long intPairSize(int keyBytes, int valueSize) {
    return fieldSize(OtlpFields.KEY_VALUE_KEY, keyBytes)
        + fieldSize(OtlpFields.KEY_VALUE_VALUE, valueSize);
  }

  private static int intValueSize(long value) {
    return 1 + varintSize(value);
  }
}

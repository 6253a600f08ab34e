package io.spanweir.bench.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends protobuf fields to a growing array. Sub-messages are written elsewhere first and copied
 * in.
 */
public final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private byte[] bytes = new byte[1024];
  private int length;

  int length() {
    return length;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  public ProtoWriter varint(int field, long value) {
    tag(field, VARINT);
    rawVarint(value);
    return this;
  }

  /** Leaves eight zero bytes for a value and returns where they are. */
  int fixed64Gap(int field) {
    tag(field, FIXED64);
    return gap(Long.BYTES);
  }

  public ProtoWriter fixed64(int field, long value) {
    int at = fixed64Gap(field);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public ProtoWriter fixed32(int field, int value) {
    tag(field, FIXED32);
    int at = gap(Integer.BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public ProtoWriter bytes(int field, byte[] value) {
    lengthDelimited(field, value.length);
    return raw(value);
  }

  public ProtoWriter message(int field, ProtoWriter message) {
    lengthDelimited(field, message.length);
    ensure(message.length);
    System.arraycopy(message.bytes, 0, bytes, length, message.length);
    length += message.length;
    return this;
  }

  /** Writes the tag and the length of a field whose content follows. */
  void lengthDelimited(int field, int contentLength) {
    tag(field, LENGTH_DELIMITED);
    rawVarint(contentLength);
  }

  ProtoWriter raw(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** Leaves zero bytes to be patched and returns where they are. */
  int gap(int count) {
    ensure(count);
    int at = length;
    length += count;
    return at;
  }

  /** Returns the bytes that a field with a tag of one byte and this content takes. */
  static int sizeOfField(int contentLength) {
    int size = 1 + contentLength;
    for (int rest = contentLength; rest != 0; rest >>>= 7) {
      size++;
    }
    return contentLength == 0 ? 2 : size;
  }

  private void tag(int field, int wireType) {
    rawVarint((long) field << 3 | wireType);
  }

  private void rawVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}

package io.spanweir.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes protobuf fields by hand, wrong ones too where a test asks for them. */
public final class ProtoWriter {
  private byte[] bytes = new byte[64];
  private int size;

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  public ProtoWriter raw(byte[] source) {
    return raw(source, source.length);
  }

  public ProtoWriter raw(ProtoWriter written) {
    return raw(written.bytes, written.size);
  }

  private ProtoWriter raw(byte[] source, int length) {
    room(length);
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
    return this;
  }

  public ProtoWriter raw(int... values) {
    room(values.length);
    for (int value : values) {
      bytes[size++] = (byte) value;
    }
    return this;
  }

  public ProtoWriter varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  public ProtoWriter tag(int field, int wireType) {
    return varint((long) field << 3 | wireType);
  }

  public ProtoWriter varintField(int field, long value) {
    return tag(field, 0).varint(value);
  }

  public ProtoWriter fixed64Field(int field, long value) {
    tag(field, 1);
    room(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public ProtoWriter fixed32Field(int field, int value) {
    tag(field, 5);
    room(4);
    for (int i = 0; i < 4; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public ProtoWriter bytesField(int field, byte[] value) {
    return tag(field, 2).varint(value.length).raw(value);
  }

  public ProtoWriter stringField(int field, String value) {
    return bytesField(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public ProtoWriter messageField(int field, ProtoWriter message) {
    return tag(field, 2).varint(message.size).raw(message);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}

package io.spanweir.receiver.thrift;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes Thrift's binary protocol, right or wrong, by hand. */
public final class ThriftBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ThriftBytes() {}

  public static ThriftBytes start() {
    return new ThriftBytes();
  }

  public ThriftBytes field(int type, int id) {
    return i8(type).i16(id);
  }

  public ThriftBytes stop() {
    return i8(0);
  }

  public ThriftBytes i8(int value) {
    out.write(value);
    return this;
  }

  public ThriftBytes i16(int value) {
    return raw(ByteBuffer.allocate(2).putShort((short) value).array());
  }

  public ThriftBytes i32(int value) {
    return raw(ByteBuffer.allocate(4).putInt(value).array());
  }

  public ThriftBytes i64(long value) {
    return raw(ByteBuffer.allocate(8).putLong(value).array());
  }

  public ThriftBytes text(String text) {
    return binary(text.getBytes(StandardCharsets.UTF_8));
  }

  public ThriftBytes binary(byte[] bytes) {
    return i32(bytes.length).raw(bytes);
  }

  public ThriftBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }
}

package io.spanweir.bench.workload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Appends fields in Thrift's binary protocol. */
final class ThriftWriter {
  static final int I16 = 6;
  static final int I32 = 8;
  static final int I64 = 10;
  static final int STRING = 11;
  static final int STRUCT = 12;
  static final int LIST = 15;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);

  int length() {
    return bytes.size();
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /** Writes the head of a field whose value follows. */
  ThriftWriter field(int type, int id) {
    bytes.write(type);
    return i16(id);
  }

  ThriftWriter stop() {
    bytes.write(0);
    return this;
  }

  ThriftWriter i16(int value) {
    bytes.write(value >>> 8);
    bytes.write(value);
    return this;
  }

  ThriftWriter i32(int value) {
    return i16(value >>> 16).i16(value);
  }

  /** Leaves eight bytes for a number and returns where they are. */
  int i64Gap(int id) {
    field(I64, id);
    int at = length();
    i32(0).i32(0);
    return at;
  }

  /** Writes a list's head; its elements follow. */
  ThriftWriter list(int id, int elementType, int count) {
    field(LIST, id);
    return elements(elementType, count);
  }

  ThriftWriter elements(int elementType, int count) {
    bytes.write(elementType);
    return i32(count);
  }

  /** Writes a field of text and returns where its first letter is. */
  int text(int id, String text) {
    field(STRING, id);
    return text(text);
  }

  /** Writes a length and a text and returns where its first letter is. */
  int text(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    i32(ascii.length);
    int at = length();
    bytes.writeBytes(ascii);
    return at;
  }

  ThriftWriter raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }
}

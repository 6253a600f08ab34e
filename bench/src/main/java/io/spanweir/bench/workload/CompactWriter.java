package io.spanweir.bench.workload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Appends fields in Thrift's compact protocol. */
final class CompactWriter {
  static final int TRUE = 1;
  static final int FALSE = 2;
  static final int I32 = 5;
  static final int I64 = 6;
  static final int BINARY = 8;
  static final int LIST = 9;
  static final int STRUCT = 12;

  private static final int SHORT_LIST_MAX = 14;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(65_536);

  int length() {
    return bytes.size();
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  CompactWriter raw(int value) {
    bytes.write(value);
    return this;
  }

  CompactWriter raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  /** Writes the head of a field; its number is so much more than the one before it. */
  CompactWriter field(int type, int more) {
    return raw(more << 4 | type);
  }

  CompactWriter stop() {
    return raw(0);
  }

  CompactWriter varint(int value) {
    int rest = value;
    while (rest > 0x7f) {
      raw((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return raw(rest);
  }

  CompactWriter i32(int more, int value) {
    return field(I32, more).varint(value << 1);
  }

  /** Leaves room for a number of so many bytes and returns where it is. */
  int gap(int more, int width) {
    field(I64, more);
    int at = length();
    for (int i = 1; i < width; i++) {
      raw(0x80);
    }
    raw(0);
    return at;
  }

  CompactWriter list(int more, int elementType, int count) {
    field(LIST, more);
    return count <= SHORT_LIST_MAX
        ? raw(count << 4 | elementType)
        : raw(0xf0 | elementType).varint(count);
  }

  /** Writes a field of text and returns where its first letter is. */
  int text(int more, String text) {
    field(BINARY, more);
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    varint(ascii.length);
    int at = length();
    raw(ascii);
    return at;
  }
}

package io.spanweir.connector.spanmetrics;

import io.spanweir.core.otlp.OtlpWriter;
import java.util.Arrays;

/** Protobuf fields in an array that grows. Reusable; not thread safe. */
final class Encoder {
  private static final int SCALAR_BYTES_MAX = 15;

  private byte[] bytes = new byte[256];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  private void room(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, needed + (needed >> 1));
    }
  }

  void varint(int tag, long value) {
    room(SCALAR_BYTES_MAX);
    length = OtlpWriter.writeVarintField(bytes, length, tag, value);
  }

  void fixed64(int tag, long value) {
    room(SCALAR_BYTES_MAX);
    length = OtlpWriter.writeFixed64Field(bytes, length, tag, value);
  }

  void real(int tag, double value) {
    fixed64(tag, Double.doubleToRawLongBits(value));
  }

  /** A varint that belongs to a packed field. */
  void packed(long value) {
    room(SCALAR_BYTES_MAX);
    length = OtlpWriter.writeVarint(bytes, length, value);
  }

  /** Tag and length of a field whose content follows. */
  void head(int tag, int contentBytes) {
    room(SCALAR_BYTES_MAX);
    length = OtlpWriter.writeHead(bytes, length, tag, contentBytes);
  }

  void field(int tag, byte[] content) {
    field(tag, content, 0, content.length);
  }

  void field(int tag, byte[] content, int from, int contentBytes) {
    head(tag, contentBytes);
    raw(content, from, contentBytes);
  }

  void field(int tag, Encoder content) {
    field(tag, content.bytes, 0, content.length);
  }

  void raw(byte[] content, int from, int contentBytes) {
    room(contentBytes);
    System.arraycopy(content, from, bytes, length, contentBytes);
    length += contentBytes;
  }

  /** Eight bytes of an id, most significant first. */
  void id(long id) {
    room(Long.BYTES);
    length = OtlpWriter.writeId(bytes, length, id);
  }

  /** Eight bytes of a packed field, least significant first. */
  void packedFixed64(long value) {
    room(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
  }
}

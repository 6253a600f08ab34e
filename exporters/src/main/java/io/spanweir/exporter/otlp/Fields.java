package io.spanweir.exporter.otlp;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.WireReader;
import java.nio.charset.StandardCharsets;

/** Walks the fields of one protobuf message: the few small ones that a backend answers with. */
final class Fields {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int tag;
  private int valueAt;

  Fields(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Fields(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.end = end;
    at = start;
  }

  /** Goes to the next field; false at the end. */
  boolean next() throws MalformedException {
    if (at >= end) {
      return false;
    }
    long read = WireReader.tag(bytes, at, end);
    if (read < 0) {
      throw WireReader.malformed(read, at);
    }
    tag = WireReader.value(read);
    valueAt = WireReader.next(read);
    int after = WireReader.skip(tag, bytes, valueAt, end);
    if (after < 0) {
      throw WireReader.malformed(after, valueAt);
    }
    at = after;
    return true;
  }

  /** Whether the field at hand has this number and holds bytes. */
  boolean isBytes(int number) {
    return tag == (number << 3 | WireReader.LENGTH_DELIMITED);
  }

  /** Whether the field at hand has this number and holds a varint. */
  boolean isVarint(int number) {
    return tag == (number << 3 | WireReader.VARINT);
  }

  long varint() {
    return WireReader.varint(bytes, valueAt, at);
  }

  Fields message() {
    return new Fields(bytes, contentAt(), at);
  }

  String text() {
    int start = contentAt();
    return new String(bytes, start, at - start, StandardCharsets.UTF_8);
  }

  private int contentAt() {
    return WireReader.next(WireReader.length(bytes, valueAt, end));
  }
}

package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.WireReader;

/** Walks the fields of one protobuf message; a flyweight. One thread. */
final class Message {
  private byte[] bytes = Text.NOTHING;
  private int at;
  private int end;
  private int tag;
  private int valueAt;

  Message of(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    end = to;
    return this;
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

  /** Number and wire type of the field at hand. */
  int tag() {
    return tag;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the content of a field with a length begins; it ends at {@link #to}. */
  int from() {
    return WireReader.next(WireReader.length(bytes, valueAt, end));
  }

  int to() {
    return at;
  }

  int length() {
    return at - from();
  }

  long varint() {
    return WireReader.varint(bytes, valueAt, at);
  }

  long fixed64() {
    return WireReader.fixed64(bytes, valueAt);
  }

  /** Eight bytes of an id, so many behind the beginning of the content. */
  long id(int skipped) {
    return WireReader.id(bytes, from() + skipped);
  }

  void text(Text to) {
    to.set(bytes, from(), length());
  }
}

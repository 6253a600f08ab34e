package io.spanweir.receiver.jaeger;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.WireReader;

/** Steps over the fields of one message of protobuf. Reusable; not thread safe. */
final class ProtoCursor {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int pos;
  private int end;
  private int tag;
  private int from;

  /** Reads the message at {@code bytes[from, to)} from now on. */
  ProtoCursor reset(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    pos = from;
    end = to;
    return this;
  }

  /** Reads the message that is the field at hand of another. */
  ProtoCursor reset(ProtoCursor outer) {
    return reset(outer.bytes, outer.from, outer.pos);
  }

  /** Goes to the next field. @return whether there is one */
  boolean next() throws MalformedException {
    if (pos >= end) {
      return false;
    }
    long head = WireReader.tag(bytes, pos, end);
    if (head < 0) {
      throw WireReader.malformed(head, pos);
    }
    tag = WireReader.value(head);
    from = WireReader.next(head);
    int after = WireReader.skip(tag, bytes, from, end);
    if (after < 0) {
      throw WireReader.malformed(after, from);
    }
    if ((tag & 7) == WireReader.LENGTH_DELIMITED) {
      from = WireReader.next(WireReader.length(bytes, from, end));
    }
    pos = after;
    return true;
  }

  /** Number and wire type of the field at hand. */
  int tag() {
    return tag;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the content of the field begins. */
  int from() {
    return from;
  }

  /** Where the field ends. */
  int to() {
    return pos;
  }

  /** The number of a field that is a varint. */
  long varint() {
    return WireReader.varint(bytes, from, pos);
  }

  /** The number of a field that is a fixed64. */
  long fixed64() {
    return WireReader.fixed64(bytes, from);
  }

  /** The eight bytes of an id from {@code at} on; 0 if they aren't all in the field. */
  long id(int at) {
    return at >= from && pos - at >= Long.BYTES ? WireReader.id(bytes, at) : 0;
  }

  int length() {
    return pos - from;
  }
}

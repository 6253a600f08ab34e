package io.spanweir.core.otlp;

import java.nio.charset.StandardCharsets;

/**
 * Steps over the fields of one message of protobuf, whatever it is; for those who read a few fields
 * of each. A flyweight that is aimed again and again; one thread. Allocates nothing but texts.
 */
public final class MessageCursor {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int at;
  private int end;
  private int tag;
  private int from;

  /** Reads the message at {@code source[begin, stop)} from now on. */
  public MessageCursor of(byte[] source, int begin, int stop) {
    bytes = source;
    at = begin;
    end = stop;
    return this;
  }

  /** Reads the message that is the field at hand of another. */
  public MessageCursor of(MessageCursor outer) {
    return of(outer.bytes, outer.from, outer.at);
  }

  /**
   * Goes to the next field. @return whether there is one
   *
   * @throws MalformedException if what stands here is no field
   */
  public boolean next() throws MalformedException {
    if (at >= end) {
      return false;
    }
    long head = WireReader.tag(bytes, at, end);
    if (head < 0) {
      throw WireReader.malformed(head, at);
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
    at = after;
    return true;
  }

  /** Number and wire type of the field at hand. */
  public int tag() {
    return tag;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where the content of the field begins, behind its length if it has one. */
  public int from() {
    return from;
  }

  /** Where the field ends. */
  public int to() {
    return at;
  }

  public int length() {
    return at - from;
  }

  /** The number of a field that is a varint. */
  public long varint() {
    return WireReader.varint(bytes, from, at);
  }

  /** The number of a field that is a fixed64. */
  public long fixed64() {
    return WireReader.fixed64(bytes, from);
  }

  /** The eight bytes of an id from a position on; 0 if they aren't all in the field. */
  public long id(int position) {
    return position >= from && at - position >= Long.BYTES ? WireReader.id(bytes, position) : 0;
  }

  /** The content as UTF-8. */
  public String text() {
    return new String(bytes, from, at - from, StandardCharsets.UTF_8);
  }
}

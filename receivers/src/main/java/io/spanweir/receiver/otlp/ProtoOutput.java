package io.spanweir.receiver.otlp;

import io.spanweir.core.otlp.OtlpWriter;
import java.io.IOException;

/**
 * Writes protobuf whose lengths are not known beforehand, into a {@link BodyBuffer}. A message is
 * opened with one byte for its length; when it is closed and turns out longer, its content is moved
 * to make place. Contents are small where there are many, and large only where there are few.
 */
final class ProtoOutput {
  /** Most bytes of a tag, or of a varint, together with eight more of a fixed value. */
  private static final int SCALAR_BYTES_MAX = 16;

  private final BodyBuffer out;
  private final long hint;

  /** There is no room for the output, for now or for good. */
  static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    NoRoomException(Outcome outcome) {
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }

  /**
   * @param hint how long the output will be, as far as anybody knows
   */
  ProtoOutput(BodyBuffer out, long hint) {
    this.out = out;
    this.hint = hint;
  }

  /** Opens a message, or anything with a length. @return what {@link #close} wants */
  int open(int tag) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    int at = OtlpWriter.writeVarint(out.bytes(), out.length(), tag);
    out.wrote(at + 1 - out.length());
    return at + 1;
  }

  /** Closes the message opened last. */
  void close(int start) throws NoRoomException {
    int length = out.length() - start;
    int more = OtlpWriter.varintSize(length) - 1;
    if (more > 0) {
      room(more);
      byte[] bytes = out.bytes();
      System.arraycopy(bytes, start, bytes, start + more, length);
      out.wrote(more);
    }
    OtlpWriter.writeVarint(out.bytes(), start - 1, length);
  }

  void varint(int tag, long value) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    wroteTo(OtlpWriter.writeVarintField(out.bytes(), out.length(), tag, value));
  }

  void fixed64(int tag, long value) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    wroteTo(OtlpWriter.writeFixed64Field(out.bytes(), out.length(), tag, value));
  }

  void fixed32(int tag, int value) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    wroteTo(OtlpWriter.writeFixed32Field(out.bytes(), out.length(), tag, value));
  }

  void bytes(int tag, byte[] value) throws NoRoomException {
    room(SCALAR_BYTES_MAX + (long) value.length);
    wroteTo(OtlpWriter.writeField(out.bytes(), out.length(), tag, value));
  }

  /** Writes text as UTF-8; half a surrogate pair becomes a question mark. */
  void string(int tag, char[] text, int from, int length) throws NoRoomException {
    int size = utf8Size(text, from, length);
    room(SCALAR_BYTES_MAX + (long) size);
    wroteTo(OtlpWriter.writeHead(out.bytes(), out.length(), tag, size));
    byte[] bytes = out.bytes();
    int at = out.length();
    for (int i = from; i < from + length; i++) {
      char c = text[i];
      if (c < 0x80) {
        bytes[at++] = (byte) c;
      } else if (c < 0x800) {
        bytes[at++] = (byte) (0xc0 | c >> 6);
        bytes[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        bytes[at++] = (byte) (0xe0 | c >> 12);
        bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        bytes[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (i + 1 < from + length && Character.isSurrogatePair(c, text[i + 1])) {
        at = fourBytes(bytes, at, Character.toCodePoint(c, text[++i]));
      } else {
        bytes[at++] = '?';
      }
    }
    wroteTo(at);
  }

  /** Bytes that {@link #string} writes for a text: a pair of surrogates has four. */
  private static int utf8Size(char[] text, int from, int length) {
    int size = length;
    for (int i = from; i < from + length; i++) {
      char c = text[i];
      if (c < 0x80) {
        continue;
      }
      if (!Character.isSurrogate(c)) {
        size += c < 0x800 ? 1 : 2;
      } else if (i + 1 < from + length && Character.isSurrogatePair(c, text[i + 1])) {
        size += 2;
        i++;
      }
    }
    return size;
  }

  private static int fourBytes(byte[] bytes, int at, int codePoint) {
    bytes[at] = (byte) (0xf0 | codePoint >> 18);
    bytes[at + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    bytes[at + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    bytes[at + 3] = (byte) (0x80 | (codePoint & 0x3f));
    return at + 4;
  }

  private void wroteTo(int position) {
    out.wrote(position - out.length());
  }

  private void room(long more) throws NoRoomException {
    if (out.free() < more) {
      switch (out.room(more, hint)) {
        case TOO_LARGE -> throw new NoRoomException(Outcome.TOO_LARGE);
        case NONE -> throw new NoRoomException(Outcome.NO_ROOM);
        case THERE -> {}
      }
    }
  }
}

package io.spanweir.receiver.transcode;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.SpanNotes;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes protobuf whose lengths are not known beforehand, into a {@link BodyBuffer}. A message is
 * opened with place for a likely length; when it is closed and turns out to need more or less, its
 * content is moved. Contents are small where there are many, and large only where there are few.
 */
public final class ProtoOutput {
  /** What a copy of something short writes at a time. */
  private static final int BLOCK_BYTES = 32;

  /** Most bytes of a tag, of a varint or fixed value, and of what a copy writes too many. */
  private static final int SCALAR_BYTES_MAX = 24 + BLOCK_BYTES;

  private static final int SHORT_BYTES_MAX = 128;

  /** A tag and a length of one byte each. */
  private static final int SHORT_HEAD_BYTES = 2;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = {};

  /** The value of a digit in hex, or something with high bits. */
  private static final int[] HEX = new int[256];

  static {
    for (int i = 0; i < HEX.length; i++) {
      int digit = Character.digit(i, 16);
      HEX[i] = digit < 0 ? 0x100 : digit;
    }
  }

  private final BodyBuffer out;
  private final long hint;
  private byte[] bytes = NOTHING;
  private int at;
  private int limit;

  /** There is no room for the output, for now or for good. */
  public static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean forGood;

    NoRoomException(boolean forGood) {
      this.forGood = forGood;
    }

    /** Whether the output is longer than it may be; else there is no memory for it now. */
    public boolean forGood() {
      return forGood;
    }
  }

  /**
   * Writes behind what the buffer has already.
   *
   * @param hint how long the output will be, as far as anybody knows
   */
  public ProtoOutput(BodyBuffer out, long hint) {
    this.out = out;
    this.hint = hint;
    this.at = out.length();
    this.limit = at;
  }

  /** Says to the buffer how much was written. Nothing may be written after it. */
  public void finish() {
    out.wrote(at - out.length());
  }

  /**
   * Opens a message, or anything with a length.
   *
   * @param lengthBytes how many bytes its length is likely to take
   * @return what {@link #close} wants
   */
  public int open(int tag, int lengthBytes) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    at = OtlpWriter.writeVarint(bytes, at, tag) + lengthBytes;
    return at;
  }

  /** Closes the message opened last. */
  public void close(int start, int lengthBytes) throws NoRoomException {
    int length = at - start;
    if (length < 0x80 && lengthBytes == 1) {
      bytes[start - 1] = (byte) length;
      return;
    }
    int more = OtlpWriter.varintSize(length) - lengthBytes;
    if (more != 0) {
      room(Math.max(0, more));
      System.arraycopy(bytes, start, bytes, start + more, length);
      at += more;
    }
    OtlpWriter.writeVarint(bytes, start - lengthBytes, length);
  }

  /**
   * Writes a small number that is said later.
   *
   * @return what {@link #patch} wants, while what was opened before it is open
   */
  public int later(int tag) throws NoRoomException {
    varint(tag, 0);
    return at - 1;
  }

  /**
   * Says the number that was left open.
   *
   * @param value 0 to 127
   */
  public void patch(int place, int value) {
    bytes[place] = (byte) value;
  }

  public void varint(int tag, long value) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    at = OtlpWriter.writeVarintField(bytes, at, tag, value);
  }

  public void fixed64(int tag, long value) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    at = OtlpWriter.writeFixed64Field(bytes, at, tag, value);
  }

  public void fixed32(int tag, int value) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    at = OtlpWriter.writeFixed32Field(bytes, at, tag, value);
  }

  public void bytes(int tag, byte[] value) throws NoRoomException {
    room(SCALAR_BYTES_MAX + (long) value.length);
    at = OtlpWriter.writeField(bytes, at, tag, value);
  }

  /** Where the next field is written, as long as nothing is closed. */
  public int position() {
    return at;
  }

  /**
   * Makes room for what somebody else writes from {@link #position} on.
   *
   * @param most bytes that will be touched
   * @return what to write into, until something is written here
   */
  public byte[] make(long most) throws NoRoomException {
    room(most);
    return bytes;
  }

  /** What was written, up to {@link #position}; until something is written. */
  public byte[] bytes() {
    return bytes;
  }

  /** The lengths of the keys of attributes that notes are wanted of. */
  public long keyLengths() {
    return out.keyLengths();
  }

  /** Where to note what is known of the spans that were written. */
  public SpanNotes notes() {
    return out.notes();
  }

  /** Says where what somebody else wrote ends. */
  public void wroteTo(int end) {
    at = end;
  }

  /** Copies what was written from a position on. @return how many bytes that is */
  public int copySince(int position, byte[] target) {
    int length = at - position;
    System.arraycopy(bytes, position, target, 0, length);
    return length;
  }

  /** Writes fields that are written elsewhere. */
  public void written(byte[] fields, int length) throws NoRoomException {
    room(length);
    System.arraycopy(fields, 0, bytes, at, length);
    at += length;
  }

  /** Most texts are short; then calling for a copy costs more than copying. */
  private void copy(byte[] source, int from, int length) {
    if (length > SHORT_BYTES_MAX || from + SHORT_BYTES_MAX + BLOCK_BYTES > source.length) {
      System.arraycopy(source, from, bytes, at, length);
    } else {
      // Up to a block too many: there is room, and what comes next overwrites it.
      for (int i = 0; i < length; i += BLOCK_BYTES) {
        block(source, from + i, bytes, at + i);
      }
    }
    at += length;
  }

  /** Without a loop, whose end a processor guesses wrong as often as lengths differ. */
  private static void block(byte[] source, int from, byte[] target, int to) {
    LONG.set(target, to, (long) LONG.get(source, from));
    LONG.set(target, to + 8, (long) LONG.get(source, from + 8));
    LONG.set(target, to + 16, (long) LONG.get(source, from + 16));
    LONG.set(target, to + 24, (long) LONG.get(source, from + 24));
  }

  /** Writes text, or bytes, that lie in {@code source}. */
  public void text(int tag, byte[] source, int from, int length) throws NoRoomException {
    room(SCALAR_BYTES_MAX + (long) length);
    at = OtlpWriter.writeHead(bytes, at, tag, length);
    copy(source, from, length);
  }

  /** Writes eight bytes of an id, most significant first. */
  public void id(int tag, long id) throws NoRoomException {
    room(SCALAR_BYTES_MAX);
    at = OtlpWriter.writeId(bytes, OtlpWriter.writeHead(bytes, at, tag, Long.BYTES), id);
  }

  /** Writes sixteen bytes of an id, most significant first. */
  public void id(int tag, long high, long low) throws NoRoomException {
    room(2 * SCALAR_BYTES_MAX);
    at = OtlpWriter.writeId(bytes, OtlpWriter.writeHead(bytes, at, tag, 2 * Long.BYTES), high);
    at = OtlpWriter.writeId(bytes, at, low);
  }

  /**
   * Writes the head of an attribute, a {@code KeyValue}, up to its value's fields, which follow.
   *
   * @param tag the field, such as {@link OtlpFields#SPAN_ATTRIBUTES}
   * @param valueBytes how many bytes those fields will be
   */
  public void attribute(int tag, byte[] source, int from, int keyLength, long valueBytes)
      throws NoRoomException {
    long size =
        OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_KEY, keyLength)
            + OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_VALUE, valueBytes);
    room(3 * SCALAR_BYTES_MAX + (long) keyLength);
    at = OtlpWriter.writeHead(bytes, at, tag, Math.toIntExact(size));
    at = OtlpWriter.writeHead(bytes, at, OtlpFields.KEY_VALUE_KEY, keyLength);
    copy(source, from, keyLength);
    at = OtlpWriter.writeHead(bytes, at, OtlpFields.KEY_VALUE_VALUE, (int) valueBytes);
  }

  /** Writes an attribute whose value is a text; both lie where they are. */
  public void textAttribute(
      int tag, byte[] keySource, int keyFrom, int keyLength, byte[] source, int from, int length)
      throws NoRoomException {
    int value = length + SHORT_HEAD_BYTES;
    int size = keyLength + value + 2 * SHORT_HEAD_BYTES;
    if ((size | tag | length | keyLength) >>> 7 != 0) {
      long valueBytes = OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, length);
      attribute(tag, keySource, keyFrom, keyLength, valueBytes);
      text(OtlpFields.VALUE_STRING, source, from, length);
      return;
    }
    // Every length is one byte, as nearly always.
    room(2 * SCALAR_BYTES_MAX + (long) size);
    shortHeads(tag, size, OtlpFields.KEY_VALUE_KEY, keyLength);
    copy(keySource, keyFrom, keyLength);
    shortHeads(OtlpFields.KEY_VALUE_VALUE, value, OtlpFields.VALUE_STRING, length);
    copy(source, from, length);
  }

  /**
   * Writes an attribute whose value is a text, where key and value lie in one piece, with four
   * bytes between them: as many as protobuf has there, so that one copy does. All lengths are less
   * than 128, and so is the attribute's.
   *
   * @param tag a field whose number is less than 16
   */
  public void textAttributeInOnePiece(int tag, byte[] source, int from, int keyLength, int length)
      throws NoRoomException {
    int value = length + SHORT_HEAD_BYTES;
    int size = keyLength + value + 2 * SHORT_HEAD_BYTES;
    room(2 * SCALAR_BYTES_MAX + (long) size);
    int keyAt = at + 2 * SHORT_HEAD_BYTES;
    shortHeads(tag, size, OtlpFields.KEY_VALUE_KEY, keyLength);
    copy(source, from, keyLength + 2 * SHORT_HEAD_BYTES + length);
    int end = at;
    at = keyAt + keyLength;
    shortHeads(OtlpFields.KEY_VALUE_VALUE, value, OtlpFields.VALUE_STRING, length);
    at = end;
  }

  /** Tag and length, and tag and length of what that begins with; each is a byte. */
  private void shortHeads(int outerTag, int outerLength, int tag, int length) {
    INT.set(bytes, at, outerTag | outerLength << 8 | tag << 16 | length << 24);
    at += 2 * SHORT_HEAD_BYTES;
  }

  /** Writes bytes that are given in hex. @return whether they are */
  public boolean hex(int tag, byte[] text, int from, int to) throws NoRoomException {
    int length = (to - from) / 2;
    room(SCALAR_BYTES_MAX + (long) length);
    at = OtlpWriter.writeHead(bytes, at, tag, length);
    int wrong = (to - from) & 1;
    for (int i = from; i + 1 < to; i += 2) {
      int value = HEX[text[i] & 0xff] << 4 | HEX[text[i + 1] & 0xff];
      wrong |= value >> 8;
      bytes[at++] = (byte) value;
    }
    return wrong == 0;
  }

  private void room(long more) throws NoRoomException {
    if (limit - at < more) {
      grow(more);
    }
  }

  private void grow(long more) throws NoRoomException {
    out.wrote(at - out.length());
    switch (out.room(more, hint)) {
      case TOO_LARGE -> throw new NoRoomException(true);
      case NONE -> throw new NoRoomException(false);
      case THERE -> {
        bytes = out.bytes();
        limit = out.length() + out.free();
      }
    }
  }
}

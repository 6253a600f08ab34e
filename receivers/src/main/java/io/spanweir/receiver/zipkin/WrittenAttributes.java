package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.AttributeSketch;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.receiver.transcode.Phrase;
import io.spanweir.receiver.transcode.Words;
import java.util.Arrays;

/**
 * Attributes of a span in protobuf, one behind the other, of tags that were written as they were
 * read. Reusable, not thread safe.
 */
final class WrittenAttributes {
  /** More than this is not kept for the next span. */
  private static final int KEPT_BYTES_MAX = 64 << 10;

  private static final int FIRST_BYTES = 2 << 10;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;
  private final AttributeSketch sketch = new AttributeSketch();

  void clear() {
    length = 0;
    sketch.clear();
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[FIRST_BYTES];
    }
  }

  /** Notes attributes from now on only if their key has one of these lengths. */
  void keyLengths(long lengths) {
    sketch.keyLengths(lengths);
  }

  /** The attributes. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes they are; 0 if there are none. */
  int length() {
    return length;
  }

  /** Which attributes are not among them. */
  AttributeSketch sketch() {
    return sketch;
  }

  /**
   * Adds an attribute of JSON whose value is a text, if that is a short one of plain letters.
   *
   * @param from where the value begins, behind its quote
   * @return where the attribute ends in the source; -1 if it has to be read in another way
   */
  int phrase(Phrase phrase, byte[] json, int from, int end) {
    room(Phrase.ROOM_BYTES);
    long ends = phrase.write(OtlpFields.SPAN_ATTRIBUTES, json, from, end, bytes, length);
    if (ends < 0) {
      return -1;
    }
    int count = (int) ends - length - phrase.headBytes();
    length = (int) ends;
    note(phrase, json, from, count);
    return (int) (ends >>> Integer.SIZE);
  }

  /** Adds an attribute if its text is a short one of ASCII. @return whether it is */
  boolean shortText(Phrase phrase, byte[] source, int from, int count) {
    room(Phrase.ROOM_BYTES);
    int end = phrase.writeText(OtlpFields.SPAN_ATTRIBUTES, source, from, count, bytes, length);
    if (end < 0) {
      return false;
    }
    length = end;
    note(phrase, source, from, count);
    return true;
  }

  /**
   * Notes an attribute that was just written. Its end is read where it came from: a processor waits
   * for what it has written in other pieces than it is asked for.
   */
  private void note(Phrase phrase, byte[] source, int from, int count) {
    if (sketch.passes(phrase.keyLength())) {
      return;
    }
    boolean isLong = count >= Long.BYTES;
    long tail =
        isLong
            ? Words.get(source, from + count - Long.BYTES)
            : Words.get(bytes, length - Long.BYTES);
    sketch.addText(phrase.keyHash(), tail);
  }

  /** Adds an attribute of any text, however long; both are UTF-8. */
  void text(SpanText text, long key, long value) {
    int keyLength = SpanText.length(key);
    int valueLength = SpanText.length(value);
    room((long) keyLength + valueLength + Phrase.ROOM_BYTES);
    int from = length;
    int size = keyValueSize(keyLength, valueLength);
    length = OtlpWriter.writeHead(bytes, length, OtlpFields.SPAN_ATTRIBUTES, size);
    length = OtlpWriter.writeHead(bytes, length, OtlpFields.KEY_VALUE_KEY, keyLength);
    copy(text, key);
    int valueSize = (int) OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, valueLength);
    length = OtlpWriter.writeHead(bytes, length, OtlpFields.KEY_VALUE_VALUE, valueSize);
    length = OtlpWriter.writeHead(bytes, length, OtlpFields.VALUE_STRING, valueLength);
    copy(text, value);
    sketch.add(bytes, from, length);
  }

  private static int keyValueSize(int keyLength, int valueLength) {
    long value = OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, valueLength);
    return (int)
        (OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_KEY, keyLength)
            + OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_VALUE, value));
  }

  private void copy(SpanText text, long slice) {
    int count = SpanText.length(slice);
    System.arraycopy(text.bytes(slice), SpanText.from(slice), bytes, length, count);
    length += count;
  }

  private void room(long more) {
    if (bytes.length - length < more) {
      int needed = Math.toIntExact(length + more);
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
  }
}

package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.Phrase;
import io.spanweir.receiver.transcode.Phrases;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.util.Arrays;
import java.util.List;

/**
 * The tags of a span in JSON v2 as attributes in protobuf, where they are what they are nearly
 * always: texts under keys that came before, each once. What else they are takes the longer way, by
 * way of a list of tags. Reusable, not thread safe.
 */
final class WrittenTags {
  /** As most write it, and as Python does. */
  private static final List<Phrase.Form> FORMS =
      List.of(new Phrase.Form("\":\"", false, 0), new Phrase.Form("\": \"", false, 0));

  /** More than this is not kept for the next span. */
  private static final int KEPT_BYTES_MAX = 64 << 10;

  private static final int FIRST_BYTES = 2 << 10;

  /** Most objects of tags in a row that are not tried, after none could be read. */
  private static final int REST_MAX = 63;

  private final SpanText text;
  private final Phrases phrases = new Phrases("\"", FORMS, WrittenTags::meaning);
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;
  private int rest;
  private int resting;

  WrittenTags(SpanText text) {
    this.text = text;
  }

  /** A trace state or a link is no attribute. */
  private static int meaning(byte[] bytes, int from, int length) {
    TagMeaning meaning = TagMeaning.of(bytes, from, length);
    boolean isAttribute = meaning != TagMeaning.TRACE_STATE && meaning != TagMeaning.LINK;
    return isAttribute ? meaning.ordinal() : -1;
  }

  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[FIRST_BYTES];
    }
  }

  /** The attributes, one behind the other. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes they are; 0 if there are none. */
  int length() {
    return length;
  }

  /**
   * Reads all tags, if they are usual: then they are here, and those that mean more than their text
   * also among the span's. If not nothing is anywhere.
   */
  boolean read(JsonReader reader, ZipkinSpan span) throws MalformedException {
    if (resting > 0) {
      resting--;
      return false;
    }
    long before = reader.mark();
    clear();
    if (all(reader, span)) {
      rest = 0;
      return true;
    }
    reader.back(before);
    clear();
    span.clearTags();
    rest = Math.min(2 * rest + 1, REST_MAX);
    resting = rest;
    return false;
  }

  /** All of one form: so a key that comes twice is a phrase that does. */
  private boolean all(JsonReader reader, ZipkinSpan span) throws MalformedException {
    byte[] json = reader.bytes();
    int end = reader.end();
    int at = reader.position();
    int form = -1;
    phrases.begin();
    do {
      at++;
      if (at < end && json[at] == ' ') {
        at++;
      }
      Phrase phrase = phrases.find(json, at, end);
      if (phrase == null || phrases.repeated() || (form >= 0 && form != phrase.form())) {
        return false;
      }
      form = phrase.form();
      at = tag(reader, span, phrase, at);
    } while (at < end && json[at] == ',');
    if (at == end || json[at] != '}') {
      return false;
    }
    reader.moveTo(at + 1);
    return true;
  }

  /** Writes a tag. @return where it ends in JSON */
  private int tag(JsonReader reader, ZipkinSpan span, Phrase phrase, int at)
      throws MalformedException {
    room(Phrase.ROOM_BYTES);
    int from = at + phrase.length();
    int tag = OtlpFields.SPAN_ATTRIBUTES;
    long ends = phrase.write(tag, reader.bytes(), from, reader.end(), bytes, length);
    long value;
    int key = at + phrase.keyAt();
    int stop;
    if (ends >= 0) {
      length = (int) ends;
      stop = (int) (ends >>> 32);
      value = SpanText.slice(from, stop - 1);
    } else {
      reader.moveTo(from - 1);
      reader.text("a text");
      value = text.read(reader);
      attribute(reader.bytes(), key, phrase.keyLength(), value);
      stop = reader.position();
    }
    if (phrase.meaning() != TagMeaning.PLAIN.ordinal()) {
      span.tag(SpanText.slice(key, key + phrase.keyLength()), ValueType.TEXT, value);
    }
    return stop;
  }

  /** Writes any text, however long. */
  private void attribute(byte[] source, int key, int keyLength, long value) {
    int valueLength = SpanText.length(value);
    room((long) valueLength + Phrase.ROOM_BYTES);
    length =
        OtlpWriter.writeHead(
            bytes, length, OtlpFields.SPAN_ATTRIBUTES, keyValueSize(keyLength, valueLength));
    length = OtlpWriter.writeHead(bytes, length, OtlpFields.KEY_VALUE_KEY, keyLength);
    copy(source, key, keyLength);
    int valueSize = (int) OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, valueLength);
    length = OtlpWriter.writeHead(bytes, length, OtlpFields.KEY_VALUE_VALUE, valueSize);
    length = OtlpWriter.writeHead(bytes, length, OtlpFields.VALUE_STRING, valueLength);
    copy(text.bytes(value), SpanText.from(value), valueLength);
  }

  private static int keyValueSize(int keyLength, int valueLength) {
    long value = OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, valueLength);
    return (int)
        (OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_KEY, keyLength)
            + OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_VALUE, value));
  }

  private void copy(byte[] source, int from, int count) {
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  private void room(long more) {
    if (bytes.length - length < more) {
      int needed = Math.toIntExact(length + more);
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
  }
}

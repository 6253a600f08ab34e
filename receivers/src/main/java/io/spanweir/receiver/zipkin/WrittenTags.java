package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.Phrase;
import io.spanweir.receiver.transcode.Phrases;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.util.List;

/**
 * Reads the tags of a span in JSON v2 as attributes in protobuf, where they are what they are
 * nearly always: texts under keys that came before, each once. What else they are takes the longer
 * way, by way of a list of tags. Reusable, not thread safe.
 */
final class WrittenTags {
  /** As most write it, and as Python does. */
  private static final List<Phrase.Form> FORMS =
      List.of(new Phrase.Form("\":\"", false, 0), new Phrase.Form("\": \"", false, 0));

  private final SpanText text;
  private final Phrases phrases = new Phrases("\"", FORMS, WrittenTags::meaning);
  private final Patience patience = new Patience();

  WrittenTags(SpanText text) {
    this.text = text;
  }

  /** A trace state or a link is no attribute. */
  static int meaning(byte[] bytes, int from, int length) {
    TagMeaning meaning = TagMeaning.of(bytes, from, length);
    boolean isAttribute = meaning != TagMeaning.TRACE_STATE && meaning != TagMeaning.LINK;
    return isAttribute ? meaning.ordinal() : -1;
  }

  /**
   * Reads all tags, if they are usual: then they are written, and those that mean more than their
   * text also among the span's. If not nothing is anywhere.
   */
  boolean read(JsonReader reader, ZipkinSpan span) throws MalformedException {
    if (patience.isResting()) {
      return false;
    }
    long before = reader.mark();
    WrittenAttributes written = span.written();
    written.clear();
    boolean usual = all(reader, span);
    if (!usual) {
      reader.back(before);
      written.clear();
      span.clearTags();
    }
    patience.tried(usual);
    return usual;
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
    int from = at + phrase.length();
    int stop = span.written().phrase(phrase, reader.bytes(), from, reader.end());
    long key = SpanText.slice(at + phrase.keyAt(), at + phrase.keyAt() + phrase.keyLength());
    long value;
    if (stop >= 0) {
      value = SpanText.slice(from, stop - 1);
    } else {
      reader.moveTo(from - 1);
      reader.text("a text");
      value = text.read(reader);
      span.written().text(text, key, value);
      stop = reader.position();
    }
    if (phrase.meaning() != TagMeaning.PLAIN.ordinal()) {
      span.tag(key, ValueType.TEXT, value, TagMeaning.at(phrase.meaning()));
    }
    return stop;
  }
}

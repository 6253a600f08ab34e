package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;
import io.spanweir.receiver.zipkin.ZipkinSpan.Kind;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON v2: a list of spans, or one span. What Zipkin's own reader accepts is accepted; and
 * where that refuses a whole list for one value this one goes on: ids in upper case, fractions,
 * tags whose values are no text, a kind that is unknown, an annotation that isn't whole. A span
 * that still makes no sense is left out; one whose end can't be found ends the body. One for each
 * event loop.
 */
final class V2JsonTranscoder implements Transcoder {
  /** How the value of a field is read. */
  @FunctionalInterface
  private interface Reading {
    void read(V2JsonTranscoder into, JsonReader reader) throws MalformedException;
  }

  /**
   * A span's fields. Each brings its way to be read, and is not picked by a switch: that has the
   * compiler put all of them into one method, too large to be made well.
   */
  private enum Field {
    TRACE_ID("traceId", (into, reader) -> JsonValues.traceId(reader, into.text, into.span)),
    ID("id", (into, reader) -> into.span.id(JsonValues.id(reader, into.text))),
    PARENT_ID("parentId", (into, reader) -> into.span.parent(JsonValues.id(reader, into.text))),
    NAME("name", (into, reader) -> into.span.name(JsonValues.text(reader, into.text))),
    KIND("kind", (into, reader) -> into.span.kind(into.kind(reader))),
    TIMESTAMP("timestamp", (into, reader) -> into.span.timestamp(JsonValues.integer(reader))),
    DURATION("duration", (into, reader) -> into.span.duration(JsonValues.integer(reader))),
    LOCAL_ENDPOINT(
        "localEndpoint", (into, reader) -> into.endpoint.read(reader, into.text, into.span.local)),
    REMOTE_ENDPOINT(
        "remoteEndpoint", (into, reader) -> JsonEndpoint.read(reader, into.text, into.span.remote)),
    ANNOTATIONS("annotations", V2JsonTranscoder::annotations),
    TAGS("tags", V2JsonTranscoder::tags),
    DEBUG("debug", (into, reader) -> into.span.debug(JsonValues.bool(reader))),
    SHARED("shared", (into, reader) -> into.span.shared(JsonValues.bool(reader))),
    VALUE("value", (into, reader) -> reader.skip());

    private static final Keys<Field> KEYS = new Keys<>();

    static {
      for (Field field : values()) {
        KEYS.put(field.key, field);
      }
    }

    private final String key;

    /** As most write it, with quotes and colon. */
    @SuppressWarnings("ImmutableEnumChecker") // never written to
    private final byte[] written;

    @SuppressWarnings("ImmutableEnumChecker") // has nothing of its own
    private final Reading reading;

    Field(String key, Reading reading) {
      this.key = key;
      this.reading = reading;
      written = ('"' + key + "\":").getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static final Keys<Kind> KINDS = new Keys<>();

  static {
    for (Kind kind : Kind.values()) {
      KINDS.put(kind.name(), kind);
      KINDS.put(kind.name().toLowerCase(Locale.ROOT), kind);
    }
  }

  private final SpanText text = new SpanText();
  private final ZipkinSpan span = new ZipkinSpan(text);
  private final WrittenTags usual = new WrittenTags(text);
  private final SpanWriter writer;
  private final EndpointMemory endpoint = new EndpointMemory();
  private final boolean parseTags;
  private final JsonSpans.One one = this::span;

  /** What came behind each field the last time, and what spans began with. */
  private final @Nullable Field[] followers = new Field[Field.values().length + 1];

  /** Where the tags began that are written already; they have no other way back. */
  private long writtenFrom;

  /** Texts of tags stay texts. */
  V2JsonTranscoder() {
    this(false);
  }

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  V2JsonTranscoder(boolean parseTags) {
    this.parseTags = parseTags;
    writer = new SpanWriter(parseTags);
  }

  @Override
  public LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    text.of(body.bytes());
    writer.begin(new ProtoOutput(output, body.length()));
    span.written().keyLengths(output.keyLengths());
    try {
      JsonSpans.each(JsonReader.lenient(body.bytes(), body.length()), text, writer, one);
      return writer.finish();
    } finally {
      text.done();
    }
  }

  private void span(JsonReader reader) throws MalformedException, ProtoOutput.NoRoomException {
    int before = followers.length - 1;
    span.clear();
    reader.enter('{', "a span");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      Field field = key(reader, before);
      if (field == null) {
        reader.skip();
        continue;
      }
      before = field.ordinal();
      if (!JsonValues.isNull(reader)) {
        field.reading.read(this, reader);
      }
    }
    writer.span(span);
  }

  /** Reads a key. Most likely it is the one that came behind the one before it the last time. */
  private @Nullable Field key(JsonReader reader, int before) throws MalformedException {
    Field likely = followers[before];
    if (likely != null && reader.key(likely.written)) {
      return likely;
    }
    reader.key();
    Field field = Field.KEYS.find(text, text.read(reader));
    if (field != null) {
      followers[before] = field;
    }
    return field;
  }

  /** In either case. One that Zipkin doesn't have is none. */
  private Kind kind(JsonReader reader) throws MalformedException {
    reader.text("a kind");
    long name = text.read(reader);
    Kind kind = KINDS.find(text, name);
    if (kind == null) {
      kind = KINDS.find(text, text.lowerCase(name));
    }
    return kind == null ? Kind.NONE : kind;
  }

  private void annotations(JsonReader reader) throws MalformedException {
    reader.enter('[', "a list of annotations");
    for (boolean first = true; reader.more(first, ']'); first = false) {
      if (!JsonValues.isNull(reader)) {
        annotation(reader);
      }
    }
  }

  /** One without a time or a text says nothing. */
  private void annotation(JsonReader reader) throws MalformedException {
    long value = SpanText.NONE;
    long timestamp = 0;
    boolean hasValue = false;
    boolean hasTimestamp = false;
    reader.enter('{', "an annotation");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      reader.key();
      Field field = Field.KEYS.find(text, text.read(reader));
      boolean known = field == Field.VALUE || field == Field.TIMESTAMP;
      if (!known) {
        reader.skip();
      } else if (!JsonValues.isNull(reader)) {
        if (field == Field.VALUE) {
          value = JsonValues.anyText(reader, text);
          hasValue = true;
        } else {
          timestamp = JsonValues.integer(reader);
          hasTimestamp = true;
        }
      }
    }
    if (hasValue && hasTimestamp) {
      span.annotation(timestamp, value);
    }
  }

  private void tags(JsonReader reader) throws MalformedException {
    if (span.written().length() > 0) {
      // A second object of tags: what is the same in both can only be told in a list.
      span.written().clear();
      span.clearTags();
      long here = reader.mark();
      reader.back(writtenFrom);
      list(reader);
      reader.back(here);
      list(reader);
      return;
    }
    writtenFrom = reader.mark();
    if (parseTags || reader.peek() != '{' || span.tags() > 0 || !usual.read(reader, span)) {
      list(reader);
    }
  }

  private void list(JsonReader reader) throws MalformedException {
    reader.enter('{', "tags");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      reader.key();
      long key = text.read(reader);
      if (!JsonValues.isNull(reader)) {
        span.tag(key, ValueType.TEXT, JsonValues.anyText(reader, text));
      }
    }
  }
}

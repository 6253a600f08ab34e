package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.SpanNotes;
import io.spanweir.core.otlp.AttributeSketch;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import io.spanweir.receiver.zipkin.ZipkinSpan.Kind;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes Zipkin's spans as OTLP {@code TracesData}, and keeps count of those that can't be. Spans
 * of one service that follow each other share a resource, those of one library a scope. Which field
 * becomes what is in docs/zipkin.md; nothing that Zipkin would give back gets lost.
 *
 * <p>One body after the other: {@link #begin}, {@link #span} for each, {@link #finish}. Reusable,
 * not thread safe; allocates nothing for a span.
 */
final class SpanWriter {
  private static final int EVENT_TIME = 1 << 3 | WireReader.FIXED64;
  private static final int EVENT_NAME = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int KIND_INTERNAL = 1;
  private static final int NANOS_PER_MICRO = 1_000;

  private static final byte[] SERVICE_NAME = ascii("service.name");
  private static final byte[] DEBUG = ascii("zipkin.debug");
  private static final byte[] SHARED = ascii("zipkin.shared");
  private static final byte[] NO_START = ascii("otel.zipkin.absentField.startTime");

  /** How many bytes the length of a list of spans is likely to take, and that of a span. */
  private static final int LIST_LENGTH_BYTES = 3;

  private static final int SPAN_LENGTH_BYTES = 2;

  private final SpanTags tags = new SpanTags();
  private final SpanLink link = new SpanLink();
  private final EndpointWriter endpoints = new EndpointWriter();
  private final AttributeSketch sketch = new AttributeSketch();
  private final Name service = new Name();
  private final Name scopeName = new Name();
  private final Name scopeVersion = new Name();

  private final @Nullable TagParser parser;

  private @Nullable ProtoOutput output;
  private boolean open;
  private int resourceStart;
  private int scopeStart;
  private int leftOut;
  private @Nullable String reason;

  /** A text that has to outlast its span. */
  private static final class Name {
    private byte[] bytes = new byte[64];
    private int length;

    boolean is(SpanText text, long slice) {
      return text.equals(slice, bytes, length);
    }

    void set(SpanText text, long slice) {
      length = SpanText.length(slice);
      if (bytes.length < length) {
        bytes = new byte[length];
      }
      System.arraycopy(text.bytes(slice), SpanText.from(slice), bytes, 0, length);
    }
  }

  /** Texts of tags stay texts. */
  SpanWriter() {
    this(false);
  }

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  SpanWriter(boolean parseTags) {
    parser = parseTags ? new TagParser() : null;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins with a body; what was begun before is forgotten. */
  void begin(ProtoOutput out) {
    output = out;
    sketch.keyLengths(out.keyLengths());
    endpoints.begin(out.keyLengths());
    open = false;
    leftOut = 0;
    reason = null;
  }

  /** Writes a span, or leaves it out if it has a problem. */
  void span(ZipkinSpan span) throws ProtoOutput.NoRoomException {
    String problem = span.problem();
    if (problem != null) {
      leaveOut(problem);
      return;
    }
    ProtoOutput out = output();
    tags.read(span);
    SpanText text = span.text();
    if (!open || !service.is(text, span.local.service())) {
      closeResource(out);
      openResource(out, span);
    } else if (!scopeName.is(text, tags.scopeName())
        || !scopeVersion.is(text, tags.scopeVersion())) {
      out.close(scopeStart, LIST_LENGTH_BYTES);
      openScope(out, text);
    }
    int start = out.open(OtlpFields.SCOPE_SPANS_SPANS, SPAN_LENGTH_BYTES);
    head(out, span);
    int attributesFrom = out.position() - start;
    attributes(out, span);
    int attributesTo = out.position() - start;
    events(out, span);
    links(out, span);
    status(out, text);
    note(out, out.position() - start, attributesFrom, attributesTo);
    out.close(start, SPAN_LENGTH_BYTES);
  }

  private void note(ProtoOutput out, int bytes, int attributesFrom, int attributesTo) {
    SpanNotes notes = out.notes();
    notes.tellsOnlyOf(out.keyLengths());
    notes.add(bytes, attributesFrom, attributesTo, sketch.keys(), sketch.typed(), sketch.pairs());
  }

  /** Counts a span that is no good. */
  void leaveOut(@Nullable String problem) {
    leftOut++;
    reason = reason == null ? problem : reason;
  }

  /** Ends the body. Says what was left out. */
  LeftOut finish() throws ProtoOutput.NoRoomException {
    ProtoOutput out = output();
    closeResource(out);
    out.finish();
    output = null;
    return leftOut == 0 ? LeftOut.NOTHING : new LeftOut(leftOut, reason);
  }

  private ProtoOutput output() {
    if (output == null) {
      throw new IllegalStateException("nothing was begun");
    }
    return output;
  }

  private void closeResource(ProtoOutput out) throws ProtoOutput.NoRoomException {
    if (open) {
      out.close(scopeStart, LIST_LENGTH_BYTES);
      out.close(resourceStart, LIST_LENGTH_BYTES);
      open = false;
    }
  }

  private void openResource(ProtoOutput out, ZipkinSpan span) throws ProtoOutput.NoRoomException {
    SpanText text = span.text();
    long name = span.local.service();
    service.set(text, name);
    resourceStart = out.open(OtlpFields.TRACES_RESOURCE_SPANS, LIST_LENGTH_BYTES);
    int start = out.open(OtlpFields.RESOURCE_SPANS_RESOURCE, 1);
    int length = SpanText.length(name);
    if (length > 0) {
      byte[] bytes = text.bytes(name);
      int tag = OtlpFields.RESOURCE_ATTRIBUTES;
      Attributes.text(out, tag, SERVICE_NAME, bytes, SpanText.from(name), length);
    }
    out.close(start, 1);
    openScope(out, text);
    open = true;
  }

  private void openScope(ProtoOutput out, SpanText text) throws ProtoOutput.NoRoomException {
    scopeName.set(text, tags.scopeName());
    scopeVersion.set(text, tags.scopeVersion());
    scopeStart = out.open(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, LIST_LENGTH_BYTES);
    if (scopeName.length + scopeVersion.length > 0) {
      int start = out.open(OtlpFields.SCOPE_SPANS_SCOPE, 1);
      slice(out, OtlpFields.SCOPE_NAME, text, tags.scopeName());
      slice(out, OtlpFields.SCOPE_VERSION, text, tags.scopeVersion());
      out.close(start, 1);
    }
  }

  private void head(ProtoOutput out, ZipkinSpan span) throws ProtoOutput.NoRoomException {
    SpanText text = span.text();
    out.id(OtlpFields.SPAN_TRACE_ID, span.traceHigh(), span.traceLow());
    out.id(OtlpFields.SPAN_SPAN_ID, span.id());
    slice(out, OtlpFields.SPAN_TRACE_STATE, text, tags.traceState());
    if (span.parent() != 0) {
      out.id(OtlpFields.SPAN_PARENT_SPAN_ID, span.parent());
    }
    slice(out, OtlpFields.SPAN_NAME, text, span.name());
    boolean internal = span.kind() == Kind.NONE && tags.isInternal();
    int kind = internal ? KIND_INTERNAL : span.kind().otlp();
    if (kind != 0) {
      out.varint(OtlpFields.SPAN_KIND, kind);
    }
    out.fixed64(OtlpFields.SPAN_START, span.timestamp() * NANOS_PER_MICRO);
    out.fixed64(OtlpFields.SPAN_END, (span.timestamp() + span.duration()) * NANOS_PER_MICRO);
  }

  private void attributes(ProtoOutput out, ZipkinSpan span) throws ProtoOutput.NoRoomException {
    int written = span.written().length();
    out.written(span.written().bytes(), written);
    sketch.clear();
    sketch.add(span.written().sketch());
    int from = out.position();
    for (int i = 0; written == 0 && i < span.tags(); i++) {
      if (tags.isAttribute(i)) {
        ValueType type = span.tagType(i);
        long value = span.tagValue(i);
        if (parser != null && type == ValueType.TEXT) {
          type = parser.read(span.text(), value);
          value = type == ValueType.TEXT ? value : parser.value();
        }
        Attributes.tag(out, span.text(), span.tagKey(i), type, value);
      }
    }
    sketch.add(out.bytes(), from, out.position());
    endpoints.write(out, span, tags, sketch);
    int flagsFrom = out.position();
    if (span.debug()) {
      Attributes.isTrue(out, DEBUG);
    }
    if (span.shared()) {
      Attributes.isTrue(out, SHARED);
    }
    if (span.timestamp() == 0) {
      Attributes.isTrue(out, NO_START);
    }
    sketch.add(out.bytes(), flagsFrom, out.position());
  }

  private static void events(ProtoOutput out, ZipkinSpan span) throws ProtoOutput.NoRoomException {
    for (int i = 0; i < span.annotations(); i++) {
      int start = out.open(OtlpFields.SPAN_EVENTS, 1);
      out.fixed64(EVENT_TIME, span.annotationTime(i) * NANOS_PER_MICRO);
      slice(out, EVENT_NAME, span.text(), span.annotationText(i));
      out.close(start, 1);
    }
  }

  private void links(ProtoOutput out, ZipkinSpan span) throws ProtoOutput.NoRoomException {
    if (tags.has(TagMeaning.LINK)) {
      for (int i = 0; i < span.tags(); i++) {
        if (tags.meaning(i) == TagMeaning.LINK && link.read(span.text(), span.tagValue(i))) {
          link.write(out);
        }
      }
    }
  }

  private void status(ProtoOutput out, SpanText text) throws ProtoOutput.NoRoomException {
    SpanStatus status = tags.status();
    if (status.code() != OtlpFields.STATUS_UNSET) {
      int start = out.open(OtlpFields.SPAN_STATUS, 1);
      slice(out, OtlpFields.STATUS_MESSAGE, text, status.message());
      out.varint(OtlpFields.STATUS_CODE, status.code());
      out.close(start, 1);
    }
  }

  /** Writes a text, unless it is empty, which is what none is in protobuf. */
  private static void slice(ProtoOutput out, int tag, SpanText text, long slice)
      throws ProtoOutput.NoRoomException {
    int length = SpanText.length(slice);
    if (length > 0) {
      out.text(tag, text.bytes(slice), SpanText.from(slice), length);
    }
  }
}

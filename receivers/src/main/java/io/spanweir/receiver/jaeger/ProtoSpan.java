package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.Tag.ascii;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * One {@code jaeger.api_v2.Span}: {@link #look} finds what decides where it belongs, {@link #write}
 * writes it as OTLP. Each is a walk or two over fields that say how long they are.
 */
final class ProtoSpan {
  private static final byte[] SCOPE_NAME = ascii("otel.scope.name");
  private static final byte[] SCOPE_VERSION = ascii("otel.scope.version");
  private static final byte[] LIBRARY_NAME = ascii("otel.library.name");
  private static final byte[] LIBRARY_VERSION = ascii("otel.library.version");

  private final MessageCursor fields = new MessageCursor();
  private final MessageCursor inner = new MessageCursor();
  private final MessageCursor time = new MessageCursor();
  private final ProtoTags tags = new ProtoTags();
  private final SpanHead head = new SpanHead();
  private final SpanTags meaning = new SpanTags();
  private final LogWriter log = new LogWriter();
  private final Reference reference = new Reference();
  private final Parentage parentage = new Parentage();
  private final Slice process = new Slice();
  private final Slice scopeName = new Slice();
  private final Slice scopeVersion = new Slice();
  private final Slice libraryName = new Slice();
  private final Slice libraryVersion = new Slice();
  private boolean hasReferences;

  /** Reads what is one number or text each, and the tags that say in which scope it is. */
  void look(MessageCursor at) throws MalformedException {
    head.clear();
    process.clear();
    scopeName.clear();
    scopeVersion.clear();
    libraryName.clear();
    libraryVersion.clear();
    hasReferences = false;
    fields.of(at);
    while (fields.next()) {
      switch (fields.tag()) {
        case ProtoFields.SPAN_TRACE_ID -> {
          head.traceHigh = fields.id(fields.to() - 2 * Long.BYTES);
          head.traceLow = fields.id(fields.to() - Long.BYTES);
        }
        case ProtoFields.SPAN_SPAN_ID -> head.span = fields.id(fields.to() - Long.BYTES);
        case ProtoFields.SPAN_OPERATION_NAME ->
            head.name.set(fields.bytes(), fields.from(), fields.to());
        case ProtoFields.SPAN_REFERENCES -> hasReferences = true;
        case ProtoFields.SPAN_FLAGS -> head.flags = (int) fields.varint();
        case ProtoFields.SPAN_START_TIME -> head.startNanos = nanos(fields);
        case ProtoFields.SPAN_DURATION -> head.durationNanos = nanos(fields);
        case ProtoFields.SPAN_TAGS -> lookForScope();
        case ProtoFields.SPAN_PROCESS -> process.set(fields.bytes(), fields.from(), fields.to());
        default -> {
          // Not what decides.
        }
      }
    }
  }

  private void lookForScope() throws MalformedException {
    inner.of(fields);
    if (!inner.next() || inner.tag() != ProtoFields.TAG_KEY || !isScopeKey(inner)) {
      return;
    }
    scopePart(tags.read(fields));
  }

  /** By its length, and that it begins with an o: few others are read twice. */
  private static boolean isScopeKey(MessageCursor key) {
    int length = key.length();
    return length >= SCOPE_NAME.length
        && length <= LIBRARY_VERSION.length
        && key.bytes()[key.from()] == 'o';
  }

  /** Keeps the name or version of a scope. @return whether it is one */
  private boolean scopePart(Tag tag) {
    Slice part =
        switch (tag.isText() ? tag.keyLength() : 0) {
          case 15 -> tag.hasKey(SCOPE_NAME) ? scopeName : null;
          case 17 -> tag.hasKey(LIBRARY_NAME) ? libraryName : null;
          case 18 -> tag.hasKey(SCOPE_VERSION) ? scopeVersion : null;
          case 20 -> tag.hasKey(LIBRARY_VERSION) ? libraryVersion : null;
          default -> null;
        };
    if (part == null) {
      return false;
    }
    part.set(tag);
    return true;
  }

  /** The bytes of its own process, as far as it has one. */
  Slice process() {
    return process;
  }

  /** What it says its scope is called; empty if nothing. */
  Slice scopeName() {
    return scopeName.isThere() ? scopeName : libraryName;
  }

  Slice scopeVersion() {
    return scopeVersion.isThere() ? scopeVersion : libraryVersion;
  }

  /** Writes the span that was looked at last, as a field of its scope. */
  void write(MessageCursor at, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    int start = out.open(OtlpFields.SCOPE_SPANS_SPANS, 2);
    head.parent = hasReferences ? parent(at) : 0;
    head.write(out);
    meaning.clear();
    writeTags(at, out);
    writeLogs(at, out);
    head.kind(out, meaning.kind());
    if (hasReferences) {
      writeLinks(at, out);
    }
    meaning.write(out);
    head.writeFlags(out);
    out.close(start, 2);
  }

  private long parent(MessageCursor at) throws MalformedException {
    parentage.begin(head.traceHigh, head.traceLow, head.span, 0);
    fields.of(at);
    while (fields.next()) {
      if (fields.tag() == ProtoFields.SPAN_REFERENCES) {
        readReference();
        parentage.consider(reference);
      }
    }
    return parentage.parent();
  }

  private void writeTags(MessageCursor at, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    fields.of(at);
    while (fields.next()) {
      if (fields.tag() == ProtoFields.SPAN_TAGS) {
        Tag tag = tags.read(fields);
        if (!meaning.take(tag) && !scopePart(tag)) {
          tag.write(out, OtlpFields.SPAN_ATTRIBUTES);
        }
      }
    }
  }

  private void writeLogs(MessageCursor at, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    fields.of(at);
    while (fields.next()) {
      if (fields.tag() == ProtoFields.SPAN_LOGS) {
        log.begin(out);
        inner.of(fields);
        while (inner.next()) {
          if (inner.tag() == ProtoFields.LOG_TIMESTAMP) {
            log.time(nanos(inner), out);
          } else if (inner.tag() == ProtoFields.LOG_FIELDS) {
            log.field(tags.read(inner), out);
          }
        }
        log.end(out);
      }
    }
  }

  private void writeLinks(MessageCursor at, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    fields.of(at);
    while (fields.next()) {
      if (fields.tag() == ProtoFields.SPAN_REFERENCES) {
        readReference();
        if (!parentage.isParent(reference)) {
          reference.write(out);
        }
      }
    }
  }

  private void readReference() throws MalformedException {
    reference.clear();
    inner.of(fields);
    while (inner.next()) {
      switch (inner.tag()) {
        case ProtoFields.REF_TRACE_ID -> {
          reference.traceHigh = inner.id(inner.to() - 2 * Long.BYTES);
          reference.traceLow = inner.id(inner.to() - Long.BYTES);
        }
        case ProtoFields.REF_SPAN_ID -> reference.span = inner.id(inner.to() - Long.BYTES);
        case ProtoFields.REF_TYPE -> reference.type = (int) inner.varint();
        default -> {
          // Of a version that is not known here.
        }
      }
    }
  }

  /** A time or a duration, bounded to what nobody can mean: 0 to 146 years. */
  private long nanos(MessageCursor at) throws MalformedException {
    long seconds = 0;
    long nanos = 0;
    time.of(at);
    while (time.next()) {
      if (time.tag() == ProtoFields.TIME_SECONDS) {
        seconds = time.varint();
      } else if (time.tag() == ProtoFields.TIME_NANOS) {
        nanos = (int) time.varint();
      }
    }
    return SpanHead.nanos(seconds, nanos);
  }
}

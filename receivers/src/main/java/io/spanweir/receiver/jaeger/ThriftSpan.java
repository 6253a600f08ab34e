package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.thrift.ThriftReader.I32;
import static io.spanweir.receiver.thrift.ThriftReader.I64;
import static io.spanweir.receiver.thrift.ThriftReader.LIST;
import static io.spanweir.receiver.thrift.ThriftReader.STRING;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.thrift.ThriftInput;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * Writes one {@code Span} of Jaeger's Thrift as OTLP, in one pass where its fields come in the
 * order of their numbers, as they always do. Where they don't, what OTLP has before the attributes
 * is written behind them, which protobuf allows. References are read again at the end, by a reader
 * of their own: what they are depends on fields behind them.
 */
final class ThriftSpan {
  private static final int TRACE_ID_LOW = 1 << 4 | I64;
  private static final int TRACE_ID_HIGH = 2 << 4 | I64;
  private static final int SPAN_ID = 3 << 4 | I64;
  private static final int PARENT_SPAN_ID = 4 << 4 | I64;
  private static final int OPERATION_NAME = 5 << 4 | STRING;
  private static final int REFERENCES = 6 << 4 | LIST;
  private static final int FLAGS = 7 << 4 | I32;
  private static final int START_TIME = 8 << 4 | I64;
  private static final int DURATION = 9 << 4 | I64;
  private static final int TAGS = 10 << 4 | LIST;
  private static final int LOGS = 11 << 4 | LIST;

  private static final int REF_TYPE = 1 << 4 | I32;
  private static final int REF_TRACE_ID_LOW = 2 << 4 | I64;
  private static final int REF_TRACE_ID_HIGH = 3 << 4 | I64;
  private static final int REF_SPAN_ID = 4 << 4 | I64;

  /** The fields that the head is made of, one bit each by number: all but those that are lists. */
  private static final int HEAD_SEEN = 0b11_1011_1110;

  private final ThriftInput references;
  private final ThriftTags tags;
  private final SpanHead head = new SpanHead();
  private final SpanTags meaning = new SpanTags();
  private final LogWriter log = new LogWriter();
  private final Reference reference = new Reference();
  private final Parentage parentage = new Parentage();
  private int seen;
  private int referencesAt;
  private boolean headWritten;

  /**
   * @param references a reader of its own of the same protocol
   */
  ThriftSpan(ThriftInput references, ThriftTags tags) {
    this.references = references;
    this.tags = tags;
  }

  /** Writes the span that is the next, as a field of its scope. */
  void write(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    head.clear();
    meaning.clear();
    seen = 0;
    referencesAt = 0;
    headWritten = false;
    int start = out.open(OtlpFields.SCOPE_SPANS_SPANS, 2);
    in.enter();
    while (in.field()) {
      field(in, out);
    }
    if (!headWritten) {
      head.write(out);
    }
    head.kind(out, meaning.kind());
    writeReferences(in, out);
    meaning.write(out);
    head.writeFlags(out);
    out.close(start, 2);
  }

  private void field(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    int id = in.id();
    switch (id << 4 | in.type()) {
      case TRACE_ID_LOW -> head.traceLow = in.i64();
      case TRACE_ID_HIGH -> head.traceHigh = in.i64();
      case SPAN_ID -> head.span = in.i64();
      case PARENT_SPAN_ID -> head.parent = in.i64();
      case OPERATION_NAME -> {
        in.binary();
        head.name.set(in.bytes(), in.from(), in.to());
      }
      case REFERENCES -> {
        referencesAt = in.position();
        in.skip();
      }
      case FLAGS -> head.flags = in.i32();
      case START_TIME -> head.startNanos = SpanHead.nanos(in.i64());
      case DURATION -> head.durationNanos = SpanHead.nanos(in.i64());
      case TAGS -> writeTags(in, out);
      case LOGS -> writeLogs(in, out);
      default -> in.skip();
    }
    if (id < Integer.SIZE && id > 0) {
      seen |= 1 << id;
    }
  }

  private void writeHeadIfWhole(ProtoOutput out) throws ProtoOutput.NoRoomException {
    if (!headWritten && (seen & HEAD_SEEN) == HEAD_SEEN) {
      head.write(out);
      headWritten = true;
    }
  }

  private void writeTags(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    writeHeadIfWhole(out);
    int count = ThriftTags.list(in);
    for (int i = 0; i < count; i++) {
      Tag tag = tags.next(in);
      if (!meaning.take(tag)) {
        tag.write(out, OtlpFields.SPAN_ATTRIBUTES);
      }
    }
  }

  private void writeLogs(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    writeHeadIfWhole(out);
    int count = ThriftTags.list(in);
    for (int i = 0; i < count; i++) {
      log.begin(out);
      in.enter();
      while (in.field()) {
        if (in.is(1, I64)) {
          log.time(SpanHead.nanos(in.i64()), out);
        } else if (in.is(2, LIST)) {
          writeLogFields(in, out);
        } else {
          in.skip();
        }
      }
      log.end(out);
    }
  }

  private void writeLogFields(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    int count = ThriftTags.list(in);
    for (int i = 0; i < count; i++) {
      log.field(tags.next(in), out);
    }
  }

  private void writeReferences(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    if (referencesAt == 0) {
      return;
    }
    int count = enterReferences(in);
    if (count == 0) {
      return;
    }
    parentage.begin(head.traceHigh, head.traceLow, head.span, head.parent);
    if (head.parent == 0) {
      for (int i = 0; i < count; i++) {
        readReference();
        parentage.consider(reference);
      }
      if (parentage.parent() != 0) {
        out.id(OtlpFields.SPAN_PARENT_SPAN_ID, parentage.parent());
      }
      enterReferences(in);
    }
    for (int i = 0; i < count; i++) {
      readReference();
      if (!parentage.isParent(reference)) {
        reference.write(out);
      }
    }
  }

  private int enterReferences(ThriftInput in) throws MalformedException {
    references.reset(in.bytes(), referencesAt, in.position());
    return ThriftTags.list(references);
  }

  private void readReference() throws MalformedException {
    reference.clear();
    references.enter();
    while (references.field()) {
      switch (references.id() << 4 | references.type()) {
        case REF_TYPE -> reference.type = references.i32();
        case REF_TRACE_ID_LOW -> reference.traceLow = references.i64();
        case REF_TRACE_ID_HIGH -> reference.traceHigh = references.i64();
        case REF_SPAN_ID -> reference.span = references.i64();
        default -> references.skip();
      }
    }
  }
}

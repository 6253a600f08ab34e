package io.spanweir.core.otlp;

import io.spanweir.core.data.SpanNotes;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one span after one pass over the fields of its message: ids, times, status code,
 * kind, flags. Reusable; not thread safe; allocates nothing unless the bytes are malformed.
 *
 * <p>Walks the top level of the span and of its status, and looks at keys and values of attributes
 * for their {@link AttributeSketch}, no deeper. A singular field that comes twice counts as
 * protobuf says: the last one, and for the status the last one that has a code. A known field
 * number with another wire type than its own is an unknown field and skipped.
 */
public final class SpanFacts {
  /** Tag and length of an id as they stand in the first two bytes of its field. */
  private static final int TRACE_ID_HEAD =
      OtlpFields.TRACE_ID_BYTES << 8 | OtlpFields.SPAN_TRACE_ID;

  private static final int SPAN_ID_HEAD = OtlpFields.SPAN_ID_BYTES << 8 | OtlpFields.SPAN_SPAN_ID;
  private static final int PARENT_SPAN_ID_HEAD =
      OtlpFields.SPAN_ID_BYTES << 8 | OtlpFields.SPAN_PARENT_SPAN_ID;

  /** Bytes of trace and span id; of the parent's id; of kind; of start and end: tags included. */
  private static final int IDS_BYTES = 28;

  private static final int PARENT_BYTES = 10;
  private static final int STATUS_BYTES = 4;
  private static final int STATUS_HEAD =
      OtlpFields.STATUS_CODE << 16 | 2 << 8 | OtlpFields.SPAN_STATUS;
  private static final int KIND_BYTES = 2;
  private static final int TIMES_BYTES = 18;

  private final AttributeSketch sketch = new AttributeSketch();
  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;
  private long parentSpanId;
  private long startNanos;
  private long endNanos;
  private int attributesFrom;
  private int attributesTo;
  private int traceIdBytes;
  private int spanIdBytes;
  private int parentSpanIdBytes;
  private int status;
  private int kind;
  private int flags;

  /** Notes attributes from now on only if their key has one of these lengths. */
  void keyLengths(long lengths) {
    sketch.keyLengths(lengths);
  }

  /**
   * Reads the span message at {@code [from, to)}.
   *
   * @throws MalformedException with the position in {@code bytes}; the facts are worth nothing then
   */
  public void read(byte[] bytes, int from, int to) throws MalformedException {
    clear();
    attributesFrom = before(bytes, head(bytes, from, to), to);
    rest(bytes, from, sketch.note(bytes, attributesFrom, to), to);
  }

  /** As {@link #read(byte[], int, int)}, but for attributes that this span's note knows. */
  void read(byte[] bytes, int from, int to, SpanNotes notes, int span) throws MalformedException {
    clear();
    attributesFrom = before(bytes, head(bytes, from, to), to);
    if (attributesFrom == from + notes.attributesFrom(span)) {
      sketch.take(notes, span);
      rest(bytes, from, from + notes.attributesTo(span), to);
    } else {
      rest(bytes, from, sketch.note(bytes, attributesFrom, to), to);
    }
  }

  /**
   * Reads what stands before the attributes otherwise than expected, as a long name does.
   *
   * @return the start of the first attribute, or {@code to}
   */
  private int before(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    while (at < to && bytes[at] != OtlpFields.SPAN_ATTRIBUTES) {
      long tag = WireReader.tag(bytes, at, to);
      int body = next(tag, at);
      if (WireReader.value(tag) == OtlpFields.SPAN_ATTRIBUTES) {
        return at;
      }
      at = field(WireReader.value(tag), bytes, body, to);
    }
    return at;
  }

  /** Reads what stands behind the attributes. */
  private void rest(byte[] bytes, int from, int after, int to) throws MalformedException {
    attributesTo = after;
    int at = after;
    if (to - at == STATUS_BYTES && statusAt(bytes, at)) {
      status = bytes[at + 3];
      return;
    }
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = next(tag, at);
      if (WireReader.value(tag) == OtlpFields.SPAN_ATTRIBUTES) {
        attributesFrom = from;
        attributesTo = to;
        sketch.giveUp();
      }
      at = field(WireReader.value(tag), bytes, body, to);
    }
  }

  /**
   * Every serializer known to us writes fields in the order of their numbers, with the shortest
   * tags. That order is tried first, a few comparisons for all that stands before the attributes;
   * what is not as expected is left to {@link #before}, at the position reached. Nothing is lost if
   * a field comes again later: the later one counts.
   */
  private int head(byte[] bytes, int from, int to) {
    if (!idsAt(bytes, from, to)) {
      return from;
    }
    traceIdBytes = OtlpFields.TRACE_ID_BYTES;
    traceIdHigh = WireReader.id(bytes, from + 2);
    traceIdLow = WireReader.id(bytes, from + 10);
    spanIdBytes = OtlpFields.SPAN_ID_BYTES;
    spanId = WireReader.id(bytes, from + 20);
    int at = skipText(OtlpFields.SPAN_TRACE_STATE, bytes, from + IDS_BYTES, to);
    if (parentAt(bytes, at, to)) {
      parentSpanIdBytes = OtlpFields.SPAN_ID_BYTES;
      parentSpanId = WireReader.id(bytes, at + 2);
      at += PARENT_BYTES;
    }
    at = skipText(OtlpFields.SPAN_NAME, bytes, at, to);
    if (kindAt(bytes, at, to)) {
      kind = bytes[at + 1];
      at += KIND_BYTES;
    }
    if (timesAt(bytes, at, to)) {
      startNanos = WireReader.fixed64(bytes, at + 1);
      endNanos = WireReader.fixed64(bytes, at + 10);
      at += TIMES_BYTES;
    }
    return at;
  }

  /** Goes the way of {@link #head} without a look. @return the start of a field, or {@code to} */
  static int skipHead(byte[] bytes, int from, int to) {
    if (!idsAt(bytes, from, to)) {
      return from;
    }
    int at = skipText(OtlpFields.SPAN_TRACE_STATE, bytes, from + IDS_BYTES, to);
    if (parentAt(bytes, at, to)) {
      at += PARENT_BYTES;
    }
    at = skipText(OtlpFields.SPAN_NAME, bytes, at, to);
    at = kindAt(bytes, at, to) ? at + KIND_BYTES : at;
    return timesAt(bytes, at, to) ? at + TIMES_BYTES : at;
  }

  private static boolean idsAt(byte[] bytes, int at, int to) {
    return to - at >= IDS_BYTES
        && WireReader.fixed16(bytes, at) == TRACE_ID_HEAD
        && WireReader.fixed16(bytes, at + 18) == SPAN_ID_HEAD;
  }

  private static boolean parentAt(byte[] bytes, int at, int to) {
    return to - at >= PARENT_BYTES && WireReader.fixed16(bytes, at) == PARENT_SPAN_ID_HEAD;
  }

  /** Whether the four bytes here are a status with a code of one byte and nothing else. */
  private static boolean statusAt(byte[] bytes, int at) {
    return (WireReader.fixed32(bytes, at) & 0x80ffffff) == STATUS_HEAD;
  }

  private static boolean kindAt(byte[] bytes, int at, int to) {
    return to - at >= KIND_BYTES && bytes[at] == OtlpFields.SPAN_KIND && bytes[at + 1] >= 0;
  }

  private static boolean timesAt(byte[] bytes, int at, int to) {
    return to - at >= TIMES_BYTES
        && bytes[at] == OtlpFields.SPAN_START
        && bytes[at + 9] == OtlpFields.SPAN_END;
  }

  /** Steps over a short text if it stands here. */
  private static int skipText(int tag, byte[] bytes, int at, int to) {
    if (to - at > 1 && bytes[at] == tag) {
      int length = bytes[at + 1];
      if (length >= 0 && length <= to - at - 2) {
        return at + 2 + length;
      }
    }
    return at;
  }

  private int field(int tag, byte[] bytes, int at, int to) throws MalformedException {
    return switch (tag) {
      case OtlpFields.SPAN_TRACE_ID -> traceId(bytes, at, to);
      case OtlpFields.SPAN_SPAN_ID -> spanId(bytes, at, to);
      case OtlpFields.SPAN_PARENT_SPAN_ID -> parentSpanId(bytes, at, to);
      case OtlpFields.SPAN_KIND -> kind(bytes, at, to);
      case OtlpFields.SPAN_START -> start(bytes, at, to);
      case OtlpFields.SPAN_END -> end(bytes, at, to);
      case OtlpFields.SPAN_STATUS -> status(bytes, at, to);
      case OtlpFields.SPAN_FLAGS -> flags(bytes, at, to);
      default -> skip(tag, bytes, at, to);
    };
  }

  private int kind(byte[] bytes, int at, int to) throws MalformedException {
    long value = WireReader.varint32(bytes, at, to);
    kind = WireReader.value(value);
    return next(value, at);
  }

  private int start(byte[] bytes, int at, int to) throws MalformedException {
    int after = skip(OtlpFields.SPAN_START, bytes, at, to);
    startNanos = WireReader.fixed64(bytes, at);
    return after;
  }

  private int end(byte[] bytes, int at, int to) throws MalformedException {
    int after = skip(OtlpFields.SPAN_END, bytes, at, to);
    endNanos = WireReader.fixed64(bytes, at);
    return after;
  }

  private int flags(byte[] bytes, int at, int to) throws MalformedException {
    int after = skip(OtlpFields.SPAN_FLAGS, bytes, at, to);
    flags = WireReader.fixed32(bytes, at);
    return after;
  }

  private int traceId(byte[] bytes, int at, int to) throws MalformedException {
    long length = WireReader.length(bytes, at, to);
    int body = next(length, at);
    traceIdBytes = WireReader.value(length);
    boolean whole = traceIdBytes == OtlpFields.TRACE_ID_BYTES;
    traceIdHigh = whole ? WireReader.id(bytes, body) : 0;
    traceIdLow = whole ? WireReader.id(bytes, body + 8) : 0;
    return body + traceIdBytes;
  }

  private int spanId(byte[] bytes, int at, int to) throws MalformedException {
    long length = WireReader.length(bytes, at, to);
    int body = next(length, at);
    spanIdBytes = WireReader.value(length);
    spanId = spanIdBytes == OtlpFields.SPAN_ID_BYTES ? WireReader.id(bytes, body) : 0;
    return body + spanIdBytes;
  }

  private int parentSpanId(byte[] bytes, int at, int to) throws MalformedException {
    long length = WireReader.length(bytes, at, to);
    int body = next(length, at);
    parentSpanIdBytes = WireReader.value(length);
    parentSpanId = parentSpanIdBytes == OtlpFields.SPAN_ID_BYTES ? WireReader.id(bytes, body) : 0;
    return body + parentSpanIdBytes;
  }

  private int status(byte[] bytes, int at, int to) throws MalformedException {
    long length = WireReader.length(bytes, at, to);
    int pos = next(length, at);
    int end = pos + WireReader.value(length);
    while (pos < end) {
      long tag = WireReader.tag(bytes, pos, end);
      int body = next(tag, pos);
      if (WireReader.value(tag) == OtlpFields.STATUS_CODE) {
        long code = WireReader.varint32(bytes, body, end);
        status = WireReader.value(code);
        pos = next(code, body);
      } else {
        pos = skip(WireReader.value(tag), bytes, body, end);
      }
    }
    return end;
  }

  private static int skip(int tag, byte[] bytes, int at, int to) throws MalformedException {
    int after = WireReader.skip(tag, bytes, at, to);
    if (after < 0) {
      throw WireReader.malformed(after, at);
    }
    return after;
  }

  private static int next(long result, int at) throws MalformedException {
    if (result < 0) {
      throw WireReader.malformed(result, at);
    }
    return WireReader.next(result);
  }

  private void clear() {
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    parentSpanId = 0;
    startNanos = 0;
    endNanos = 0;
    traceIdBytes = 0;
    spanIdBytes = 0;
    parentSpanIdBytes = 0;
    status = 0;
    kind = 0;
    flags = 0;
  }

  /** Whether the ids are what OTLP demands: see {@link #invalidReason}. */
  public boolean valid() {
    return traceIdBytes == OtlpFields.TRACE_ID_BYTES
        && (traceIdHigh | traceIdLow) != 0
        && spanId != 0
        && (parentSpanIdBytes == 0 || parentSpanIdBytes == OtlpFields.SPAN_ID_BYTES);
  }

  /** Why the span can't be taken, for its sender; null if it can. */
  public @Nullable String invalidReason() {
    if (traceIdBytes != OtlpFields.TRACE_ID_BYTES) {
      return wrongLength("trace_id", traceIdBytes, OtlpFields.TRACE_ID_BYTES);
    }
    if ((traceIdHigh | traceIdLow) == 0) {
      return "trace_id is all zeros";
    }
    if (spanIdBytes != OtlpFields.SPAN_ID_BYTES) {
      return wrongLength("span_id", spanIdBytes, OtlpFields.SPAN_ID_BYTES);
    }
    if (spanId == 0) {
      return "span_id is all zeros";
    }
    return valid()
        ? null
        : wrongLength("parent_span_id", parentSpanIdBytes, OtlpFields.SPAN_ID_BYTES);
  }

  private static String wrongLength(String field, int bytes, int expected) {
    return bytes == 0
        ? field + " is missing"
        : field + " has " + bytes + " bytes, expected " + expected;
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  public long spanId() {
    return spanId;
  }

  /** Where fields begin that hold all attributes: usually those alone, else the whole message. */
  public int attributesFrom() {
    return attributesFrom;
  }

  /** Where the fields that hold all attributes end. */
  public int attributesTo() {
    return attributesTo;
  }

  /** Which attributes the span can't have; of the span that was read last. */
  public AttributeSketch sketch() {
    return sketch;
  }

  /** 0 for a root. */
  public long parentSpanId() {
    return parentSpanId;
  }

  /** Nanoseconds since 1970 as sent, unsigned. */
  public long startNanos() {
    return startNanos;
  }

  /** Nanoseconds since 1970 as sent, unsigned. */
  public long endNanos() {
    return endNanos;
  }

  /** {@code Status.code}; -1 stands for every value that a byte does not hold. */
  public int status() {
    return status == (byte) status ? status : -1;
  }

  /** {@code Span.kind}; -1 stands for every value that a byte does not hold. */
  public int kind() {
    return kind == (byte) kind ? kind : -1;
  }

  public int flags() {
    return flags;
  }
}

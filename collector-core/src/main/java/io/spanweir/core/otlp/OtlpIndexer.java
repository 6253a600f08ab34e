package io.spanweir.core.otlp;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import org.jspecify.annotations.Nullable;

/**
 * Finds every span of an {@code ExportTraceServiceRequest} (or {@code TracesData}: the bytes are
 * the same) in one forward pass over its bytes, and its facts. One per thread, reusable; allocates
 * nothing per span.
 *
 * <h2>How deep it looks</h2>
 *
 * Four levels of envelope and of each span its own fields and those of its status: what a decision
 * needs first. Attributes, events and links are stepped over by their length, as are resource and
 * scope. Those bytes may be anything: they go where they came from going, unread. That is safe,
 * because whoever reads them later ({@link AttributeCursor}, {@link SpanReader}) is bounded by the
 * range that was measured here, and treats bytes that make no sense as the end of what there is.
 * Strings are not checked to be UTF-8, for the same reason.
 *
 * <p>On the levels that it walks it accepts and refuses exactly what protobuf-java does, apart from
 * what {@link WireReader} is stricter about. Fields may come in any order and more than once.
 * Fields unknown to us stay with their resource, scope or span; only those of the request itself,
 * which has no counterpart on the way out, are let go.
 *
 * <h2>Rejected and malformed</h2>
 *
 * A span whose ids nobody could work with is rejected alone, with a reason; the others of its
 * request are taken. Bytes that are no protobuf message reject the request: what follows them can't
 * be trusted.
 *
 * <h2>Logs and metrics</h2>
 *
 * Their requests have the same envelope, number for number ({@code resource_logs}, {@code
 * scope_logs}, {@code log_records} and so on). For a batch that says its rows are such, a row is a
 * log record or a metric, of which nothing is read but that its fields are well formed.
 *
 * <h2>Limits</h2>
 *
 * A request has at most {@code spansMax} spans, the rejected ones counted, and as many resources
 * and scopes together. An empty span is two bytes, and two bytes inflate from next to nothing.
 */
public final class OtlpIndexer {
  public static final int SPANS_MAX_DEFAULT = 100_000;

  private final int spansMax;
  private final SpanFacts facts = new SpanFacts();
  private int spans;
  private int envelopes;
  private int rejectedSpans;
  private @Nullable String rejectedReason;

  public OtlpIndexer() {
    this(SPANS_MAX_DEFAULT);
  }

  /**
   * @param spansMax how many spans a request may have
   */
  public OtlpIndexer(int spansMax) {
    this.spansMax = spansMax;
  }

  /**
   * Adds the spans of {@code chunk.bytes()[0, chunk.length())} to a batch. Attributes that the
   * chunk's notes know are not looked at.
   *
   * <p>On return the batch holds the chunk and the caller's lease has passed to it, even if no row
   * was added. On an exception the caller still holds the chunk and the batch both: the batch's
   * content is undefined, whatever was in it before, and all that may be done with it is {@link
   * SpanBatch#release}.
   *
   * @throws MalformedException if the bytes are no such message, or break a limit
   */
  public void index(Chunk chunk, SpanBatch into) throws MalformedException {
    index(chunk, into, KeyQuestion.ALL_LENGTHS);
  }

  /**
   * As {@link #index(Chunk, SpanBatch)}.
   *
   * @param keyLengths of the attributes that anybody will ask for: {@link KeyQuestion#lengths}
   */
  public void index(Chunk chunk, SpanBatch into, long keyLengths) throws MalformedException {
    facts.keyLengths(keyLengths);
    into.index().tellsOnlyOf(keyLengths & chunk.notes().keyLengths());
    spans = 0;
    envelopes = 0;
    rejectedSpans = 0;
    rejectedReason = null;
    byte[] bytes = chunk.bytes();
    int end = chunk.length();
    int at = 0;
    while (at < end) {
      long tag = WireReader.tag(bytes, at, end);
      int body = next(tag, at);
      if (WireReader.value(tag) == OtlpFields.TRACES_RESOURCE_SPANS) {
        long length = WireReader.length(bytes, body, end);
        int from = next(length, body);
        at = from + WireReader.value(length);
        resourceSpans(chunk, from, at, into);
      } else {
        at = skip(WireReader.value(tag), bytes, body, end);
      }
    }
    into.addChunk(chunk);
  }

  /** Spans of the last request that were not added, for good. */
  public int rejectedSpans() {
    return rejectedSpans;
  }

  /** Why the first of them was not, for a person; null if there is none. */
  public @Nullable String rejectedReason() {
    return rejectedReason;
  }

  private void resourceSpans(Chunk chunk, int from, int to, SpanBatch into)
      throws MalformedException {
    countEnvelope(from);
    byte[] bytes = chunk.bytes();
    int resource = into.resources().addItem();
    int at = from;
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = next(tag, at);
      if (WireReader.value(tag) == OtlpFields.RESOURCE_SPANS_SCOPE_SPANS) {
        long length = WireReader.length(bytes, body, to);
        int scopeFrom = next(length, body);
        at = scopeFrom + WireReader.value(length);
        scopeSpans(chunk, scopeFrom, at, resource, into);
      } else {
        int after = skip(WireReader.value(tag), bytes, body, to);
        into.resources().addSlice(into.chunkCount(), at, after - at);
        at = after;
      }
    }
  }

  private void scopeSpans(Chunk chunk, int from, int to, int resource, SpanBatch into)
      throws MalformedException {
    countEnvelope(from);
    byte[] bytes = chunk.bytes();
    int scope = into.addScope(resource);
    int ordinal = into.chunkCount();
    SpanIndex index = into.index();
    boolean spansAreRows = into.signal() == Signal.TRACES;
    int at = from;
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = next(tag, at);
      if (WireReader.value(tag) == OtlpFields.SCOPE_SPANS_SPANS) {
        long length = WireReader.length(bytes, body, to);
        int spanFrom = next(length, body);
        int spanTo = spanFrom + WireReader.value(length);
        boolean added =
            spansAreRows
                ? span(chunk, at, spanFrom, spanTo, ordinal, index)
                : item(bytes, at, spanFrom, spanTo, ordinal, index);
        if (added) {
          index.scope(index.size() - 1, scope);
        }
        at = spanTo;
      } else {
        int after = skip(WireReader.value(tag), bytes, body, to);
        into.scopes().addSlice(ordinal, at, after - at);
        at = after;
      }
    }
  }

  private boolean span(Chunk chunk, int tagAt, int from, int to, int ordinal, SpanIndex index)
      throws MalformedException {
    int number = spans++;
    if (number >= spansMax) {
      throw new MalformedException("more than " + spansMax + " spans", from);
    }
    if (chunk.notes().has(number, to - from)) {
      facts.read(chunk.bytes(), from, to, chunk.notes(), number);
    } else {
      facts.read(chunk.bytes(), from, to);
    }
    if (!facts.valid()) {
      if (rejectedSpans++ == 0) {
        rejectedReason = facts.invalidReason();
      }
      return false;
    }
    int row =
        index.add(facts.traceIdHigh(), facts.traceIdLow(), facts.spanId(), facts.parentSpanId());
    index.facts(
        row, facts.startNanos(), facts.endNanos(), facts.status(), facts.kind(), facts.flags());
    index.place(row, ordinal, tagAt, from, to);
    index.attributes(row, facts.attributesFrom(), facts.attributesTo());
    AttributeSketch sketch = facts.sketch();
    index.sketch(row, sketch.keys(), sketch.typed(), sketch.pairs());
    return true;
  }

  /** A log record or a metric: looked at only for fields that no reader would get past. */
  private boolean item(byte[] bytes, int tagAt, int from, int to, int chunk, SpanIndex index)
      throws MalformedException {
    if (++spans > spansMax) {
      throw new MalformedException("more than " + spansMax + " records", from);
    }
    int points = 0;
    int at = from;
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = next(tag, at);
      at = skip(WireReader.value(tag), bytes, body, to);
      points += MetricPoints.areIn(WireReader.value(tag)) ? MetricPoints.in(bytes, body, at) : 0;
    }
    int row = index.add(0, 0, 0, 0);
    index.facts(row, 0, 0, 0, 0, 0);
    index.points(row, points);
    index.place(row, chunk, tagAt, from, to);
    index.attributes(row, to, to);
    index.sketch(row, 0, 0, 0);
    return true;
  }

  private void countEnvelope(int at) throws MalformedException {
    if (++envelopes > spansMax) {
      throw new MalformedException("more than " + spansMax + " resources and scopes", at);
    }
  }

  private static int skip(int tag, byte[] bytes, int at, int end) throws MalformedException {
    int after = WireReader.skip(tag, bytes, at, end);
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
}

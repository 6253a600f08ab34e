package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.log.SpanLog;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.SpanFacts;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import java.util.Arrays;

/**
 * Makes an outgoing batch of runs of the log: copies span bytes into a chunk, with what is to be
 * said of the decision where that is asked for, each context once, and leaves out a span that the
 * same trace already has to the byte. Reusable; single-threaded.
 */
final class BatchFramer {
  /** How many spans with one id are compared. */
  private static final int TWINS_MAX = 8;

  private final ShardContext context;
  private final SpanLog log;
  private final OutgoingContexts contexts = new OutgoingContexts();
  private final SeenSpans seen;
  private final SpanFacts facts = new SpanFacts();
  private final DecisionTags tags;
  private final TagEraser eraser = new TagEraser();
  private byte[] scratch = new byte[4096];
  private Chunk chunk;
  private SpanBatch batch;
  private byte[] target;
  private int at;
  private int duplicates;

  @SuppressWarnings("NullAway") // begin() comes before everything else
  BatchFramer(ShardContext context, SpanLog log) {
    this.context = context;
    this.log = log;
    this.seen = new SeenSpans(context.hashSeed());
    this.tags = new DecisionTags(context.names(), context.recordPolicy(), context.recordDecision());
  }

  /**
   * Bytes that a span may need in a batch beside its own and its context's, whatever the decision.
   */
  int overheadBytes() {
    // Tag and length grow by at most 5 bytes; a context of its own, rewritten with what is said of
    // the decision, by as much again.
    return context.recordPolicy() == RecordPolicy.OFF ? 8 : 24 + tags.bytesMax();
  }

  /** How many spans a run has. */
  int spansOf(int run) {
    int length = log.length(run);
    ensureScratch(length);
    log.read(run, scratch, 0);
    int count = 0;
    for (int pos = 0; pos < length; count++) {
      long body = SpanRuns.body(scratch, pos, length);
      pos = WireReader.next(body) + WireReader.value(body);
    }
    return count;
  }

  /** Begins a batch in a chunk, whose lease the batch takes over. */
  void begin(Chunk into) {
    chunk = into;
    target = into.bytes();
    at = 0;
    duplicates = 0;
    batch = context.pools().batches().lease();
    batch.addChunk(into);
    contexts.clear();
  }

  /**
   * Adds a trace: runs from {@code from} to {@code to} of {@code runs}.
   *
   * @param keptBy by whom it was kept and why then: {@link KeptBy}
   * @param durationNanos how long it took, or {@link DecisionTags#UNKNOWN}
   */
  void trace(int keptBy, long durationNanos, int[] runs, int from, int to) {
    tags.of(keptBy, durationNanos);
    seen.clear();
    for (int r = from; r < to; r++) {
      int scope = scope(runs[r]);
      int length = log.length(runs[r]);
      ensureScratch(length);
      log.read(runs[r], scratch, 0);
      for (int pos = 0; pos < length; ) {
        long body = SpanRuns.body(scratch, pos, length);
        int bodyFrom = WireReader.next(body);
        int bodyTo = bodyFrom + WireReader.value(body);
        span(bodyFrom, bodyTo, scope);
        pos = bodyTo;
      }
    }
  }

  private void span(int from, int to, int scope) {
    try {
      facts.read(scratch, from, to);
    } catch (MalformedException e) {
      throw new IllegalStateException("the log holds a span that was indexed and can't be read", e);
    }
    int end = context.recordPolicy() == RecordPolicy.SPAN ? eraser.ofSpan(scratch, from, to) : to;
    if (isDuplicate(from, end)) {
      duplicates++;
      return;
    }
    int tagAt = at;
    int bodyAt = writeSpan(from, end);
    SpanIndex index = batch.index();
    int row =
        index.add(facts.traceIdHigh(), facts.traceIdLow(), facts.spanId(), facts.parentSpanId());
    index.place(row, 0, tagAt, bodyAt, at);
    index.facts(
        row, facts.startNanos(), facts.endNanos(), facts.status(), facts.kind(), facts.flags());
    index.scope(row, scope);
    seen.add(facts.spanId(), row, end - from);
  }

  /**
   * Whether the trace has a span with this id and the same bytes; what was added to it here comes
   * behind them. Looks at a few spans of one id, since nobody has more in earnest and a sender that
   * does it on purpose would make this take for ever.
   */
  private boolean isDuplicate(int from, int to) {
    SpanIndex index = batch.index();
    int looks = TWINS_MAX;
    for (int i = seen.first(facts.spanId());
        i >= 0 && looks > 0;
        i = seen.next(i, facts.spanId()), looks--) {
      int body = index.bodyOffset(seen.row(i));
      int length = to - from;
      if (seen.length(i) == length
          && Arrays.equals(target, body, body + length, scratch, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** Writes a span as a field. @return where its message begins */
  private int writeSpan(int from, int to) {
    boolean tagged = context.recordPolicy() == RecordPolicy.SPAN;
    int length = to - from;
    int message = tagged ? length + tags.length() : length;
    int body = OtlpWriter.writeHead(target, at, OtlpFields.SCOPE_SPANS_SPANS, message);
    System.arraycopy(scratch, from, target, body, length);
    at = tagged ? tags.write(target, body + length) : body + length;
    return body;
  }

  // ---------------------------------------------------------------- contexts

  private int scope(int run) {
    boolean stamped = context.recordPolicy() == RecordPolicy.SCOPE;
    long key = log.contextHash(run) + (stamped ? tags.hash() : 0);
    int length = log.contextLength(run);
    int resourceLength = log.contextResourceLength(run);
    ensureScratch(length);
    log.readContext(run, scratch, 0);
    if (stamped) {
      length = eraser.ofScope(scratch, resourceLength, length);
    }
    int known = contexts.find(key, scratch, resourceLength, length, target);
    if (known >= 0) {
      return contexts.scope(known);
    }
    int resource = batch.resources().addItem();
    System.arraycopy(scratch, 0, target, at, length);
    batch.resources().addSlice(0, at, resourceLength);
    int scope = batch.addScope(resource);
    contexts.add(key, at, resourceLength, length, scope);
    batch.scopes().addSlice(0, at + resourceLength, length - resourceLength);
    at += length;
    if (stamped) {
      stampScope();
    }
    return scope;
  }

  /**
   * Adds what is said of the decision to a scope's attributes, as one more {@code scope} field with
   * nothing else in it: protobuf merges the fields of a message that comes twice.
   */
  private void stampScope() {
    int from = at;
    at = OtlpWriter.writeHead(target, at, OtlpFields.SCOPE_SPANS_SCOPE, tags.length());
    at = tags.write(target, at);
    batch.scopes().addSlice(0, from, at - from);
  }

  private void ensureScratch(int bytes) {
    if (bytes > scratch.length) {
      scratch = new byte[Integer.highestOneBit(bytes) * 2];
    }
  }

  // ---------------------------------------------------------------- the result

  /** Spans in the batch so far. */
  int spans() {
    return batch.size();
  }

  /** Spans left out so far. */
  int duplicates() {
    return duplicates;
  }

  /** The batch; the caller owns it. */
  SpanBatch finish() {
    chunk.length(at);
    return batch;
  }
}

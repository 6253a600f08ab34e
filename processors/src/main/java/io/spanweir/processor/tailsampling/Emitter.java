package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.log.SpanLog;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.Term;
import java.util.Arrays;

/**
 * Hands kept traces on: the queue of them, threaded through the table's rows, and the batches made
 * of it. A trace stays in the log until downstream has said that there is room for it, and leaves
 * whole, its runs in the order they came in; one that is larger than a batch leaves in pieces, the
 * latest first. Single-threaded: the shard's.
 */
final class Emitter {
  private static final int SPANS_PER_BATCH = 1024;
  private static final int BYTES_PER_BATCH_MAX = 1 << 20;
  private static final int BATCHES_PER_TURN = 4;
  private static final int RUNS_PER_BATCH = 4096;
  private static final long RETRY_NANOS = 20_000_000L;

  private final ShardContext context;
  private final TraceTable table;
  private final SpanLog log;
  private final Arrivals arrivals;
  private final SpanConsumer next;
  private final BatchFramer framer;
  private final int[] runs = new int[RUNS_PER_BATCH];
  private final int leaseBytesMax;
  private final int bytesPerBatch;
  private int first = TraceTable.NONE;
  private int last = TraceTable.NONE;
  private long retryAtNanos;

  // The batch being planned.
  private int plannedTraces;
  private int plannedRuns;
  private boolean plannedPart;
  private long plannedBytes;
  private long plannedSpans;

  Emitter(
      ShardContext context, TraceTable table, SpanLog log, Arrivals arrivals, SpanConsumer next) {
    this.context = context;
    this.table = table;
    this.log = log;
    this.arrivals = arrivals;
    this.next = next;
    this.framer = new BatchFramer(context, log);
    this.retryAtNanos = context.clock().nanoTime();
    this.leaseBytesMax = context.pools().chunks().leaseBytesMax();
    this.bytesPerBatch = Math.min(BYTES_PER_BATCH_MAX, leaseBytesMax / 4);
  }

  /** Queues a kept trace, which is in no list. */
  void add(int row) {
    table.next(row, TraceTable.NONE);
    if (last == TraceTable.NONE) {
      first = row;
    } else {
      table.next(last, row);
    }
    last = row;
  }

  boolean isEmpty() {
    return first == TraceTable.NONE;
  }

  /** When to try again, {@link Long#MAX_VALUE} if nothing is queued. */
  long deadlineNanos() {
    return isEmpty() ? Long.MAX_VALUE : retryAtNanos;
  }

  /** Hands on what downstream has room for. @return batches handed on */
  int emit(long nowNanos) {
    if (isEmpty() || nowNanos < retryAtNanos) {
      return 0;
    }
    int batches = 0;
    while (!isEmpty() && batches < BATCHES_PER_TURN) {
      plan();
      if (!emitPlanned()) {
        retryAtNanos = nowNanos + RETRY_NANOS;
        return batches;
      }
      batches++;
    }
    retryAtNanos = nowNanos;
    return batches;
  }

  /**
   * Takes traces from the front of the queue while they fit a batch; of a larger one alone, its
   * latest runs.
   */
  private void plan() {
    plannedTraces = 0;
    plannedRuns = 0;
    plannedBytes = 0;
    plannedSpans = 0;
    plannedPart = false;
    for (int row = first; row != TraceTable.NONE; row = table.next(row)) {
      int runsBefore = plannedRuns;
      long bytesBefore = plannedBytes;
      if (!planRuns(row)) {
        if (plannedTraces > 0) {
          plannedRuns = runsBefore;
          plannedBytes = bytesBefore;
        } else {
          plannedPart = true;
          reverse(0, plannedRuns);
        }
        return;
      }
      reverse(runsBefore, plannedRuns);
      plannedTraces++;
      plannedSpans += table.spans(row);
      if (plannedSpans >= SPANS_PER_BATCH) {
        return;
      }
    }
  }

  /** Plans the runs of a trace from the latest on. @return false if not all of them fit */
  private boolean planRuns(int row) {
    for (int run = table.head(row); run != SpanLog.NONE; run = log.link(run)) {
      long bytes = log.length(run) + (long) log.contextLength(run);
      if (plannedRuns == RUNS_PER_BATCH
          || (plannedRuns > 0 && plannedBytes + bytes > bytesPerBatch)) {
        return false;
      }
      runs[plannedRuns++] = run;
      plannedBytes += bytes;
    }
    return true;
  }

  private void reverse(int from, int to) {
    for (int i = from, j = to - 1; i < j; i++, j--) {
      int run = runs[i];
      runs[i] = runs[j];
      runs[j] = run;
    }
  }

  private boolean emitPlanned() {
    int spans = plannedPart ? spansOfRuns() : (int) Math.min(Integer.MAX_VALUE, plannedSpans);
    long bytes = plannedBytes + (long) spans * framer.overheadBytes();
    if (bytes > leaseBytesMax) {
      return emitOneRun();
    }
    if (!next.reserve(spans, bytes)) {
      return false;
    }
    Chunk chunk = context.pools().chunks().lease((int) bytes);
    if (chunk == null) {
      next.cancel(spans, bytes);
      return false;
    }
    framer.begin(chunk);
    int written = 0;
    int row = first;
    for (int t = 0; t < Math.max(1, plannedTraces); t++, row = table.next(row)) {
      int count = plannedPart ? plannedRuns : countRuns(row);
      framer.trace((int) table.bits(row), durationNanos(row), runs, written, written + count);
      written += count;
    }
    int[] settling = takeArrivals();
    release();
    int handedOn = framer.spans();
    int duplicates = framer.duplicates();
    context.account().addSpans(Term.KEPT, handedOn);
    context.account().addSpans(Term.DUPLICATE, duplicates);
    context.stats().duplicates(duplicates);
    context.spansHeld().add(-(long) handedOn - duplicates);
    next.commit(framer.finish(), spans, bytes, arrivals.receipt(settling));
    return true;
  }

  /** Nothing folds the times of spans that come when their trace is decided. */
  private long durationNanos(int row) {
    return table.hasTimes(row) ? table.durationNanos(row) : DecisionTags.UNKNOWN;
  }

  private int spansOfRuns() {
    int spans = 0;
    for (int i = 0; i < plannedRuns; i++) {
      spans += framer.spansOf(runs[i]);
    }
    return spans;
  }

  /** What is planned is larger than any chunk: tries the latest run of the first trace alone. */
  private boolean emitOneRun() {
    if (plannedRuns == 1) {
      fail();
      return true;
    }
    runs[0] = table.head(first);
    plannedRuns = 1;
    plannedBytes = log.length(runs[0]) + (long) log.contextLength(runs[0]);
    plannedPart = log.link(runs[0]) != SpanLog.NONE;
    plannedTraces = plannedPart ? 0 : 1;
    plannedSpans = table.spans(first);
    return emitPlanned();
  }

  /** Counts what is planned, one run, as lost: it is larger than any chunk could be. */
  private void fail() {
    int row = first;
    int run = table.head(row);
    int spans = framer.spansOf(run);
    context.account().addSpans(Term.FAILED, spans);
    context.spansHeld().add(-spans);
    table.addSpans(row, -spans);
    arrivals.settle(log.arrival(run));
    table.releaseHead(row, log);
    if (table.head(row) == SpanLog.NONE) {
      removeFirst();
    }
  }

  private int countRuns(int row) {
    int count = 0;
    for (int run = table.head(row); run != SpanLog.NONE; run = log.link(run)) {
      count++;
    }
    return count;
  }

  /** The arrivals of the planned runs that somebody asks for; empty if there are none. */
  private int[] takeArrivals() {
    if (arrivals.isEmpty()) {
      return Arrivals.EMPTY;
    }
    int[] asked = new int[plannedRuns];
    int count = 0;
    for (int i = 0; i < plannedRuns; i++) {
      int arrival = log.arrival(runs[i]);
      if (arrival != Arrivals.NONE) {
        asked[count++] = arrival;
      }
    }
    return Arrays.copyOf(asked, count);
  }

  /** Lets the log forget what was written. */
  private void release() {
    if (plannedPart) {
      for (int i = 0; i < plannedRuns; i++) {
        table.releaseHead(first, log);
      }
      table.addSpans(first, -framer.spans() - framer.duplicates());
      return;
    }
    for (int t = 0; t < plannedTraces; t++) {
      removeFirst();
    }
  }

  private void removeFirst() {
    int row = first;
    first = table.next(row);
    table.releaseRuns(row, log);
    table.remove(row);
    if (first == TraceTable.NONE) {
      last = TraceTable.NONE;
    }
  }

  /** Counts all that is queued as lost: the time to hand it on is over. */
  void giveUp() {
    while (!isEmpty()) {
      int spans = table.spans(first);
      context.account().addSpans(Term.FAILED, spans);
      context.spansHeld().add(-spans);
      removeFirst();
    }
  }
}

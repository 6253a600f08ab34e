package io.spanweir.bench.sink;

import io.spanweir.bench.workload.TraceKind;
import io.spanweir.bench.workload.TraceModel;

/**
 * What arrived of every trace: sixteen bits each, ten of them one per span.
 *
 * <p>Arrivals come from the sink's thread and broken traces from the generator's; the two write
 * different tables, which {@link #judge} reads when both are done.
 */
public final class TraceTable implements SpanWalker.SpanListener {
  private static final int WHOLE = (1 << TraceModel.SPANS_PER_TRACE) - 1;
  private static final int STATUS_ERROR = 2;

  private final TraceModel model;
  private final PagedShorts arrived = new PagedShorts();
  private final PagedShorts broken = new PagedShorts();
  private volatile long spans;
  private volatile long wholeExpected;
  private long foreign;
  private long duplicates;
  private long altered;

  public TraceTable(TraceModel model) {
    this.model = model;
  }

  /** Returns how many spans have arrived so far, duplicates included. */
  public long spans() {
    return spans;
  }

  /** Returns how many traces that must be kept have arrived whole so far. */
  public long wholeExpected() {
    return wholeExpected;
  }

  /** Notes that a span of the trace was not accepted, so that nothing can be asked of it. */
  public void broken(long trace) {
    broken.set(trace, 1);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes, others only read how far it is.
  public void onSpan(long high, long low, long spanId, int statusCode, boolean vip) {
    spans++;
    long trace = model.ordinalOf(high, low);
    int index = trace < 0 ? -1 : model.indexOf(trace, spanId);
    if (index < 0) {
      foreign++;
      return;
    }
    int before = arrived.get(trace);
    if ((before >>> index & 1) != 0) {
      duplicates++;
      return;
    }
    int now = before | 1 << index;
    arrived.set(trace, now);
    if (now == WHOLE && model.mustKeep(trace)) {
      wholeExpected++;
    }
    boolean marked = index == model.markedIndex(trace);
    boolean error = marked && model.kind(trace) == TraceKind.ERROR;
    boolean named = marked && model.kind(trace) == TraceKind.VIP;
    if (error != (statusCode == STATUS_ERROR) || named != vip) {
      altered++;
    }
  }

  /**
   * Returns how many traces must arrive of so many that were sent; broken ones are not asked for.
   */
  public long expected(long traces) {
    long expected = 0;
    for (long trace = 0; trace < traces; trace++) {
      if (broken.get(trace) == 0 && model.mustKeep(trace)) {
        expected++;
      }
    }
    return expected;
  }

  /**
   * Judges a run that is over.
   *
   * @param traces how many traces were sent
   * @param extraSpansMax spans beyond the expected ones that the rate limit may have let through
   */
  public Verdict judge(long traces, double extraSpansMax) {
    long expected = 0;
    long missing = 0;
    long partial = 0;
    long extra = 0;
    long brokenTraces = 0;
    for (long trace = 0; trace < traces; trace++) {
      int seen = arrived.get(trace);
      if (broken.get(trace) != 0) {
        brokenTraces++;
        continue;
      }
      boolean must = model.mustKeep(trace);
      expected += must ? 1 : 0;
      missing += must && seen == 0 ? 1 : 0;
      partial += seen != 0 && seen != WHOLE ? 1 : 0;
      extra += !must && seen != 0 ? 1 : 0;
    }
    return new Verdict(
        traces,
        expected,
        missing,
        partial,
        extra,
        extraSpansMax,
        brokenTraces,
        spans,
        foreign,
        duplicates,
        altered);
  }
}

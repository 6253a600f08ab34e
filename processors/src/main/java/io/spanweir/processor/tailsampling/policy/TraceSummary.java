package io.spanweir.processor.tailsampling.policy;

/**
 * What is known of a trace when it is decided: aggregates over its spans and the answers of the
 * predicates. One object per shard, filled anew for every trace; valid during the call.
 */
public final class TraceSummary {
  private long idHigh;
  private long idLow;
  private long bits;
  private long durationNanos;
  private int spans;
  private long bytes;

  /** Fills it. */
  public TraceSummary of(
      long traceIdHigh,
      long traceIdLow,
      long predicateBits,
      long duration,
      int spanCount,
      long spanBytes) {
    idHigh = traceIdHigh;
    idLow = traceIdLow;
    bits = predicateBits;
    durationNanos = duration;
    spans = spanCount;
    bytes = spanBytes;
    return this;
  }

  public long idHigh() {
    return idHigh;
  }

  public long idLow() {
    return idLow;
  }

  /** Whether some span of the trace, or its resource, satisfies the predicate with this bit. */
  public boolean any(int bit) {
    return (bits >>> bit & 1) == 1;
  }

  /** Latest end less earliest start over all spans, ns. */
  public long durationNanos() {
    return durationNanos;
  }

  public int spans() {
    return spans;
  }

  /** Bytes that the trace takes up in the log. */
  public long bytes() {
    return bytes;
  }
}

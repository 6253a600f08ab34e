package io.spanweir.processor.tailsampling.policy;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a trace when it is decided: aggregates over its spans and the answers of the
 * predicates. One object per shard, filled anew for every trace; valid during the call.
 *
 * <p>A trace's row has a word of 64 bits for the answers. Where there are more predicates, the last
 * bit of the word says whether any of those from the 64th on holds, and the answers to them are
 * words of their own, found by reading the trace once more if that bit is set.
 */
public final class TraceSummary {
  /** Answers of the row's word where it doesn't hold all. */
  public static final int NARROW = 63;

  private long idHigh;
  private long idLow;
  private long bits;
  private long @Nullable [] wide;
  private long durationNanos;
  private int spans;
  private long bytes;

  /** Words for the answers that a row's word doesn't hold; 0 if it holds all. */
  public static int wideWords(int predicates) {
    return predicates <= Long.SIZE ? 0 : (predicates - NARROW + Long.SIZE - 1) / Long.SIZE;
  }

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
    wide = null;
    durationNanos = duration;
    spans = spanCount;
    bytes = spanBytes;
    return this;
  }

  /** Adds the answers of the predicates from {@link #NARROW} on. */
  public TraceSummary wide(long[] words) {
    wide = words;
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
    if (wide == null || bit < NARROW) {
      return (bits >>> bit & 1) == 1;
    }
    int at = bit - NARROW;
    return (wide[at >> 6] >>> at & 1) == 1;
  }

  /** Whether any of these bits is set. */
  boolean anyOf(int[] some) {
    for (int bit : some) {
      if (any(bit)) {
        return true;
      }
    }
    return false;
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

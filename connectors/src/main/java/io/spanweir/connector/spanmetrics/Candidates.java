package io.spanweir.connector.spanmetrics;

import java.util.Arrays;

/**
 * Which series recent spans were counted in, so that a span that turns out to be kept finds its
 * series again, whatever processors have made of its attributes and its resource meanwhile.
 *
 * <p>Every span has one place, by a hash of its ids, and what comes there next takes it. Where very
 * many spans are alike only some take theirs: of the spans of a bucket of a series, in ten seconds,
 * the first 64, of the next 64 every other, of the next 128 every fourth, and so on. So what is
 * rare is found again for as long as a decision may take, and of what is not there are enough.
 * Allocates nothing. Guarded by the lock of {@link SpanCounts}.
 */
final class Candidates {
  static final int SLOTS_MAX = 1 << 22;
  private static final int SLOTS_MIN = 1 << 10;
  private static final int ALL_SHIFT = 6;
  private static final long WINDOW_NANOS = 10_000_000_000L;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** The upper half of a span's hash and the hash of its series's key; 0 for none. */
  private final long[] slots;

  private final long seed;
  private long windowNanos;
  private boolean begun;

  /**
   * @param bytesMax what they may take up, though there are always a thousand
   * @param seed of the hash, so that nobody can know which spans share a place
   */
  Candidates(long bytesMax, long seed) {
    long wanted = Math.max(SLOTS_MIN, Math.min(SLOTS_MAX, bytesMax / Long.BYTES));
    slots = new long[Integer.highestOneBit((int) wanted)];
    this.seed = seed;
  }

  long bytes() {
    return Long.BYTES * (long) slots.length;
  }

  /** Says what time it is, before spans are added that came then. */
  void at(long nowNanos) {
    if (!begun || nowNanos - windowNanos >= WINDOW_NANOS) {
      begun = true;
      windowNanos = nowNanos;
    }
  }

  /**
   * Adds a span.
   *
   * @param series that it was counted in, seen last when the span before it was
   * @param bucket of its duration
   */
  void add(Series series, int bucket, long traceIdHigh, long traceIdLow, long spanId) {
    int[] recent = series.recent;
    if (series.lastSeenNanos - windowNanos < 0) {
      Arrays.fill(recent, 0);
    }
    int shift = Integer.SIZE - Integer.numberOfLeadingZeros(recent[bucket]++ >>> ALL_SHIFT);
    long hash = hash(traceIdHigh, traceIdLow, spanId);
    if (hash >>> 1 >>> (Long.SIZE - 1 - shift) == 0) {
      slots[slot(hash)] = (hash & ~0xffff_ffffL) | (series.hash & 0xffff_ffffL);
    }
  }

  /**
   * The hash of the key of the series that a span was counted in.
   *
   * @return 0 where it is not known; nearly never for a span that was never added
   */
  int seriesHash(long traceIdHigh, long traceIdLow, long spanId) {
    long hash = hash(traceIdHigh, traceIdLow, spanId);
    long found = slots[slot(hash)];
    return (found ^ hash) >>> 32 == 0 ? (int) found : 0;
  }

  private int slot(long hash) {
    return (int) hash & (slots.length - 1);
  }

  private long hash(long traceIdHigh, long traceIdLow, long spanId) {
    long hash = (seed ^ spanId) * FACTOR;
    hash = (hash ^ (hash >>> 32) ^ traceIdLow) * FACTOR;
    hash = (hash ^ (hash >>> 32) ^ traceIdHigh) * FACTOR;
    return hash ^ (hash >>> 29);
  }
}

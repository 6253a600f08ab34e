package io.spanweir.core.runtime;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long work waited for a loop: from the moment a duty cycle was due, or woken, to the moment it
 * ran. A gap is what a sender feels when something held the loop for too long. Buckets of powers of
 * two from a microsecond. Written by one loop, read by any thread.
 */
public final class LoopGaps {
  private static final int BUCKETS = 32;
  private static final int MICROSECOND_SHIFT = 10;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void record(long nanos) {
    int bucket = 64 - Long.numberOfLeadingZeros(Math.max(0, nanos) >>> MICROSECOND_SHIFT);
    counts.lazySet(Math.min(bucket, BUCKETS - 1), counts.get(Math.min(bucket, BUCKETS - 1)) + 1);
  }

  /**
   * The gap, in nanoseconds, that this share of all gaps is not longer than; rounded up to a
   * bucket's end.
   */
  public long quantileNanos(double share) {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts.get(i);
    }
    long rest = total - (long) Math.floor(total * share);
    for (int i = BUCKETS - 1; i > 0; i--) {
      rest -= counts.get(i);
      if (rest < 0 || (share >= 1 && counts.get(i) > 0)) {
        return 1L << (i + MICROSECOND_SHIFT);
      }
    }
    return 0;
  }
}

package io.spanweir.processor.tailsampling.policy;

import java.util.Arrays;

/**
 * A budget per second in shares: each share fills a bucket of one second's worth; what a full
 * bucket has no room for, and what no share was given, is for whoever needs it, up to one second's
 * worth of the whole budget. So a share is guaranteed, and nothing of the budget is lost while
 * somebody could use it. All buckets are full at first. Any thread.
 */
final class SharedBudget {
  private static final double NANOS_PER_SECOND = 1e9;

  /** What is lost in sums of fractions of a token. */
  private static final double ROUNDING = 1e-6;

  private final double[] perSecond;
  private final double[] tokens;
  private final double total;
  private final double sharedPerSecond;
  private double shared;
  private long filledAtNanos;
  private boolean started;

  /**
   * @param total of the budget, per second
   * @param perSecond what of it is each share's; they sum up to the total at most
   */
  SharedBudget(double total, double[] perSecond) {
    this.total = total;
    this.perSecond = perSecond.clone();
    tokens = perSecond.clone();
    sharedPerSecond = Math.max(0, total - Arrays.stream(perSecond).sum());
    shared = sharedPerSecond;
  }

  /** Takes so many out of a share, and what that lacks out of what nobody uses; or none. */
  synchronized boolean take(int share, long count, long nowNanos) {
    fill(nowNanos);
    if (tokens[share] + shared + ROUNDING < count) {
      return false;
    }
    double own = Math.min(tokens[share], (double) count);
    tokens[share] -= own;
    shared = Math.max(0, shared - (count - own));
    return true;
  }

  private void fill(long nowNanos) {
    // Shards read the clock once per turn: one may come with an older time than another before it.
    double seconds = started ? Math.max(0, nowNanos - filledAtNanos) / NANOS_PER_SECOND : 0;
    filledAtNanos = started ? Math.max(filledAtNanos, nowNanos) : nowNanos;
    started = true;
    shared += sharedPerSecond * seconds;
    for (int share = 0; share < tokens.length; share++) {
      double filled = tokens[share] + perSecond[share] * seconds;
      tokens[share] = Math.min(perSecond[share], filled);
      shared += filled - tokens[share];
    }
    shared = Math.min(total, shared);
  }
}

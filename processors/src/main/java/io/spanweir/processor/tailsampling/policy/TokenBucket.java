package io.spanweir.processor.tailsampling.policy;

/**
 * Tokens that come in at a rate up to a burst and are taken some at a time. Full at first. Any
 * thread.
 */
final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double perNano;
  private final double burst;
  private double tokens;
  private long filledAtNanos;
  private boolean started;

  TokenBucket(long perSecond, long burst) {
    this.perNano = perSecond / NANOS_PER_SECOND;
    this.burst = burst;
    this.tokens = burst;
  }

  /** Takes so many, or none. */
  synchronized boolean take(long count, long nowNanos) {
    // Shards read the clock once per turn: one may come with an older time than another before it.
    long elapsed = started ? nowNanos - filledAtNanos : 0;
    if (!started || elapsed > 0) {
      tokens = Math.min(burst, tokens + elapsed * perNano);
      filledAtNanos = nowNanos;
      started = true;
    }
    if (tokens < count) {
      return false;
    }
    tokens -= count;
    return true;
  }
}

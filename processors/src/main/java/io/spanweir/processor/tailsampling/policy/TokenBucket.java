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
    if (started) {
      long elapsed = Math.max(0, nowNanos - filledAtNanos);
      tokens = Math.min(burst, tokens + elapsed * perNano);
    }
    started = true;
    filledAtNanos = nowNanos;
    if (tokens < count) {
      return false;
    }
    tokens -= count;
    return true;
  }
}

package io.spanweir.exporter.sending;

import java.util.random.RandomGenerator;

/**
 * When a request is tried again: exponential waits with randomness, so that many collectors do not
 * come back to a backend at the same moment. The arithmetic is the OpenTelemetry Collector's: the
 * wait is capped before it is randomized. One loop.
 */
final class RetrySchedule {
  /** The attempt after this one is not made. */
  static final long GIVE_UP = Long.MAX_VALUE;

  private final RetryConfig config;
  private final RandomGenerator random;

  RetrySchedule(RetryConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /**
   * When the next attempt is due.
   *
   * @param attempts how many were made, 1 or more
   * @param firstNanos when the first one was
   * @param wishNanos what the backend wants us to wait at least, negative for no wish
   * @return monotonic time, or {@link #GIVE_UP}
   */
  long nextAttemptNanos(int attempts, long firstNanos, long nowNanos, long wishNanos) {
    if (!config.enabled()) {
      return GIVE_UP;
    }
    long due = nowNanos + Math.max(waitNanos(attempts), wishNanos);
    long elapsedMax = config.maxElapsedTime().toNanos();
    return elapsedMax > 0 && due - firstNanos > elapsedMax ? GIVE_UP : due;
  }

  private long waitNanos(int attempts) {
    double grown = config.initialInterval().toNanos() * Math.pow(config.multiplier(), attempts - 1);
    double capped = Math.min(grown, (double) config.maxInterval().toNanos());
    double spread = config.randomizationFactor() * capped;
    return (long) (capped - spread + random.nextDouble() * 2 * spread);
  }
}

package io.spanweir.core.runtime;

/**
 * Work that one thread runs for life, or a test does. Everything a duty cycle owns is touched by
 * that thread alone, so it needs no locks.
 */
public interface DutyCycle {
  /**
   * Does a bounded piece of the work at hand and returns; never blocks.
   *
   * @param nowNanos monotonic time, read once by the caller
   * @return how much was done; more than zero asks to be called again soon, zero to sleep until
   *     {@link #deadlineNanos}
   */
  int doWork(long nowNanos);

  /**
   * Monotonic time at which there is something to do even if nobody wakes it; {@link
   * Long#MAX_VALUE} for never.
   */
  long deadlineNanos();

  /** What the thread is called in dumps and metrics. */
  String roleName();
}

package io.spanweir.core.runtime;

/**
 * Where time comes from. Decisions use the monotonic side; the wall side only labels things for
 * people.
 */
public interface Clock {
  /** Nanoseconds of a monotonic clock; only differences mean something. Any thread. */
  long nanoTime();

  /** Nanoseconds since 1970-01-01 UTC of the wall clock; may jump. Any thread. */
  long epochNanos();
}

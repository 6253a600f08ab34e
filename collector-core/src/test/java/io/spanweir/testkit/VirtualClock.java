package io.spanweir.testkit;

import io.spanweir.core.runtime.Clock;

/** Time that stands still until a test moves it. Read on any thread, moved by one. */
public final class VirtualClock implements Clock {
  /** 2026-01-01T00:00:00Z. */
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private final long startNanos;
  private volatile long nanos;

  /** A monotonic clock may start anywhere, below zero too. */
  public VirtualClock(long startNanos) {
    this.startNanos = startNanos;
    this.nanos = startNanos;
  }

  public VirtualClock() {
    this(1_000_000_000_000L);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public long epochNanos() {
    return EPOCH_NANOS + (nanos - startNanos);
  }

  public void advance(long byNanos) {
    advanceTo(nanos + byNanos);
  }

  /** Moves forward; a time that has passed is left alone. */
  public void advanceTo(long toNanos) {
    nanos = Math.max(nanos, toNanos);
  }
}

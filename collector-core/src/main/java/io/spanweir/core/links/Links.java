package io.spanweir.core.links;

import org.jspecify.annotations.Nullable;

/**
 * Where links are counted before anything is sampled away, if anywhere: whoever taps all spans of
 * the process says so when it is made, and whoever shows links asks when it is started. Any thread.
 */
public final class Links {
  private static final int SPANS = 1 << 17;
  private static final long WAIT_NANOS = 15_000_000_000L;

  private @Nullable LinkCounter tapped;

  /** The counter for one who sees all spans; the same for all of them. */
  public synchronized LinkCounter tap() {
    if (tapped == null) {
      tapped = counter();
    }
    return tapped;
  }

  /** What is counted from all spans; null if nobody taps them. */
  public synchronized @Nullable LinkCounter tapped() {
    return tapped;
  }

  /** A counter of its own for one who sees all there is without a tap. */
  public static LinkCounter counter() {
    return new LinkCounter(SPANS, WAIT_NANOS);
  }
}

package io.spanweir.core.door;

import io.spanweir.core.data.ClientInfo;
import org.jspecify.annotations.Nullable;

/** The side of a request that can tell its sender what became of it. */
public interface Answerer {
  /** What came with the request beside its body; null where that is not kept. */
  default @Nullable ClientInfo client() {
    return null;
  }

  /**
   * Called once per request, on any thread.
   *
   * @param rejectedSpans with {@link Outcome#ACCEPTED}: how many spans were not taken, for good
   * @param text for a person: why spans were rejected, or what went wrong; null if nothing did
   * @param retryAfterNanos with an outcome that is {@link Outcome#retryable}: when to try again
   */
  void answer(Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos);
}

package io.spanweir.core.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Tells the giver of a batch what became of it. Exactly one of {@link #accepted}, {@link #refused}
 * and {@link #rejected} is called, once, by the stage that takes responsibility; on any thread.
 * After {@code accepted}, a source that {@link #wantsSettled} gets one more word.
 */
public interface Receipt {
  /**
   * A receipt for givers who answer for their data themselves, such as a stage that only hands on.
   */
  Receipt NONE =
      new Receipt() {
        @Override
        public void accepted(int rejectedSpans, @Nullable String reason) {}

        @Override
        public void refused(long retryAfterNanos, String reason) {}

        @Override
        public void rejected(String reason) {}
      };

  /**
   * The batch is taken over.
   *
   * @param rejectedSpans how many of its spans were not, for good; the sender must not send them
   *     again
   * @param reason why, for a person; null if none was rejected
   */
  void accepted(int rejectedSpans, @Nullable String reason);

  /** Nothing was taken over; the same batch may be sent again. */
  void refused(long retryAfterNanos, String reason);

  /** Nothing was taken over, and never will be. */
  void rejected(String reason);

  /** Whether {@link #settled} must be called. Asked once, at commit. */
  default boolean wantsSettled() {
    return false;
  }

  /**
   * Every span of the accepted batch is settled: exported, queued durably, or dropped by decision.
   * A source may forget it, or commit its offset. Called once after {@link #accepted}, on any
   * thread, only if wanted.
   */
  default void settled() {}
}

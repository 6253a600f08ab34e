package io.spanweir.testkit;

import io.spanweir.core.pipeline.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what it was told, and that it was told once. A second answer throws where it happens
 * and is remembered, in case the thrower's caller swallows it. Any thread.
 */
public final class RecordingReceipt implements Receipt {
  /** What a giver may have been told. */
  public enum Answer {
    NONE,
    ACCEPTED,
    REFUSED,
    REJECTED
  }

  private final boolean wantsSettled;
  private final Runnable onSettled;
  private Answer answer = Answer.NONE;
  private int rejectedSpans;
  private @Nullable String reason;
  private long retryAfterNanos;
  private int settledCount;
  private @Nullable String broken;

  public RecordingReceipt() {
    this(false);
  }

  public RecordingReceipt(boolean wantsSettled) {
    this(wantsSettled, () -> {});
  }

  /**
   * @param onSettled called with the word, after it is remembered
   */
  public RecordingReceipt(boolean wantsSettled, Runnable onSettled) {
    this.wantsSettled = wantsSettled;
    this.onSettled = onSettled;
  }

  @Override
  public synchronized void accepted(int rejected, @Nullable String why) {
    answer(Answer.ACCEPTED);
    rejectedSpans = rejected;
    reason = why;
  }

  @Override
  public synchronized void refused(long retryAfter, String why) {
    answer(Answer.REFUSED);
    retryAfterNanos = retryAfter;
    reason = why;
  }

  @Override
  public synchronized void rejected(String why) {
    answer(Answer.REJECTED);
    reason = why;
  }

  @Override
  public boolean wantsSettled() {
    return wantsSettled;
  }

  @Override
  public void settled() {
    synchronized (this) {
      if (!wantsSettled) {
        fail("settled though nobody asked for it");
      } else if (answer != Answer.ACCEPTED) {
        fail("settled when the answer was " + answer);
      } else if (++settledCount > 1) {
        fail("settled twice");
      }
    }
    onSettled.run();
  }

  private void answer(Answer given) {
    if (answer != Answer.NONE) {
      fail("completed twice: " + answer + ", then " + given);
    }
    answer = given;
  }

  private void fail(String what) {
    broken = broken == null ? what : broken;
    throw new AssertionError("receipt " + what);
  }

  public synchronized Answer answer() {
    return answer;
  }

  public synchronized boolean answered() {
    return answer != Answer.NONE;
  }

  public synchronized boolean isSettled() {
    return settledCount > 0;
  }

  /** How many spans the answer said were rejected. */
  public synchronized int rejectedSpans() {
    return rejectedSpans;
  }

  public synchronized @Nullable String reason() {
    return reason;
  }

  public synchronized long retryAfterNanos() {
    return retryAfterNanos;
  }

  /** Throws if the receipt was never completed, or what it was told broke the contract. */
  public synchronized void assertOnce() {
    if (broken != null) {
      throw new AssertionError("receipt " + broken);
    }
    if (answer == Answer.NONE) {
      throw new AssertionError("receipt was never completed");
    }
  }
}

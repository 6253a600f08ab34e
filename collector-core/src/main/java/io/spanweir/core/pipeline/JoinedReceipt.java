package io.spanweir.core.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * One receipt for several consumers of the same batch: completes the giver's when all have spoken.
 * The worst answer wins, refused before rejected before accepted: a sender that tries again may
 * cause a duplicate, one that does not may cause a loss.
 */
final class JoinedReceipt implements Receipt {
  private final Receipt giver;
  private int answersOpen;
  private int settlesOpen;
  private int rejectedSpans;
  private @Nullable String rejectedReason;
  private @Nullable String refusal;
  private @Nullable String rejection;
  private long retryAfterNanos;

  JoinedReceipt(Receipt giver, int consumers) {
    this.giver = giver;
    this.answersOpen = consumers;
    this.settlesOpen = consumers;
  }

  @Override
  public void accepted(int rejected, @Nullable String reason) {
    boolean last;
    synchronized (this) {
      if (rejected > rejectedSpans) {
        rejectedSpans = rejected;
        rejectedReason = reason;
      }
      last = answered();
    }
    if (last) {
      answerGiver();
    }
  }

  @Override
  public void refused(long retryAfter, String reason) {
    boolean last;
    synchronized (this) {
      refusal = reason;
      retryAfterNanos = Math.max(retryAfterNanos, retryAfter);
      last = answered();
    }
    if (last) {
      answerGiver();
    }
  }

  @Override
  public void rejected(String reason) {
    boolean last;
    synchronized (this) {
      rejection = reason;
      last = answered();
    }
    if (last) {
      answerGiver();
    }
  }

  @Override
  public boolean wantsSettled() {
    return giver.wantsSettled();
  }

  @Override
  public void settled() {
    boolean last;
    synchronized (this) {
      last = --settlesOpen == 0;
    }
    if (last) {
      giver.settled();
    }
  }

  private boolean answered() {
    if (--answersOpen < 0) {
      throw new IllegalStateException("a receipt was completed twice");
    }
    return answersOpen == 0;
  }

  private void answerGiver() {
    if (refusal != null) {
      giver.refused(retryAfterNanos, refusal);
    } else if (rejection != null) {
      giver.rejected(rejection);
    } else {
      giver.accepted(rejectedSpans, rejectedReason);
    }
  }
}

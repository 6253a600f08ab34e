package io.spanweir.exporter;

import io.spanweir.core.pipeline.Receipt;
import org.jspecify.annotations.Nullable;

/** A receipt that writes down what it is told, and that it is told only what may be told. */
public final class Answers implements Receipt {
  public String answer = "";
  public boolean settled;

  private void answer(String text) {
    if (!answer.isEmpty()) {
      throw new IllegalStateException(text + " after " + answer);
    }
    answer = text;
  }

  @Override
  public synchronized void accepted(int rejectedSpans, @Nullable String reason) {
    answer("accepted");
  }

  @Override
  public synchronized void refused(long retryAfterNanos, String reason) {
    answer("refused");
  }

  @Override
  public synchronized void rejected(String reason) {
    answer("rejected");
  }

  @Override
  public boolean wantsSettled() {
    return true;
  }

  @Override
  public synchronized void settled() {
    if (settled || !answer.equals("accepted")) {
      throw new IllegalStateException("settled after " + answer);
    }
    settled = true;
  }
}

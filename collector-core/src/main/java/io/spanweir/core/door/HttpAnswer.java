package io.spanweir.core.door;

import org.jspecify.annotations.Nullable;

/**
 * What a request is answered, apart from how its route puts it.
 *
 * @param outcome what became of it
 * @param keepAlive whether the connection stays open
 * @param lines header lines that the answer has besides its own, each with its line end
 * @param rejectedSpans with {@link Outcome#ACCEPTED}: how many spans were not taken, for good
 * @param text for a person; null if there is nothing to say
 * @param retryAfterNanos with an outcome that is {@link Outcome#retryable}: when to try again
 */
public record HttpAnswer(
    Outcome outcome,
    boolean keepAlive,
    String lines,
    int rejectedSpans,
    @Nullable String text,
    long retryAfterNanos) {

  /** Whether all went well and there is nothing to say about it. */
  public boolean isPlainSuccess() {
    return outcome == Outcome.ACCEPTED && rejectedSpans == 0 && text == null;
  }

  /** The text, cut to what an answer may carry. */
  public String shortText() {
    return text == null ? "" : HttpBytes.cut(text);
  }
}

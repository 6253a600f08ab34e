package io.spanweir.exporter.sending;

/**
 * What became of one attempt.
 *
 * @param outcome what to do now
 * @param rejectedSpans with {@link Outcome#SENT}: how many spans the backend took out for good;
 *     they are not sent again
 * @param retryAfterNanos with {@link Outcome#RETRY}: the backend's wish, -1 for none
 * @param error what went wrong without anything that varies, such as a status code; empty if
 *     nothing did
 * @param detail the rest of it, for a person: the backend's words, made printable and short
 */
public record SendResult(
    Outcome outcome, int rejectedSpans, long retryAfterNanos, String error, String detail) {
  /** No wish of the backend when to try again. */
  public static final long NO_WISH = -1;

  private static final int DETAIL_CHARS_MAX = 256;
  private static final SendResult OK = new SendResult(Outcome.SENT, 0, NO_WISH, "", "");

  /** What follows from an attempt. */
  public enum Outcome {
    /** The backend has it. */
    SENT,
    /** The same bytes may be sent again. */
    RETRY,
    /** Sending it again won't help. */
    PERMANENT
  }

  public SendResult {
    detail = printable(detail);
  }

  public static SendResult ok() {
    return OK;
  }

  /** Taken, but for some spans. */
  public static SendResult partial(int rejectedSpans, String detail) {
    return new SendResult(Outcome.SENT, rejectedSpans, NO_WISH, "partial success", detail);
  }

  public static SendResult retry(long retryAfterNanos, String error, String detail) {
    return new SendResult(Outcome.RETRY, 0, retryAfterNanos, error, detail);
  }

  public static SendResult permanent(String error, String detail) {
    return new SendResult(Outcome.PERMANENT, 0, NO_WISH, error, detail);
  }

  /** Words of a stranger end in our log: no line breaks, no terminal codes, no novels. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), DETAIL_CHARS_MAX));
    for (int i = 0; i < text.length() && out.length() < DETAIL_CHARS_MAX; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
    }
    return out.toString();
  }
}

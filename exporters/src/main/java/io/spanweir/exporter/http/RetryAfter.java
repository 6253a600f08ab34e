package io.spanweir.exporter.http;

import io.spanweir.exporter.sending.SendResult;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When a backend wants to be asked again: the header {@code Retry-After}. */
public final class RetryAfter {
  private static final long RETRY_DELAY_NANOS_MAX = TimeUnit.MINUTES.toNanos(5);

  private RetryAfter() {}

  /**
   * Seconds, or a date (RFC 9110 §10.2.3); what is neither is no wish.
   *
   * @param header null if there is none
   * @param epochNanos now, since 1970
   * @return nanoseconds from now, at most five minutes; {@link SendResult#NO_WISH} for none
   */
  public static long delay(@Nullable String header, long epochNanos) {
    if (header == null) {
      return SendResult.NO_WISH;
    }
    String text = header.strip();
    try {
      return clamp(TimeUnit.SECONDS.toNanos(Math.min(Long.parseLong(text), 3600)));
    } catch (NumberFormatException e) {
      // Then it is a date.
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long seconds = then.getEpochSecond() - TimeUnit.NANOSECONDS.toSeconds(epochNanos);
      return clamp(TimeUnit.SECONDS.toNanos(Math.max(0, Math.min(seconds, 3600))));
    } catch (DateTimeException e) {
      return SendResult.NO_WISH;
    }
  }

  private static long clamp(long nanos) {
    return nanos < 0 ? SendResult.NO_WISH : Math.min(nanos, RETRY_DELAY_NANOS_MAX);
  }
}

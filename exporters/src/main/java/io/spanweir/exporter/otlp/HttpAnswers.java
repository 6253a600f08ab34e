package io.spanweir.exporter.otlp;

import io.spanweir.exporter.sending.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a backend's HTTP answer means to a sender of OTLP (specification of OTLP/HTTP). */
final class HttpAnswers {
  private static final long RETRY_DELAY_NANOS_MAX = TimeUnit.MINUTES.toNanos(5);
  private static final String PROTOBUF = "application/x-protobuf";

  private HttpAnswers() {}

  /**
   * @param contentType the header, null if there is none
   * @param retryAfter the header, null if there is none
   * @param body as much of it as is read
   * @param epochNanos now, since 1970
   */
  static SendResult of(
      int code,
      @Nullable String contentType,
      @Nullable String retryAfter,
      byte[] body,
      long epochNanos) {
    boolean protobuf = contentType != null && contentType.startsWith(PROTOBUF);
    if (code >= 200 && code < 300) {
      return protobuf ? Answer.taken(body) : SendResult.ok();
    }
    String error = "HTTP " + code;
    String detail =
        protobuf ? Answer.statusMessage(body) : new String(body, StandardCharsets.UTF_8);
    return switch (code) {
      case 429, 502, 503, 504 -> SendResult.retry(delay(retryAfter, epochNanos), error, detail);
      case 301, 302, 303, 307, 308 ->
          SendResult.permanent(error, "redirects are not followed; give the endpoint it names");
      default -> SendResult.permanent(error, detail);
    };
  }

  /** Seconds, or a date (RFC 9110 §10.2.3); what is neither is no wish. */
  static long delay(@Nullable String header, long epochNanos) {
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

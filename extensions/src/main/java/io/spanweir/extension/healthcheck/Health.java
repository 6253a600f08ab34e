package io.spanweir.extension.healthcheck;

import io.spanweir.core.runtime.Clock;
import io.spanweir.extension.healthcheck.HealthCheckConfig.ResponseBody;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether spans are taken in, and how that is said. Set by the main thread, asked by any.
 *
 * <p>The object is the Collector's: its words, its {@code upSince} in RFC 3339, its {@code uptime}
 * as Go prints durations.
 */
final class Health {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Clock clock;
  private final @Nullable ResponseBody texts;
  private volatile @Nullable Up up;

  /** Since when, by both sides of the clock. */
  private record Up(long sinceNanos, long sinceEpochNanos) {}

  /**
   * An answer.
   *
   * @param type of its body, as HTTP says it
   */
  record Answer(int status, String type, String body) {}

  Health(Clock clock, @Nullable ResponseBody texts) {
    this.clock = clock;
    this.texts = texts;
  }

  void onUp() {
    up = new Up(clock.nanoTime(), clock.epochNanos());
  }

  void onDown() {
    up = null;
  }

  Answer answer() {
    Up now = up;
    int status = now == null ? 503 : 200;
    if (texts != null) {
      return new Answer(
          status, "text/plain; charset=utf-8", now == null ? texts.unhealthy() : texts.healthy());
    }
    String body =
        now == null
            ? json("Server not available", Instant.parse("0001-01-01T00:00:00Z"), "")
            : json(
                "Server available",
                Instant.EPOCH.plusNanos(now.sinceEpochNanos),
                goDuration(clock.nanoTime() - now.sinceNanos));
    return new Answer(status, "application/json", body);
  }

  private static String json(String status, Instant since, String uptime) {
    return "{\"status\":\""
        + status
        + "\",\"upSince\":\""
        + since
        + "\",\"uptime\":\""
        + uptime
        + "\"}";
  }

  /** As in {@code 26h3m0.5s}: the largest units first, those that are 0 left out in front. */
  static String goDuration(long nanos) {
    Duration whole = Duration.ofNanos(nanos);
    String seconds =
        BigDecimal.valueOf(nanos % (60 * NANOS_PER_SECOND), 9).stripTrailingZeros().toPlainString();
    String minutes = whole.toMinutes() == 0 ? "" : whole.toMinutesPart() + "m";
    String hours = whole.toHours() == 0 ? "" : whole.toHours() + "h";
    return hours + minutes + seconds + "s";
  }
}

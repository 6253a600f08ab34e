package io.spanweir.exporter.sending;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;

/** {@code retry_on_failure}; keys and defaults of the OpenTelemetry Collector. */
@Description("How often and how long a request is sent again")
public record RetryConfig(
    @Description("Whether a request is sent again at all") boolean enabled,
    @Description("Wait before the second attempt") Duration initialInterval,
    @Description("Share of the wait that is random: 0.5 means half of it to one and a half times")
        double randomizationFactor,
    @Description("By what the wait grows from one attempt to the next") double multiplier,
    @Description("The longest wait, before randomness") Duration maxInterval,
    @Description("How long a request is tried before its spans are given up; 0 for ever")
        Duration maxElapsedTime) {
  /** What holds where the file says nothing. */
  public static final RetryConfig DEFAULT =
      new RetryConfig(
          true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ofMinutes(5));

  public RetryConfig {
    notNegative("initial_interval", initialInterval);
    notNegative("max_interval", maxInterval);
    notNegative("max_elapsed_time", maxElapsedTime);
    if (!(randomizationFactor >= 0 && randomizationFactor <= 1)) {
      throw new InvalidConfigException(
          "randomization_factor", "is " + randomizationFactor, "0 to 1");
    }
    if (!(multiplier >= 1 && multiplier <= 1000)) {
      throw new InvalidConfigException("multiplier", "is " + multiplier, "1 to 1000");
    }
    atLeast("initial_interval", initialInterval, maxElapsedTime);
    atLeast("max_interval", maxInterval, maxElapsedTime);
  }

  private static void notNegative(String key, Duration value) {
    if (value.isNegative() || value.compareTo(Duration.ofDays(365)) > 0) {
      throw new InvalidConfigException(key, "is " + value, "0 to 365 days");
    }
  }

  private static void atLeast(String key, Duration interval, Duration elapsed) {
    if (!elapsed.isZero() && elapsed.compareTo(interval) < 0) {
      throw new InvalidConfigException(
          "max_elapsed_time", "is shorter than " + key, "0 for ever, or at least " + interval);
    }
  }
}

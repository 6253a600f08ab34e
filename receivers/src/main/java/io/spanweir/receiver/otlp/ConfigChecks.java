package io.spanweir.receiver.otlp;

import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;

/** Bounds that several keys share. */
final class ConfigChecks {
  private static final Duration LONGEST = Duration.ofDays(365);

  private ConfigChecks() {}

  static void range(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new InvalidConfigException(key, "is " + value, min + " to " + max);
    }
  }

  static void positive(String key, Duration value) {
    notNegative(key, value);
    if (value.isZero()) {
      throw new InvalidConfigException(key, "is 0", "more than 0; a door waits for nobody forever");
    }
  }

  static void notNegative(String key, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new InvalidConfigException(key, "is " + value, "0 to 365 days");
    }
  }
}

package io.spanweir.core.door;

import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Bounds that several keys share. */
public final class ConfigChecks {
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private ConfigChecks() {}

  public static void range(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new InvalidConfigException(key, "is " + value, min + " to " + max);
    }
  }

  /** RFC 9110 §5.6.2; also the * that stands for all names. */
  public static boolean isHeaderName(String name) {
    return HEADER_NAME.matcher(name).matches();
  }

  /** RFC 9110 §5.5: visible, spaces, tabs; nothing that ends a line. */
  public static boolean isHeaderValue(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f));
  }

  public static void positive(String key, Duration value) {
    notNegative(key, value);
    if (value.isZero()) {
      throw new InvalidConfigException(key, "is 0", "more than 0; a door waits for nobody forever");
    }
  }

  public static void notNegative(String key, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new InvalidConfigException(key, "is " + value, "0 to 365 days");
    }
  }
}

package io.spanweir.core.door;

import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Bounds that several keys share. */
public final class ConfigChecks {
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final List<String> OWN_HEADERS =
      List.of("connection", "content-length", "content-type", "transfer-encoding");

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

  /**
   * Headers that answers have besides their own.
   *
   * @return the same, unmodifiable
   */
  public static Map<String, String> answerHeaders(String key, Map<String, String> headers) {
    headers.forEach(
        (name, value) -> {
          boolean own = OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT));
          if (own || !isHeaderName(name) || !isHeaderValue(value)) {
            throw new InvalidConfigException(
                key,
                "has \""
                    + name
                    + "\""
                    + (own ? ", which answers have anyway" : ", which is no header"),
                "names and values of headers besides " + String.join(", ", OWN_HEADERS));
          }
        });
    return Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  public static void positive(String key, Duration value) {
    notNegative(key, value);
    if (value.isZero()) {
      throw new InvalidConfigException(key, "is 0", "more than 0; a door waits for nobody forever");
    }
  }

  /**
   * A time that the Collector takes 0 for as without limit, or as its own default: 0 is ours, as a
   * door waits for nobody forever.
   *
   * @return the time that holds, more than 0
   */
  public static Duration bounded(String key, Duration value, Duration ours) {
    notNegative(key, value);
    return value.isZero() ? ours : value;
  }

  public static void notNegative(String key, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new InvalidConfigException(key, "is " + value, "0 to 365 days");
    }
  }
}

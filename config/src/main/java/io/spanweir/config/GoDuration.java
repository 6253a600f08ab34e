package io.spanweir.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h2m3.5s}, {@code 200ms}. */
final class GoDuration {
  static final String EXPECTED = "a duration such as 10s, 200ms or 1h30m";

  private static final Pattern PART = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{0,18})?)(\\p{L}*)");
  private static final BigDecimal NANOS_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final int LENGTH_MAX = 100;

  private GoDuration() {}

  static Duration parse(String text) throws BadValueException {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (text.startsWith("-")) {
      throw new BadValueException(text + " is negative", "0s or more");
    }
    if (CoreSchema.isNumber(text)) {
      throw new BadValueException(text + " has no unit", EXPECTED);
    }
    String rest = text.startsWith("+") ? text.substring(1) : text;
    Matcher part = PART.matcher(rest);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (rest.length() <= LENGTH_MAX && part.find() && part.start() == end) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit(text, part.group(2))));
      end = part.end();
    }
    if (end == 0 || end < rest.length()) {
      throw new BadValueException(Words.quote(text) + " is no duration", EXPECTED);
    }
    if (nanos.compareTo(NANOS_MAX) > 0) {
      throw new BadValueException(text + " is too long", "at most 292 years");
    }
    return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
  }

  private static BigDecimal unit(String text, String name) throws BadValueException {
    return BigDecimal.valueOf(
        switch (name) {
          case "ns" -> 1L;
          case "us", "µs", "μs" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          case "" -> throw new BadValueException(Words.quote(text) + " has no unit", EXPECTED);
          default ->
              throw new BadValueException(
                  Words.quote(name) + " is no unit of time", "one of ns, us, ms, s, m, h");
        });
  }

  /** The shortest way to write it. */
  static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    append(text, duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    int nanos = duration.toNanosPart();
    append(text, nanos / 1_000_000, "ms");
    append(text, nanos / 1_000 % 1_000, "us");
    append(text, nanos % 1_000, "ns");
    return text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }
}

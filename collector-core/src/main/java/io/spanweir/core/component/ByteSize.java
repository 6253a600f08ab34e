package io.spanweir.core.component;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 64MiB}, {@code 2GB} or as a plain number.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d+)\\s*([kmgt]?i?b?)");

  private static final String UNITS = "KMGTPE";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size can't be negative");
    }
  }

  public static ByteSize ofMiB(long mebibytes) {
    return new ByteSize(mebibytes << 20);
  }

  /**
   * @throws IllegalArgumentException when the text is no size, saying what one looks like
   */
  public static ByteSize parse(String text) {
    Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      throw new IllegalArgumentException("expected a size such as 64MiB, 2GB or 1048576");
    }
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(m.group(1)), unit(m.group(2))));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("a size of more than 2^63 bytes", e);
    }
  }

  private static long unit(String suffix) {
    long base = suffix.contains("i") ? 1024 : 1000;
    return switch (suffix.isEmpty() ? 'b' : suffix.charAt(0)) {
      case 'k' -> base;
      case 'm' -> base * base;
      case 'g' -> base * base * base;
      case 't' -> base * base * base * base;
      default -> 1;
    };
  }

  /** The size for a person, in three digits and a unit: {@code 14.2GiB}, {@code 512B}. */
  public String rounded() {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1023.5 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    String form = value < 99.95 && value != Math.rint(value) ? "%.1f%ciB" : "%.0f%ciB";
    return String.format(Locale.ROOT, form, value, UNITS.charAt(unit));
  }

  /** The size exactly, in a form that {@link #parse} reads. */
  @Override
  public String toString() {
    for (int unit = 2; unit >= 0 && bytes > 0; unit--) {
      int shift = 10 * (unit + 1);
      if (bytes % (1L << shift) == 0) {
        return (bytes >> shift) + UNITS.substring(unit, unit + 1) + "iB";
      }
    }
    return bytes + "B";
  }
}

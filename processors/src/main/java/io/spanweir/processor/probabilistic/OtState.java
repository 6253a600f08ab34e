package io.spanweir.processor.probabilistic;

import org.jspecify.annotations.Nullable;

/**
 * What {@code ot=th:…;rv:…} of a trace state says: 1 to 14 and exactly 14 hexadecimal digits, the
 * threshold's from the left (reference: sampling-reliability-security §1.3).
 *
 * @param threshold 56 bits; negative if there is none
 * @param randomness 56 bits; negative if there is none
 */
record OtState(long threshold, long randomness) {
  static final OtState NONE = new OtState(-1, -1);
  private static final int DIGITS = 14;

  /** Null if its entry can't be read. */
  static @Nullable OtState of(String traceState) {
    for (String member : traceState.split(",", -1)) {
      String entry = member.strip();
      if (entry.startsWith("ot=")) {
        return entry(entry.substring(3));
      }
    }
    return NONE;
  }

  private static @Nullable OtState entry(String entry) {
    long threshold = -1;
    long randomness = -1;
    for (String pair : entry.split(";", -1)) {
      String digits = pair.length() < 3 ? "" : pair.substring(3);
      if (pair.startsWith("th:")) {
        if (!digits.matches("[0-9a-f]{1,14}")) {
          return null;
        }
        threshold = Long.parseLong(digits, 16) << (4 * (DIGITS - digits.length()));
      } else if (pair.startsWith("rv:")) {
        if (!digits.matches("[0-9a-f]{14}")) {
          return null;
        }
        randomness = Long.parseLong(digits, 16);
      }
    }
    return new OtState(threshold, randomness);
  }
}

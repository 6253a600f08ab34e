package io.spanweir.processor.probabilistic;

/** Thresholds of 56 bits: kept is what has at least that randomness. */
final class Thresholds {
  static final long ALL = 1L << 56;
  private static final double TWO_56 = 0x1p56;
  private static final int DIGITS = 14;

  private Thresholds() {}

  /**
   * The threshold of a probability, rounded to digits; more of them where it is near 0 or 1. {@link
   * #ALL}, which nothing reaches, for one below 2^-56.
   */
  static long of(double probability, int precision) {
    if (probability >= 1) {
      return 0;
    }
    if (probability < 1 / TWO_56) {
      return ALL;
    }
    int leading = Math.max(zeroDigits(probability), zeroDigits(1 - probability));
    int digits = Math.min(DIGITS, precision + leading);
    long threshold = ALL - Math.round(probability * TWO_56);
    int shift = 4 * (DIGITS - digits);
    if (shift > 0) {
      threshold = ((threshold + (1L << (shift - 1))) >> shift) << shift;
    }
    return threshold;
  }

  static double probability(long threshold) {
    return (double) (ALL - threshold) / TWO_56;
  }

  /** Hexadecimal digits behind the point that are 0. */
  private static int zeroDigits(double fraction) {
    return Math.max(0, -(Math.getExponent(fraction) + 1) / 4);
  }

  /** FNV-1a of 32 bits over the seed, least significant byte first, and the 16 bytes of an id. */
  static int hash(int seed, long idHigh, long idLow) {
    int hash = 0x811c9dc5;
    for (int shift = 0; shift < 32; shift += 8) {
      hash = (hash ^ ((seed >>> shift) & 0xff)) * 0x01000193;
    }
    return fold(fold(hash, idHigh), idLow);
  }

  private static int fold(int hash, long word) {
    int folded = hash;
    for (int shift = 56; shift >= 0; shift -= 8) {
      folded = (folded ^ (int) ((word >>> shift) & 0xff)) * 0x01000193;
    }
    return folded;
  }
}

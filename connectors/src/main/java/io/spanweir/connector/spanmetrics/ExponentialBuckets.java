package io.spanweir.connector.spanmetrics;

import java.util.Arrays;

/**
 * Counts of positive numbers in at most so many buckets, whose bounds are powers of 2 to the power
 * of {@code 2^-scale}; bucket {@code i} reaches from the {@code i}th power, which is not in it, to
 * the next, which is. The scale begins fine and gets coarser as numbers come that lie further
 * apart. Source: OpenTelemetry's data model of metrics, exponential histograms.
 */
final class ExponentialBuckets {
  private static final int SCALE_MAX = 20;
  private static final double PER_LN = 1 / Math.log(2);
  private static final long MANTISSA = (1L << 52) - 1;

  private final int sizeMax;
  private long[] counts = new long[16];
  private int scale = SCALE_MAX;
  private int low;
  private int size;
  private long zeros;

  ExponentialBuckets(int sizeMax) {
    this.sizeMax = sizeMax;
  }

  /** Counts a number that is 0 or more. */
  void add(double value) {
    if (value <= 0) {
      zeros++;
      return;
    }
    int index = index(value, scale);
    if (size == 0) {
      low = index;
    }
    int at = index - low;
    if (at < 0 || at >= size) {
      at = makeRoom(index);
    }
    counts[at]++;
  }

  /** Which bucket a positive number is in. */
  static int index(double value, int scale) {
    int exponent = Math.getExponent(value);
    boolean power = (Double.doubleToRawLongBits(value) & MANTISSA) == 0;
    if (scale <= 0) {
      return (exponent - (power ? 1 : 0)) >> -scale;
    }
    return power
        ? (exponent << scale) - 1
        : (int) Math.floor(Math.log(value) * PER_LN * (1 << scale));
  }

  private int makeRoom(int index) {
    int from = Math.min(low, index);
    int to = Math.max(low + size - 1, index);
    int shift = 0;
    while ((long) (to >> shift) - (from >> shift) >= sizeMax) {
      shift++;
    }
    coarsen(shift);
    int wanted = index >> shift;
    if (size > 0 && wanted < low) {
      extendDown(low - wanted);
    }
    size = Math.max(size, wanted - low + 1);
    grow();
    return wanted - low;
  }

  private void coarsen(int shift) {
    if (shift == 0) {
      return;
    }
    int base = low >> shift;
    for (int i = 0; i < size; i++) {
      long count = counts[i];
      counts[i] = 0;
      counts[((low + i) >> shift) - base] += count;
    }
    size = size == 0 ? 0 : ((low + size - 1) >> shift) - base + 1;
    low = base;
    scale -= shift;
  }

  private void extendDown(int more) {
    int held = size;
    size += more;
    grow();
    System.arraycopy(counts, 0, counts, more, held);
    Arrays.fill(counts, 0, more, 0);
    low -= more;
  }

  private void grow() {
    if (size > counts.length) {
      counts = Arrays.copyOf(counts, Math.max(size, Math.min(sizeMax, counts.length * 2)));
    }
  }

  /** Begins anew. */
  void clear() {
    Arrays.fill(counts, 0, size, 0);
    scale = SCALE_MAX;
    low = 0;
    size = 0;
    zeros = 0;
  }

  int scale() {
    return scale;
  }

  long zeros() {
    return zeros;
  }

  /** The number of the first bucket. */
  int low() {
    return low;
  }

  /** How many buckets there are from the first to the last that counts something. */
  int size() {
    return size;
  }

  long count(int ordinal) {
    return counts[ordinal];
  }
}

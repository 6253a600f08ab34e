package io.spanweir.bench.workload;

/**
 * The finaliser of SplitMix64: a bijection on 64 bits, so that an id leads back to what it was made
 * of.
 */
public final class Mix64 {
  private Mix64() {}

  /** Mixes. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  static long unmix(long value) {
    long z = (value ^ (value >>> 31) ^ (value >>> 62)) * 0x319642b2d24d8ec3L;
    z = (z ^ (z >>> 27) ^ (z >>> 54)) * 0x96de1b173f119089L;
    return z ^ (z >>> 30) ^ (z >>> 60);
  }
}

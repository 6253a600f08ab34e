package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Keeps a share of all traces, the same ones wherever the same salt is set: FNV-1a (64 bits) over
 * the salt and the 16 bytes of the trace id, kept if the hash is at most the share of 2^64 - 1. The
 * same traces as the Collector keeps.
 */
final class ProbabilisticPolicy implements Policy {
  /** Which share. */
  @Description("Keeps a share of all traces, chosen by the trace id.")
  record Config(
      @Description(
              "Different salts choose different traces; tiers that should not agree differ in it.")
          String hashSalt,
      @Description("Per cent of the traces to keep; 0 for none, 100 for all.")
          double samplingPercentage)
      implements PolicySpec {
    static final Config DEFAULT = new Config("default-hash-seed", 0);

    Config {
      if (!(samplingPercentage >= 0)) {
        throw new InvalidConfigException("sampling_percentage", "is negative", "0 to 100");
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      return new ProbabilisticPolicy(this);
    }
  }

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final double TWO_64 = 0x1p64;

  private final long salted;
  private final long threshold;
  private final boolean none;

  private ProbabilisticPolicy(Config config) {
    long hash = FNV_BASIS;
    String salt = config.hashSalt().isEmpty() ? Config.DEFAULT.hashSalt() : config.hashSalt();
    for (byte b : salt.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    salted = hash;
    none = config.samplingPercentage() <= 0;
    threshold = threshold(config.samplingPercentage() / 100);
  }

  /**
   * The share of 2^64 - 1, as unsigned. The Collector multiplies with 64 bits of precision and cuts
   * off the fraction, which is the largest integer below the share of 2^64.
   */
  static long threshold(double share) {
    double bound = share * TWO_64;
    return bound >= TWO_64
        ? -1L
        : new BigDecimal(bound)
            .setScale(0, RoundingMode.CEILING)
            .toBigInteger()
            .subtract(BigInteger.ONE)
            .longValue();
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    if (none) {
      return Vote.NOT_SAMPLED;
    }
    long hash = fold(fold(salted, trace.idHigh()), trace.idLow());
    return Long.compareUnsigned(hash, threshold) <= 0 ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }

  private static long fold(long hash, long word) {
    long h = hash;
    for (int shift = 56; shift >= 0; shift -= 8) {
      h = (h ^ (word >>> shift & 0xff)) * FNV_PRIME;
    }
    return h;
  }
}

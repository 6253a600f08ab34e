package io.spanweir.processor.probabilistic;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;

/** {@code probabilistic_sampler} processor; keys and defaults of the OpenTelemetry Collector. */
@Description("Keeps a share of spans, by trace: all tiers with the same setting keep the same ones")
@Differs(
    unset =
        "sampling_percentage: is 0, as there; at 0 a span that sampling.priority keeps is treated as"
            + " at any share; there its threshold is not held against its randomness, and a trace"
            + " state that can't be read is mended")
@NotYet({
  "from_attribute: is for logs, which are not sampled here",
  "sampling_priority: is for logs; of spans the attribute sampling.priority decides"
})
public record ProbabilisticSamplerConfig(
    @Description("Per cent of the traces to keep; 100 and more for all") double samplingPercentage,
    @Description("With hash_seed: tiers that should keep the same traces have the same")
        long hashSeed,
    @Description(
            "hash_seed hashes the trace id; proportional and equalizing go by its randomness,"
                + " and by what was sampled before; all say in ot=th of the trace state what"
                + " they kept")
        Mode mode,
    @Description(
            "Whether a span whose trace state can't be read, or contradicts itself or the mode, is"
                + " dropped")
        boolean failClosed,
    @Description("Hexadecimal digits of a threshold, 1 to 14") int samplingPrecision,
    @Description("traceID; other sources are for logs") String attributeSource) {
  static final ProbabilisticSamplerConfig DEFAULT =
      new ProbabilisticSamplerConfig(0, 0, Mode.HASH_SEED, true, 4, "traceID");

  /** The Collector's words. */
  enum Mode {
    HASH_SEED,
    PROPORTIONAL,
    EQUALIZING
  }

  public ProbabilisticSamplerConfig {
    check(samplingPercentage >= 0, "sampling_percentage", "is negative", "0 to 100");
    check(hashSeed >= 0 && hashSeed <= 0xffff_ffffL, "hash_seed", "is " + hashSeed, "32 bits");
    boolean digits = samplingPrecision >= 1 && samplingPrecision <= 14;
    check(digits, "sampling_precision", "is " + samplingPrecision, "1 to 14");
    boolean traces = attributeSource.equals("traceID");
    check(traces, "attribute_source", "is " + attributeSource, "traceID");
  }

  private static void check(boolean holds, String key, String problem, String expected) {
    if (!holds) {
      throw new InvalidConfigException(key, problem, expected);
    }
  }
}

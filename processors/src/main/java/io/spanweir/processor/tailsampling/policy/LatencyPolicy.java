package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;

/**
 * Keeps traces that took long: latest end less earliest start over all spans, which the whole trace
 * decides. Above the threshold, not at it, as the Collector does since v0.157; unlike there, an
 * upper bound is never met by a part of the spans.
 */
final class LatencyPolicy implements Policy {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** How long is long. */
  @Differs(
      value = {
        "upper_threshold_ms: the whole trace decides; the Collector may match a part of"
            + " the spans of a trace that takes longer"
      })
  @Description(
      "Keeps traces that took longer than a threshold, from the earliest start to the latest end.")
  record Config(
      @Description("Milliseconds a trace must take more than to be kept.") long thresholdMs,
      @Description("Milliseconds a trace may take at most to be kept; 0 for no upper bound.")
          long upperThresholdMs)
      implements PolicySpec {
    static final Config DEFAULT = new Config(0, 0);

    Config {
      if (thresholdMs < 0) {
        throw new InvalidConfigException("threshold_ms", "is negative", "0 or more");
      }
      if (upperThresholdMs != 0 && upperThresholdMs <= thresholdMs) {
        throw new InvalidConfigException(
            "upper_threshold_ms", "is not above threshold_ms", "more than threshold_ms, or 0");
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      return new LatencyPolicy(this);
    }
  }

  private final long aboveNanos;
  private final long upToNanos;

  private LatencyPolicy(Config config) {
    aboveNanos = saturatedNanos(config.thresholdMs());
    upToNanos =
        config.upperThresholdMs() == 0 ? Long.MAX_VALUE : saturatedNanos(config.upperThresholdMs());
  }

  private static long saturatedNanos(long millis) {
    return millis > Long.MAX_VALUE / NANOS_PER_MILLI ? Long.MAX_VALUE : millis * NANOS_PER_MILLI;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    long duration = trace.durationNanos();
    return duration > aboveNanos && duration <= upToNanos ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}

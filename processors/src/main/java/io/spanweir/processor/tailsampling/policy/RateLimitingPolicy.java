package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;

/**
 * Keeps traces while a budget of spans per second lasts: a token bucket in spans, which all shards
 * share. A trace larger than the burst never passes.
 */
final class RateLimitingPolicy implements Policy {
  /** How many. */
  @Differs(
      whole = {
        "is asked only about traces that no other policy keeps, so that it spends its "
            + "budget on nothing else"
      })
  @Description("Keeps traces that no other policy keeps, while a budget of spans per second lasts.")
  record Config(
      @Description("Spans per second.") long spansPerSecond,
      @Description("Spans that may pass at once after a quiet time; 0 for twice the rate.")
          long burstCapacity)
      implements PolicySpec {
    static final Config DEFAULT = new Config(0, 0);

    Config {
      if (spansPerSecond < 0) {
        throw new InvalidConfigException("spans_per_second", "is negative", "0 or more");
      }
      if (burstCapacity < 0) {
        throw new InvalidConfigException("burst_capacity", "is negative", "0 or more");
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      long burst =
          burstCapacity == 0 ? 2 * Math.min(spansPerSecond, Long.MAX_VALUE / 2) : burstCapacity;
      return new RateLimitingPolicy(new TokenBucket(spansPerSecond, burst));
    }
  }

  private final TokenBucket spans;

  private RateLimitingPolicy(TokenBucket spans) {
    this.spans = spans;
  }

  @Override
  public boolean limited() {
    return true;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return spans.take(trace.spans(), nowNanos) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}

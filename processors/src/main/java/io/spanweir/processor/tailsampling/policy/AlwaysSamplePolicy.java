package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;

/** Keeps every trace. */
final class AlwaysSamplePolicy implements Policy {
  /** No settings. */
  @Description("Keeps every trace.")
  record Config() implements PolicySpec {
    @Override
    public Policy create(PolicyContext context) {
      return new AlwaysSamplePolicy();
    }
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return Vote.SAMPLED;
  }
}

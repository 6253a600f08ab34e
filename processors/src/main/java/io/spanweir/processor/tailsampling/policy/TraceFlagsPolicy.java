package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.FlagsHave;

/** Keeps traces in which some span has the W3C flag that says it was sampled at the head. */
final class TraceFlagsPolicy implements Policy {
  private static final int SAMPLED = 1;

  /** No settings. */
  @Description("Keeps traces in which some span has the sampled flag of W3C trace context.")
  record Config() implements PolicySpec {
    @Override
    public Policy create(PolicyContext context) {
      return new TraceFlagsPolicy(context.bit(new FlagsHave(SAMPLED)));
    }
  }

  private final int bit;

  private TraceFlagsPolicy(int bit) {
    this.bit = bit;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.any(bit) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}

package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Key;
import io.spanweir.core.component.Required;
import java.util.List;

/** Drops traces that all of its sub-policies would keep, whatever other policies say. */
final class DropPolicy implements Policy {
  /** Which sub-policies. */
  @Description("Drops traces that every sub-policy matches; asked before all other policies.")
  record Config(
      @Required @Key("drop_sub_policy") @Description("The sub-policies.")
          List<PolicyConfig> subPolicies)
      implements PolicySpec {
    static final Config DEFAULT = new Config(List.of());

    Config {
      subPolicies = List.copyOf(subPolicies);
      SubPolicies.refuseDrop("drop_sub_policy", subPolicies);
    }

    @Override
    public Policy create(PolicyContext context) {
      return new DropPolicy(SubPolicies.create("drop_sub_policy", subPolicies, context));
    }
  }

  private final Policy[] parts;

  private DropPolicy(Policy[] parts) {
    this.parts = parts;
  }

  @Override
  public boolean limited() {
    return SubPolicies.anyLimited(parts);
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return SubPolicies.allSample(parts, trace, nowNanos) ? Vote.DROPPED : Vote.NOT_SAMPLED;
  }
}

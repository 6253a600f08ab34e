package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Key;
import io.spanweir.core.component.Required;
import java.util.List;

/** Keeps traces that all of its sub-policies would keep; limiters among them are asked last. */
final class AndPolicy implements Policy {
  /** Which sub-policies. */
  @Description("Keeps traces that every sub-policy keeps.")
  record Config(
      @Required @Key("and_sub_policy") @Description("The sub-policies.")
          List<PolicyConfig> subPolicies)
      implements PolicySpec {
    static final Config DEFAULT = new Config(List.of());

    Config {
      subPolicies = List.copyOf(subPolicies);
      SubPolicies.refuseDrop("and_sub_policy", subPolicies);
    }

    @Override
    public Policy create(PolicyContext context) {
      return new AndPolicy(SubPolicies.create("and_sub_policy", subPolicies, context));
    }
  }

  private final Policy[] parts;

  private AndPolicy(Policy[] parts) {
    this.parts = parts;
  }

  @Override
  public boolean limited() {
    return SubPolicies.anyLimited(parts);
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return SubPolicies.allSample(parts, trace, nowNanos) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}

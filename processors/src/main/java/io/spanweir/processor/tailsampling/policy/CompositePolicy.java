package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Key;
import io.spanweir.core.component.Required;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps traces that a sub-policy keeps while the share of a budget of spans per second lasts that
 * the sub-policy has. Sub-policies are asked in their order; one whose share is used up takes of
 * what others leave, and leaves the trace to the next one if there is nothing left.
 */
final class CompositePolicy implements Policy {
  private static final double PERCENT = 100;

  /** What a sub-policy may use. */
  @Description("The share of the budget that a sub-policy has.")
  record RateAllocation(
      @Required @Description("The name of a sub-policy.") String policy,
      @Description("Per cent of the budget; 0 for an equal share.") int percent) {
    RateAllocation {
      if (percent < 0) {
        throw new InvalidConfigException("percent", "is negative", "0 to 100");
      }
    }

    /** What holds where an entry says nothing. */
    static RateAllocation defaults() {
      return new RateAllocation("", 0);
    }
  }

  /** Which sub-policies, in which order, and what they may use. */
  @Differs(
      value = {
        "policy_order: is followed; the Collector reads it and goes by the order of "
            + "composite_sub_policy"
      },
      whole = {
        "a sub-policy over its share uses what others leave, and then the next one is "
            + "asked; what all leave is saved up to a second's worth, so that a burst may be twice"
            + " the total; shares are cut back to the total"
      })
  @Description(
      "Keeps traces that a sub-policy keeps, while its share of a budget of spans per second lasts."
          + " What a sub-policy does not use is there for the others.")
  record Config(
      @Description(
              "The budget, spans per second; of what is left of it, one second's worth is saved up beside"
                  + " what the sub-policies have of their own.")
          long maxTotalSpansPerSecond,
      @Description("Names of sub-policies in the order they are asked; others follow.")
          List<String> policyOrder,
      @Required @Key("composite_sub_policy") @Description("The sub-policies.")
          List<PolicyConfig> subPolicies,
      @Description("The shares; sub-policies without one have an equal share.")
          List<RateAllocation> rateAllocation)
      implements PolicySpec {
    static final Config DEFAULT = new Config(0, List.of(), List.of(), List.of());

    Config {
      policyOrder = List.copyOf(policyOrder);
      subPolicies = List.copyOf(subPolicies);
      rateAllocation = List.copyOf(rateAllocation);
      if (maxTotalSpansPerSecond < 0) {
        throw new InvalidConfigException("max_total_spans_per_second", "is negative", "0 or more");
      }
      SubPolicies.refuseDrop("composite_sub_policy", subPolicies);
      Set<String> names = new HashSet<>();
      for (PolicyConfig part : subPolicies) {
        if (!names.add(part.name())) {
          throw new InvalidConfigException(
              "composite_sub_policy",
              "has two policies named \"" + part.name() + "\"",
              "a name of its own for each");
        }
      }
      requireKnown("policy_order", policyOrder, names);
      requireKnown(
          "rate_allocation", rateAllocation.stream().map(RateAllocation::policy).toList(), names);
    }

    private static void requireKnown(String key, List<String> named, Set<String> names) {
      for (String name : named) {
        if (!names.contains(name)) {
          throw new InvalidConfigException(
              key,
              "names \"" + name + "\", which is no sub-policy",
              "names of composite_sub_policy");
        }
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      if (subPolicies.isEmpty()) {
        throw new InvalidConfigException("composite_sub_policy", "is empty", "one policy or more");
      }
      List<PolicyConfig> ordered = ordered();
      return new CompositePolicy(
          ordered.stream().map(p -> p.policy().create(context)).toArray(Policy[]::new),
          new SharedBudget(maxTotalSpansPerSecond, shares(ordered)));
    }

    private List<PolicyConfig> ordered() {
      List<PolicyConfig> ordered = new ArrayList<>();
      for (String name : policyOrder) {
        subPolicies.stream().filter(p -> p.name().equals(name)).forEach(ordered::add);
      }
      subPolicies.stream().filter(p -> !policyOrder.contains(p.name())).forEach(ordered::add);
      return ordered.stream().distinct().toList();
    }

    /** More than the whole is cut back to the whole, so that the total holds. */
    private double[] shares(List<PolicyConfig> ordered) {
      Map<String, Integer> percents = new HashMap<>();
      rateAllocation.forEach(a -> percents.put(a.policy(), a.percent()));
      double[] shares = new double[ordered.size()];
      double sum = 0;
      for (int i = 0; i < shares.length; i++) {
        int percent = percents.getOrDefault(ordered.get(i).name(), 0);
        shares[i] = percent == 0 ? 1.0 / shares.length : percent / PERCENT;
        sum += shares[i];
      }
      for (int i = 0; i < shares.length; i++) {
        shares[i] *= maxTotalSpansPerSecond / Math.max(1, sum);
      }
      return shares;
    }
  }

  private final Policy[] parts;
  private final SharedBudget spans;

  private CompositePolicy(Policy[] parts, SharedBudget spans) {
    this.parts = parts;
    this.spans = spans;
  }

  @Override
  public boolean limited() {
    return true;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].vote(trace, nowNanos) == Vote.SAMPLED
          && spans.take(i, trace.spans(), nowNanos)) {
        return Vote.SAMPLED;
      }
    }
    return Vote.NOT_SAMPLED;
  }
}

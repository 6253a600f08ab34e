package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.policy.SpanPredicate.FlagsHave;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All policies of a processor in the order they are asked: first those that drop, where the first
 * that does ends it; then those that look, where the first that keeps is the one recorded; then,
 * for traces that nothing keeps so far, those that use up a budget. Within each, the order of the
 * configuration. Where the first match is to decide, budgets are asked in their place.
 *
 * <p>Any thread; policies are shared by the shards.
 */
public final class PolicyBook {
  /** No policy keeps the trace. */
  public static final int NOT_SAMPLED = -1;

  private final String[] names;
  private final Policy[] policies;
  private final int[] order;
  private final List<SpanPredicate> predicates;

  /** Makes the policies of a configuration; budgets are asked last. */
  public PolicyBook(List<PolicyConfig> configs) {
    this(configs, false);
  }

  /**
   * Makes the policies of a configuration.
   *
   * @param firstMatch whether policies that use up a budget are asked in their place among the
   *     others
   */
  public PolicyBook(List<PolicyConfig> configs, boolean firstMatch) {
    names = configs.stream().map(PolicyConfig::name).toArray(String[]::new);
    PolicyContext context = context(configs);
    policies = create(configs, context);
    predicates = context.predicates();
    List<Integer> asked = new ArrayList<>();
    for (int stage = 0; stage < 3; stage++) {
      for (int i = 0; i < policies.length; i++) {
        if (stage(policies[i], firstMatch) == stage) {
          asked.add(i);
        }
      }
    }
    order = asked.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * A row has bits of its own for the predicates that come first. Where there are more, what most
   * spans have an answer for comes first, so that most traces are not read again for the others.
   */
  private static PolicyContext context(List<PolicyConfig> configs) {
    PolicyContext context = new PolicyContext();
    create(configs, context);
    if (TraceSummary.wideWords(context.predicates().size()) == 0) {
      return new PolicyContext();
    }
    Comparator<SpanPredicate> commonFirst =
        Comparator.comparing(p -> p instanceof StatusIs || p instanceof FlagsHave ? 0 : 1);
    return new PolicyContext(context.predicates().stream().sorted(commonFirst).toList());
  }

  private static Policy[] create(List<PolicyConfig> configs, PolicyContext context) {
    return configs.stream().map(c -> c.policy().create(context)).toArray(Policy[]::new);
  }

  private static int stage(Policy policy, boolean firstMatch) {
    if (policy instanceof DropPolicy) {
      return 0;
    }
    return policy.limited() && !firstMatch ? 2 : 1;
  }

  /** What to find out of each span. */
  public List<SpanPredicate> predicates() {
    return predicates;
  }

  public int size() {
    return policies.length;
  }

  public String name(int policy) {
    return names[policy];
  }

  /** The names, each at its policy's place. */
  public List<String> names() {
    return Arrays.asList(names);
  }

  /** Whether the outcome depends on what was decided before. */
  public boolean limited() {
    return SubPolicies.anyLimited(policies);
  }

  /** The policy that is asked at a turn, the first at turn 0. */
  public int asked(int turn) {
    return order[turn];
  }

  /** Whether a policy's vote uses up a budget. */
  public boolean limited(int policy) {
    return policies[policy].limited();
  }

  /** What one policy says, which must not be a limited one. */
  public Vote vote(int policy, TraceSummary trace) {
    return policies[policy].vote(trace, 0);
  }

  /**
   * Decides.
   *
   * @return the policy that keeps the trace; {@link #NOT_SAMPLED} if none does; {@link #droppedBy}
   *     of a policy that drops it
   */
  public int decide(TraceSummary trace, long nowNanos) {
    for (int policy : order) {
      Vote vote = policies[policy].vote(trace, nowNanos);
      if (vote == Vote.SAMPLED) {
        return policy;
      }
      if (vote == Vote.DROPPED) {
        return droppedBy(policy);
      }
    }
    return NOT_SAMPLED;
  }

  /**
   * How {@link #decide} says that a policy drops a trace; the same function tells which one it was.
   */
  public static int droppedBy(int policy) {
    return -2 - policy;
  }
}

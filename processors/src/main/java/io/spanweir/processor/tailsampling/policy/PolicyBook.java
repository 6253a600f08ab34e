package io.spanweir.processor.tailsampling.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All policies of a processor in the order they are asked: first those that drop, where the first
 * that does ends it; then those that look, where the first that keeps is the one recorded; then,
 * for traces that nothing keeps so far, those that use up a budget. Within each, the order of the
 * configuration.
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

  /** Makes the policies of a configuration. */
  public PolicyBook(List<PolicyConfig> configs) {
    PolicyContext context = new PolicyContext();
    names = configs.stream().map(PolicyConfig::name).toArray(String[]::new);
    policies = configs.stream().map(c -> c.policy().create(context)).toArray(Policy[]::new);
    predicates = context.predicates();
    List<Integer> asked = new ArrayList<>();
    for (int stage = 0; stage < 3; stage++) {
      for (int i = 0; i < policies.length; i++) {
        if (stage(policies[i]) == stage) {
          asked.add(i);
        }
      }
    }
    order = asked.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int stage(Policy policy) {
    if (policy instanceof DropPolicy) {
      return 0;
    }
    return policy.limited() ? 2 : 1;
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

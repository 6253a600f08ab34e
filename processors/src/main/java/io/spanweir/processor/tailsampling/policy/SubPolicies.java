package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.InvalidConfigException;
import java.util.List;
import java.util.stream.Stream;

/** What policies made of policies share. */
final class SubPolicies {
  private SubPolicies() {}

  /** A drop inside another policy has no meaning of its own: dropping is final. */
  static void refuseDrop(String key, List<PolicyConfig> parts) {
    for (PolicyConfig part : parts) {
      if (part.policy() instanceof DropPolicy.Config) {
        throw new InvalidConfigException(
            key, "has a drop policy inside", "a drop policy in the list of policies itself");
      }
    }
  }

  /**
   * Makes the parts, those that use up a budget last: they are asked only when all others agree.
   */
  static Policy[] create(String key, List<PolicyConfig> parts, PolicyContext context) {
    if (parts.isEmpty()) {
      // All of no policies would keep, or drop, every trace.
      throw new InvalidConfigException(key, "is empty", "one policy or more");
    }
    List<Policy> policies = parts.stream().map(p -> p.policy().create(context)).toList();
    return Stream.concat(
            policies.stream().filter(p -> !p.limited()), policies.stream().filter(Policy::limited))
        .toArray(Policy[]::new);
  }

  static boolean anyLimited(Policy[] parts) {
    for (Policy part : parts) {
      if (part.limited()) {
        return true;
      }
    }
    return false;
  }

  static boolean allSample(Policy[] parts, TraceSummary trace, long nowNanos) {
    for (Policy part : parts) {
      if (part.vote(trace, nowNanos) != Vote.SAMPLED) {
        return false;
      }
    }
    return true;
  }
}

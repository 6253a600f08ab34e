package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Variant;

/** A policy as configured: the block under the key named like its type. */
public interface PolicySpec extends Variant {
  /** Makes the policy; declares the predicates it needs to the context. */
  Policy create(PolicyContext context);

  /** The known types, for the binding of configurations. */
  static Registry<PolicySpec> variants() {
    return Policies.REGISTRY;
  }
}

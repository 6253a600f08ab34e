package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;

class BooleanAttributePolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("boolean_attribute");
  }

  @Override
  protected String defaults() {
    return "Config[key=, value=false, invertMatch=false]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.truth("yes", "yes", true, false),
        TestPolicies.truth("no", "no", false, false),
        TestPolicies.and(
            "not",
            TestPolicies.truth("n", "cached", true, true),
            TestPolicies.spanCount("c", 3, 0)));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        with("yes", true),
        with("no", false),
        List.of(span(1, 1), span(1, 2), span(1, 3)),
        List.of(span(1, 1), span(1, 2), span(1, 3).withAttributes(Map.of("cached", false))));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        with("yes", false),
        with("yes", "true"),
        with("yes", 1L),
        with("no", true),
        with("no", "false"),
        with("no", 0L),
        with("other", true),
        List.of(span(1, 1), span(1, 2), span(1, 3).withAttributes(Map.of("cached", true))));
  }
}

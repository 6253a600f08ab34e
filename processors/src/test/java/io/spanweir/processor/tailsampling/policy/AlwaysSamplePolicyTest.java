package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;

class AlwaysSamplePolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("always_sample");
  }

  @Override
  protected String defaults() {
    return "Config[]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.drop("errors", TestPolicies.status("error", "ERROR")),
        TestPolicies.always("all"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(span(1, 1)),
        List.of(span(1, 1), span(1, 2), span(1, 3)),
        List.of(span(1, 1).withTimes(0, 0)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(List.of(span(1, 1), span(1, 2).withStatus(TestSpan.STATUS_ERROR)));
  }
}

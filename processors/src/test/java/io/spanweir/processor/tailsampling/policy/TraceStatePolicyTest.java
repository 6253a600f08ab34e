package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;

class TraceStatePolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("trace_state");
  }

  @Override
  protected String defaults() {
    return "Config[key=, values=[]]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.traceState("vendor", "vendor", "a", "b=c", ""),
        TestPolicies.traceState("tenant", "t@shop", "9"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        state("vendor=a"),
        state("other=1,vendor=a"),
        state("other=1, vendor=a\t,third=3"),
        state("vendor=b=c"),
        state("t@shop=9"),
        state("x=1,,t@shop=9"),
        state("vendor=" + "y".repeat(200) + ",vendor=a"),
        List.of(span(1, 1).withRest("vendor=z", 0), span(1, 2).withRest("vendor=a", 0)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        List.of(span(1, 1)),
        state("vendor=b"),
        state("vendor=aa"),
        state("vendor="),
        state("vendor"),
        state("vendo=a"),
        state("vendorr=a"),
        state("x=vendor=a"),
        state("shop=9"),
        with("vendor", "a"));
  }

  private static List<TestSpan> state(String state) {
    return List.of(span(1, 1), span(1, 2).withRest(state, 0x101));
  }
}

package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;

class DebugFlagPolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("debug_flag");
  }

  @Override
  protected String defaults() {
    return "Config[]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.debugFlag("asked for"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        with("zipkin.debug", true),
        with("zipkin.debug", "true"),
        with("zipkin.debug", "1"),
        with("zipkin.debug", 1L),
        with("jaeger.debug", true),
        with("jaeger-debug-id", "look here"));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        with("zipkin.debug", false),
        with("zipkin.debug", "false"),
        with("zipkin.debug", 0L),
        with("jaeger.debug", false),
        with("debug", true),
        List.of(span(1, 1).withRest("", 3)));
  }
}

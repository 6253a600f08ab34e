package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.List;

class TraceFlagsPolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("trace_flags");
  }

  @Override
  protected String defaults() {
    return "Config[]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.traceFlags("sampled at the head"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(flags(1), flags(3), flags(0x101), flags(0x301, 0), flags(0, 1));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(flags(0), flags(2), flags(0x100), flags(0x300, 0xfe));
  }

  private static List<TestSpan> flags(int... flags) {
    List<TestSpan> spans = new ArrayList<>();
    for (int f : flags) {
      spans.add(span(1, spans.size() + 1).withRest("", f));
    }
    return spans;
  }
}

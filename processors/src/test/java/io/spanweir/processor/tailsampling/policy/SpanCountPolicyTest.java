package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;

class SpanCountPolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("span_count");
  }

  @Override
  protected String defaults() {
    return "Config[minSpans=0, maxSpans=0]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.spanCount("few", 2, 3), TestPolicies.spanCount("many", 6, 0));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(span(1, 1), span(1, 2)),
        List.of(span(1, 1), span(1, 2), span(1, 3)),
        List.of(span(1, 1), span(1, 2), span(1, 3), span(1, 4), span(1, 5), span(1, 6)),
        List.of(
            span(1, 1), span(1, 2), span(1, 3), span(1, 4), span(1, 5), span(1, 6), span(1, 7)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        List.of(span(1, 1)),
        List.of(span(1, 1), span(1, 2), span(1, 3), span(1, 4)),
        List.of(span(1, 1), span(1, 2), span(1, 3), span(1, 4), span(1, 5)));
  }
}

package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusCodePolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("status_code");
  }

  @Override
  protected String defaults() {
    return "Config[statusCodes=[ERROR]]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.status("ok-or-error", "OK", "ERROR"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(span(1, 1), span(1, 2).withStatus(TestSpan.STATUS_ERROR), span(1, 3)),
        List.of(span(1, 1).withStatus(TestSpan.STATUS_OK)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        List.of(span(1, 1), span(1, 2)),
        List.of(span(1, 1).withStatus(3)),
        List.of(span(1, 1).withStatus(130)));
  }

  @Test
  void refusesToAskForNothing() {
    PolicySpec nothing = new StatusCodePolicy.Config(List.of());
    assertThatThrownBy(() -> nothing.create(new PolicyContext()))
        .isInstanceOf(InvalidConfigException.class);
  }
}

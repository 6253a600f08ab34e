package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotPolicyTest extends PolicyContract {
  private static final PolicyConfig ERRORS = TestPolicies.status("errors", "ERROR");

  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("not");
  }

  @Override
  protected String defaults() {
    return "Config[subPolicy=null]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.not("no-errors", ERRORS));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(List.of(span(1, 1), span(1, 2)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(List.of(span(1, 1), span(1, 2).withStatus(TestSpan.STATUS_ERROR)));
  }

  @Test
  void refusesNoPartAndDropsInside() {
    PolicySpec nothing = new NotPolicy.Config(null);
    assertThatThrownBy(() -> nothing.create(new PolicyContext()))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> TestPolicies.not("a", TestPolicies.drop("d", ERRORS)))
        .isInstanceOf(InvalidConfigException.class);
  }
}

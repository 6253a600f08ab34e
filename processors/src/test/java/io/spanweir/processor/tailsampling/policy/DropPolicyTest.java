package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DropPolicyTest extends PolicyContract {
  private static final PolicyConfig ERRORS = TestPolicies.status("errors", "ERROR");
  private static final PolicyConfig PROBES = TestPolicies.attribute("probes", "probe", "true");

  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("drop");
  }

  @Override
  protected String defaults() {
    return "Config[subPolicies=[]]";
  }

  /** What keeps stands first: dropping comes before it all the same. */
  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.always("all"),
        TestPolicies.drop("quiet-probes", PROBES, TestPolicies.not("fine", ERRORS)));
  }

  private static TestSpan probe(long id) {
    return span(1, id).withAttributes(Map.of("probe", true));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(span(1, 1)),
        List.of(probe(1), span(1, 2).withStatus(TestSpan.STATUS_ERROR)),
        List.of(probe(1).withStatus(TestSpan.STATUS_ERROR)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(List.of(probe(1)), List.of(span(1, 1), probe(2), span(1, 3)));
  }

  @Test
  void theBookSaysWhichOneDropped() {
    PolicyBook book =
        new PolicyBook(List.of(TestPolicies.always("all"), TestPolicies.drop("errors", ERRORS)));
    int decision = book.decide(new TraceSummary().of(1, 1, 1, 0, 1, 1), 0);
    assertThat(PolicyBook.droppedBy(decision)).isEqualTo(1);
    assertThat(book.decide(new TraceSummary().of(1, 1, 0, 0, 1, 1), 0)).isZero();
  }

  @Test
  void refusesNoParts() {
    PolicySpec nothing = new DropPolicy.Config(List.of());
    assertThatThrownBy(() -> nothing.create(new PolicyContext()))
        .isInstanceOf(InvalidConfigException.class);
  }
}

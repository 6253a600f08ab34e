package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AndPolicyTest extends PolicyContract {
  private static final PolicyConfig ERRORS = TestPolicies.status("errors", "ERROR");

  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("and");
  }

  @Override
  protected String defaults() {
    return "Config[subPolicies=[]]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.and("both", ERRORS, TestPolicies.attribute("ada", "user.id", "ada")));
  }

  private static TestSpan error(long id) {
    return span(1, id).withStatus(TestSpan.STATUS_ERROR);
  }

  private static TestSpan ada(long id) {
    return span(1, id).withAttributes(Map.of("user.id", "ada"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(error(1), ada(2)), List.of(span(1, 1), ada(2).withStatus(TestSpan.STATUS_ERROR)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(List.of(error(1), error(2)), List.of(ada(1)), List.of(span(1, 1)));
  }

  @Test
  void aBudgetIsAskedLastAndOnlyWhenAllOthersAgree() {
    PolicyBook book =
        new PolicyBook(
            List.of(
                TestPolicies.and("limited", TestPolicies.rate("rate", 1, 3), ERRORS),
                TestPolicies.status("oks", "OK")));
    TraceSummary ok = new TraceSummary().of(1, 1, 0b10, 0, 3, 1);
    TraceSummary plain = new TraceSummary().of(1, 1, 0, 0, 3, 1);
    TraceSummary both = new TraceSummary().of(1, 1, 0b11, 0, 3, 1);
    TraceSummary error = new TraceSummary().of(1, 1, 0b01, 0, 3, 1);
    assertThat(book.decide(ok, 0)).isEqualTo(1);
    assertThat(book.decide(plain, 0)).isEqualTo(PolicyBook.NOT_SAMPLED);
    assertThat(book.decide(both, 0)).isEqualTo(1);
    assertThat(book.decide(error, 0)).isEqualTo(0);
    assertThat(book.decide(error, 0)).isEqualTo(PolicyBook.NOT_SAMPLED);
  }

  @Test
  void refusesNoPartsAndDropsInside() {
    PolicySpec nothing = new AndPolicy.Config(List.of());
    assertThatThrownBy(() -> nothing.create(new PolicyContext()))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> TestPolicies.and("a", TestPolicies.drop("d", ERRORS)))
        .isInstanceOf(InvalidConfigException.class);
  }
}

package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NumericAttributePolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("numeric_attribute");
  }

  @Override
  protected String defaults() {
    return "Config[key=, minValue=null, maxValue=null, invertMatch=false]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.number("both", "n", 10L, 20L, false),
        TestPolicies.number("from", "from", 0L, null, false),
        TestPolicies.number("to", "to", null, -5L, false),
        TestPolicies.and(
            "n",
            TestPolicies.number("not", "n", 10L, 100L, true),
            TestPolicies.truth("t", "asked", true, false)));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        with("n", 10L),
        with("n", 15L),
        with("n", 20L),
        with("n", 12.5),
        with("n", 20.0),
        with("from", 0L),
        with("from", Long.MAX_VALUE),
        with("from", 1e300),
        with("to", -5L),
        with("to", Long.MIN_VALUE),
        with("asked", true),
        List.of(span(1, 1).withAttributes(Map.of("n", 101L, "asked", true))));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        with("n", 9L),
        with("n", 21L),
        with("n", 9.99),
        with("n", 20.01),
        with("n", "15"),
        with("n", true),
        with("from", -1L),
        with("from", Double.NaN),
        with("from", "x"),
        with("to", -4L),
        with("to", 0L),
        with("m", 15L),
        List.of(span(1, 1).withAttributes(Map.of("n", 100L, "asked", true))));
  }

  @Test
  void boundsThatNothingCanMeetAreRefused() {
    assertThatThrownBy(() -> TestPolicies.number("n", "k", 2L, 1L, false))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("max_value");
    assertThatThrownBy(() -> TestPolicies.number("n", "k", null, null, false))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("missing");
  }
}

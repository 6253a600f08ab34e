package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompositePolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("composite");
  }

  @Override
  protected String defaults() {
    return "Config[maxTotalSpansPerSecond=0, policyOrder=[], subPolicies=[], rateAllocation=[]]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.composite(
            "c",
            10,
            List.of("slow", "errors"),
            Map.of("errors", 50, "slow", 30),
            TestPolicies.status("errors", "ERROR"),
            TestPolicies.latency("slow", 500)));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(span(1, 1), span(1, 2).withStatus(TestSpan.STATUS_ERROR)),
        List.of(span(1, 1).withTimes(START, START + 600_000_000L)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        List.of(span(1, 1)),
        with("a", "b"),
        Stream.iterate(1L, i -> i + 1)
            .limit(8)
            .map(i -> span(1, i).withStatus(TestSpan.STATUS_ERROR))
            .toList());
  }

  private static final long SECOND = 1_000_000_000L;

  private static Policy create(PolicyConfig config) {
    return config.policy().create(new PolicyContext());
  }

  private static int passed(Policy policy, int traces, int spans, long millis, long nowNanos) {
    int passed = 0;
    for (int i = 0; i < traces; i++) {
      TraceSummary trace = new TraceSummary().of(1, i, 0, millis * 1_000_000, spans, 100);
      passed += policy.vote(trace, nowNanos) == Vote.SAMPLED ? 1 : 0;
    }
    return passed;
  }

  /** Slow traces have 60 spans a second of their own, all others 40. */
  private static Policy slowAndRest() {
    return create(
        TestPolicies.composite(
            "c",
            100,
            List.of("slow", "rest"),
            Map.of("slow", 60, "rest", 40),
            TestPolicies.always("rest"),
            TestPolicies.latency("slow", 500)));
  }

  @Test
  void aShareIsGuaranteedAndTheTotalHolds() {
    Policy policy = slowAndRest();
    assertThat(passed(policy, 50, 2, 1, 0)).isEqualTo(20);
    assertThat(passed(policy, 50, 2, 600, 0)).isEqualTo(30);
    int passed = 0;
    for (int tenth = 1; tenth <= 100; tenth++) {
      passed += passed(policy, 10, 2, 1, tenth * SECOND / 10);
      passed += passed(policy, 10, 2, 600, tenth * SECOND / 10);
    }
    assertThat(passed).isEqualTo(500);
  }

  /**
   * The order is that of policy_order, not of the list: a slow trace uses the share of the slow.
   */
  @Test
  void theOrderIsTheOneAskedFor() {
    Policy policy = slowAndRest();
    assertThat(passed(policy, 30, 2, 600, 0)).isEqualTo(30);
    assertThat(passed(policy, 20, 2, 1, 0)).isEqualTo(20);
  }

  @Test
  void whatOneLeavesAnotherMayUse() {
    Policy policy = slowAndRest();
    assertThat(passed(policy, 100, 2, 1, 0)).isEqualTo(20);
    assertThat(passed(policy, 100, 2, 1, SECOND)).isEqualTo(50);
    assertThat(passed(policy, 100, 2, 1, 2 * SECOND)).isEqualTo(50);
    assertThat(passed(policy, 100, 2, 600, 2 * SECOND)).isEqualTo(30);
  }

  @Test
  void onesWithoutAPercentageHaveEqualShares() {
    Policy policy =
        create(
            TestPolicies.composite(
                "c",
                90,
                List.of(),
                Map.of("b", 0),
                TestPolicies.latency("slow", 500),
                TestPolicies.latency("medium", 100),
                TestPolicies.latency("b", 50)));
    assertThat(passed(policy, 90, 1, 60, 0)).isEqualTo(30);
    assertThat(passed(policy, 90, 1, 200, 0)).isEqualTo(30);
    assertThat(passed(policy, 90, 1, 600, 0)).isEqualTo(30);
  }

  @Test
  void moreThanTheWholeIsTheWhole() {
    Policy policy =
        create(
            TestPolicies.composite(
                "c",
                100,
                List.of(),
                Map.of("slow", 100, "rest", 100),
                TestPolicies.latency("slow", 500),
                TestPolicies.always("rest")));
    assertThat(passed(policy, 200, 1, 600, 0)).isEqualTo(100);
  }

  @Test
  void namesThatAreNoSubPolicyAreRefused() {
    assertThatThrownBy(
            () ->
                TestPolicies.composite(
                    "c", 1, List.of("typo"), Map.of(), TestPolicies.always("all")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("typo");
    assertThatThrownBy(
            () ->
                TestPolicies.composite(
                    "c", 1, List.of(), Map.of("typo", 5), TestPolicies.always("all")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("rate_allocation");
  }
}

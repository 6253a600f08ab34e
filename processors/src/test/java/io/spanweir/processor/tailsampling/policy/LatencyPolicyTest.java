package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyPolicyTest extends PolicyContract {
  private static final long MILLI = 1_000_000L;

  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("latency");
  }

  @Override
  protected String defaults() {
    return "Config[thresholdMs=0, upperThresholdMs=0]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(new PolicyConfig("slow", new LatencyPolicy.Config(500, 700)));
  }

  private static TestSpan took(long id, long from, long to) {
    return span(1, id).withTimes(START + from, START + to);
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(took(1, 0, 500 * MILLI + 1)),
        List.of(took(1, 0, 700 * MILLI)),
        List.of(took(1, 0, 10), took(2, 300 * MILLI, 310 * MILLI), took(3, 5, 500 * MILLI + 1)),
        List.of(took(1, 600 * MILLI, 600 * MILLI), took(2, 0, 1)),
        List.of(took(1, 0, 600 * MILLI), span(1, 2).withTimes(0, START + 60_000 * MILLI)));
  }

  /** The last: a part of it would be in bounds, and the Collector takes that part for the whole. */
  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        List.of(took(1, 0, 500 * MILLI)),
        List.of(took(1, 0, 700 * MILLI + 1)),
        List.of(took(1, 0, 300 * MILLI), took(2, 300 * MILLI, 500 * MILLI)),
        List.of(took(1, 600 * MILLI, 0)),
        List.of(took(1, 0, 600 * MILLI), took(2, 600 * MILLI, 900 * MILLI)));
  }

  private static Vote vote(long aboveMillis, long upToMillis, long durationNanos) {
    Policy policy = new LatencyPolicy.Config(aboveMillis, upToMillis).create(new PolicyContext());
    return policy.vote(new TraceSummary().of(1, 1, 0, durationNanos, 1, 1), 0);
  }

  @Test
  void boundsAreExactToTheNanosecond() {
    assertThat(vote(1, 0, MILLI)).isEqualTo(Vote.NOT_SAMPLED);
    assertThat(vote(1, 0, MILLI + 1)).isEqualTo(Vote.SAMPLED);
    assertThat(vote(1, 2, 2 * MILLI)).isEqualTo(Vote.SAMPLED);
    assertThat(vote(1, 2, 2 * MILLI + 1)).isEqualTo(Vote.NOT_SAMPLED);
    assertThat(vote(0, 0, 0)).isEqualTo(Vote.NOT_SAMPLED);
    assertThat(vote(0, 0, 1)).isEqualTo(Vote.SAMPLED);
    assertThat(vote(Long.MAX_VALUE, 0, Long.MAX_VALUE)).isEqualTo(Vote.NOT_SAMPLED);
  }

  @Test
  void refusesBoundsThatNothingMeets() {
    assertThatThrownBy(() -> new LatencyPolicy.Config(-1, 0))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> new LatencyPolicy.Config(500, 500))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> new LatencyPolicy.Config(500, -1))
        .isInstanceOf(InvalidConfigException.class);
  }
}

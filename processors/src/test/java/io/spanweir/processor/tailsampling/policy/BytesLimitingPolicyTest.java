package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class BytesLimitingPolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("bytes_limiting");
  }

  @Override
  protected String defaults() {
    return "Config[bytesPerSecond=0B, burstCapacity=0B]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.bytes("some", 0, 2_000));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(List.of(span(1, 1)), with("short", "x"));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(with("long", "x".repeat(2_000)));
  }

  private static Vote vote(Policy policy, int bytes, long nowNanos) {
    return policy.vote(new TraceSummary().of(1, 1, 0, 0, 1, bytes), nowNanos);
  }

  @Test
  void theBurstIsTwiceTheRateUnlessSaidOtherwise() {
    Policy policy = TestPolicies.bytes("b", 1_000, 0).policy().create(new PolicyContext());
    assertThat(policy.limited()).isTrue();
    assertThat(vote(policy, 2_001, 0)).isEqualTo(Vote.NOT_SAMPLED);
    assertThat(vote(policy, 2_000, 0)).isEqualTo(Vote.SAMPLED);
    assertThat(vote(policy, 500, 499_000_000)).isEqualTo(Vote.NOT_SAMPLED);
    assertThat(vote(policy, 500, 501_000_000)).isEqualTo(Vote.SAMPLED);
  }
}

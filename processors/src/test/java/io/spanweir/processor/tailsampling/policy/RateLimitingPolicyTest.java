package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitingPolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("rate_limiting");
  }

  @Override
  protected String defaults() {
    return "Config[spansPerSecond=0, burstCapacity=0]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.rate("rate", 1, 3));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(List.of(span(1, 1)), List.of(span(1, 1), span(1, 2), span(1, 3)));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(List.of(span(1, 1), span(1, 2), span(1, 3), span(1, 4)));
  }

  @Test
  void theBurstIsTwiceTheRateUnlessItIsSet() {
    assertThat(vote(5, 0, 10)).isEqualTo(Vote.SAMPLED);
    assertThat(vote(5, 0, 11)).isEqualTo(Vote.NOT_SAMPLED);
    assertThat(vote(5, 3, 4)).isEqualTo(Vote.NOT_SAMPLED);
    assertThat(vote(Long.MAX_VALUE, 0, Integer.MAX_VALUE)).isEqualTo(Vote.SAMPLED);
  }

  private static Vote vote(long rate, long burst, int spans) {
    Policy policy = new RateLimitingPolicy.Config(rate, burst).create(new PolicyContext());
    return policy.vote(new TraceSummary().of(1, 1, 0, 0, spans, 1), 0);
  }

  @Test
  void refusesNegativeRates() {
    assertThatThrownBy(() -> new RateLimitingPolicy.Config(-1, 0))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> new RateLimitingPolicy.Config(1, -1))
        .isInstanceOf(InvalidConfigException.class);
  }
}

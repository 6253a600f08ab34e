package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.TestSpan;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProbabilisticPolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("probabilistic");
  }

  @Override
  protected String defaults() {
    return "Config[hashSalt=default-hash-seed, samplingPercentage=0.0]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.share("share", 30));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return traces(true);
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return traces(false);
  }

  private static List<List<TestSpan>> traces(boolean wanted) {
    return LongStream.range(1, 40)
        .map(i -> i * 0x9E3779B97F4A7C15L)
        .filter(id -> ShareOracle.keeps("default-hash-seed", 30, 7, id) == wanted)
        .limit(5)
        .mapToObj(id -> List.of(span(id, 1), span(id, 2)))
        .toList();
  }

  private static boolean votes(String salt, double percent, long idHigh, long idLow) {
    Policy policy = new ProbabilisticPolicy.Config(salt, percent).create(new PolicyContext());
    TraceSummary trace = new TraceSummary().of(idHigh, idLow, 0, 0, 1, 1);
    Vote first = policy.vote(trace, 0);
    assertThat(policy.vote(trace, 1)).isEqualTo(first);
    return first == Vote.SAMPLED;
  }

  @Test
  void keepsTheTracesThatTheCollectorKeeps() {
    Rng rng = new Rng(1);
    for (double percent : new double[] {0.0001, 0.1, 1, 5, 12.5, 33.3333, 50, 99.99}) {
      for (String salt : List.of("default-hash-seed", "tier-2", "é")) {
        for (int i = 0; i < 200; i++) {
          long high = rng.nextLong();
          long low = rng.nextLong();
          assertThat(votes(salt, percent, high, low))
              .isEqualTo(ShareOracle.keeps(salt, percent, high, low));
        }
      }
    }
  }

  /** The hash of "foobar" in the published table of FNV-1a. */
  @Test
  void theOracleIsFnv() {
    assertThat(ShareOracle.fnv("foobar".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new BigInteger("85944171f73967e8", 16));
  }

  @Test
  void thresholdsAreTheCollectors() {
    for (double percent :
        new double[] {1e-12, 1e-7, 0.001, 0.1, 1, 3, 10, 25, 50, 66.6, 75, 99.9999999}) {
      assertThat(ProbabilisticPolicy.threshold(percent / 100))
          .as("%s per cent", percent)
          .isEqualTo(ShareOracle.threshold(percent).longValue());
    }
    assertThat(ProbabilisticPolicy.threshold(1)).isEqualTo(-1L);
    assertThat(ProbabilisticPolicy.threshold(2)).isEqualTo(-1L);
  }

  /**
   * Shares chosen so that the hash of a known trace is the largest that is kept, or the smallest
   * that isn't. One hash of some thousand has so few digits that a double holds such a share.
   */
  @Test
  void theBoundIsExact() {
    Rng rng = new Rng(3);
    int[] found = new int[3];
    for (int i = 0; i < 20_000; i++) {
      long low = rng.id();
      BigDecimal hash = new BigDecimal(ShareOracle.hash("s", 7, low));
      for (int halves = 0; halves <= 2; halves++) {
        BigDecimal bound = hash.add(BigDecimal.valueOf(halves / 2.0));
        double percent = bound.doubleValue() / 0x1p64 * 100;
        if (new BigDecimal(percent / 100 * 0x1p64).compareTo(bound) == 0) {
          found[halves]++;
          assertThat(ShareOracle.keeps("s", percent, 7, low)).isEqualTo(halves > 0);
          assertThat(votes("s", percent, 7, low)).as("%s %%", percent).isEqualTo(halves > 0);
        }
      }
    }
    assertThat(found).as("traces on, half below, and one below the bound").doesNotContain(0);
  }

  @Test
  void noneAndAllAreExact() {
    Rng rng = new Rng(2);
    int kept = 0;
    for (int i = 0; i < 2000; i++) {
      long high = rng.nextLong();
      long low = rng.nextLong();
      assertThat(votes("s", 0, high, low)).isFalse();
      assertThat(votes("s", 100, high, low)).isTrue();
      assertThat(votes("s", 1000, high, low)).isTrue();
      assertThat(votes("", 40, high, low)).isEqualTo(votes("default-hash-seed", 40, high, low));
      kept += votes("s", 40, high, low) ? 1 : 0;
    }
    assertThat(kept).isBetween(720, 880);
  }

  @Test
  void refusesWhatIsNoShare() {
    assertThatThrownBy(() -> new ProbabilisticPolicy.Config("s", -1))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> new ProbabilisticPolicy.Config("s", Double.NaN))
        .isInstanceOf(InvalidConfigException.class);
  }
}

package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.MILLI;
import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.error;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.TailSamplingConfig.Overflow;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys that say when a trace is decided, and in which order policies are asked. */
class KeysTest {
  @Test
  void theRootBringsTheDecisionForward() {
    Sampler sampler =
        Sampler.of(
            Configs.keepingAll().wait(Duration.ofSeconds(30)).afterRoot(Duration.ofSeconds(2)));
    sampler.give(span(1, 2).withParent(1), span(2, 2).withParent(1));
    sampler.pass(10 * SECOND);
    sampler.give(span(1, 1));
    sampler.pass(SECOND);
    sampler.give(span(1, 3).withParent(1), span(1, 4));
    sampler.pass(900 * MILLI);
    assertThat(sampler.out()).isEmpty();
    sampler.pass(200 * MILLI);
    assertThat(sampler.tracesOut()).containsExactly(1L);
    assertThat(sampler.out()).hasSize(4);
    sampler.pass(19 * SECOND);
    assertThat(sampler.tracesOut()).containsExactlyInAnyOrder(1L, 2L);
    sampler.assertEmpty();
  }

  @Test
  void aShortWaitAfterTheRootIsKeptToATenthOfIt() {
    Sampler sampler =
        Sampler.of(
            Configs.keepingAll().wait(Duration.ofSeconds(30)).afterRoot(Duration.ofMillis(50)));
    sampler.pass(3 * MILLI);
    sampler.give(span(1, 1));
    sampler.pass(49 * MILLI);
    assertThat(sampler.out()).isEmpty();
    sampler.pass(7 * MILLI);
    assertThat(sampler.tracesOut()).containsExactly(1L);
  }

  @Test
  void aRootThatComesLateDoesNotPutTheDecisionOff() {
    Sampler sampler =
        Sampler.of(
            Configs.keepingAll().wait(Duration.ofSeconds(5)).afterRoot(Duration.ofSeconds(2)));
    sampler.give(span(1, 2).withParent(1));
    sampler.pass(4 * SECOND);
    sampler.give(span(1, 1));
    sampler.pass(1100 * MILLI);
    assertThat(sampler.out()).hasSize(2);
    sampler.assertEmpty();
  }

  @Test
  void manyTracesWaitForTheirRootsEachByItself() {
    Sampler sampler =
        Sampler.of(
            Configs.keepingAll().wait(Duration.ofSeconds(60)).afterRoot(Duration.ofSeconds(1)));
    for (long trace = 0; trace < 100; trace++) {
      sampler.give(span(trace, 2).withParent(1));
    }
    for (long trace = 0; trace < 100; trace += 2) {
      sampler.give(span(trace, 1));
      sampler.pass(20 * MILLI);
    }
    sampler.pass(1100 * MILLI);
    assertThat(sampler.tracesOut()).hasSize(50).allMatch(trace -> trace % 2 == 0);
    sampler.pass(60 * SECOND);
    assertThat(sampler.tracesOut()).hasSize(100);
    sampler.assertEmpty();
  }

  @Test
  void onArrivalWhatAPolicyWantsLeavesAtOnceAndTheRestIsDropped() {
    Configs config =
        Configs.of(
                TestPolicies.status("errors", "ERROR"),
                TestPolicies.drop("health", TestPolicies.attribute("h", "route", "/health")))
            .onArrival()
            .wait(Duration.ofSeconds(10));
    Sampler sampler = Sampler.of(config);
    sampler.give(span(1, 1), span(2, 1), error(3, 1));
    sampler.pass(100 * MILLI);
    assertThat(sampler.tracesOut()).containsExactly(3L);
    sampler.give(error(1, 2));
    sampler.give(error(4, 1).withAttributes(Map.of("route", "/health")));
    sampler.give(span(3, 2));
    sampler.pass(100 * MILLI);
    assertThat(sampler.tracesOut()).containsExactlyInAnyOrder(1L, 3L);
    assertThat(sampler.out()).hasSize(4);
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(1);
    sampler.pass(10 * SECOND);
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(2);
    sampler.assertEmpty();
  }

  @Test
  void recordingBesideNothingIsRefused() {
    assertThatThrownBy(() -> Configs.keepingAll().record(RecordPolicy.OFF).recordDecision().build())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("record_policy is off");
  }

  @Test
  void onArrivalBudgetsAreRefused() {
    assertThatThrownBy(() -> Configs.of(TestPolicies.rate("r", 1, 1)).onArrival().build())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("budget");
  }

  @Test
  void whatIsOpenAtShutdownCanBeDropped() {
    Sampler sampler = Sampler.of(Configs.keepingAll().dropPending());
    sampler.give(span(1, 1));
    sampler.pass(3 * SECOND);
    sampler.give(span(2, 1), span(3, 1));
    sampler.shutDown(SECOND);
    assertThat(sampler.tracesOut()).containsExactly(1L);
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(2);
    sampler.assertEmpty();
  }

  @Test
  void onTheFirstMatchABudgetIsSpentInItsPlace() {
    Configs config =
        Configs.of(TestPolicies.rate("some", 0, 2), TestPolicies.latency("slow", 1)).firstMatch();
    Sampler sampler = Sampler.of(config);
    sampler.give(span(1, 1), span(2, 1), span(3, 1));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).as("slow ones, whoever keeps them").hasSize(3);
    sampler.give(span(4, 1).withTimes(5, 5));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).as("nothing is left for one that is fast").hasSize(3);
    sampler.assertEmpty();
  }

  /** Ten thousand questions: each trace is still kept by its own and by no other. */
  @Test
  void manyPoliciesKeepWhatTheyAskFor() {
    List<PolicyConfig> policies = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      policies.add(TestPolicies.attribute("user-" + i, "user.id", "u" + i));
      policies.add(TestPolicies.attribute("key-" + i, "key-" + i, "yes"));
    }
    Sampler sampler = Sampler.of(Configs.of(policies.toArray(PolicyConfig[]::new)));
    sampler.give(
        span(1, 1).withAttributes(Map.of("user.id", "u4999")),
        span(2, 1).withAttributes(Map.of("user.id", "u5000")),
        span(3, 1).withAttributes(Map.of("key-77", "yes", "key-78", "no")),
        span(4, 1).withAttributes(Map.of("key-5000", "yes")),
        span(5, 1).withAttributes(Map.of("user.id", "u0")));
    sampler.give(span(4, 2), span(3, 2));
    sampler.pass(3 * SECOND);
    assertThat(sampler.tracesOut()).containsExactlyInAnyOrder(1L, 3L, 5L);
    sampler.assertEmpty();
  }

  @Test
  void whatTheCollectorSaysOfAFullBufferMeansTheSame() {
    assertThat(whenFull(null, null)).isEqualTo(Overflow.REFUSE);
    assertThat(whenFull(true, null)).as("input is blocked").isEqualTo(Overflow.REFUSE);
    assertThat(whenFull(false, null)).as("the oldest gives way").isEqualTo(Overflow.EVICT);
  }

  @Test
  void twoWordsForAFullBufferHaveToAgree() {
    assertThat(whenFull(true, Overflow.REFUSE)).isEqualTo(Overflow.REFUSE);
    assertThat(whenFull(false, Overflow.EVICT)).isEqualTo(Overflow.EVICT);
    assertThat(whenFull(null, Overflow.EVICT)).isEqualTo(Overflow.EVICT);
    for (Overflow overflow : Overflow.values()) {
      assertThatThrownBy(() -> whenFull(overflow == Overflow.EVICT, overflow))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("contradicts overflow")
          .satisfies(
              e -> assertThat(((InvalidConfigException) e).key()).isEqualTo("block_on_overflow"));
    }
  }

  private static Overflow whenFull(@Nullable Boolean block, @Nullable Overflow overflow) {
    return Configs.keepingAll().whenFull(block, overflow).build().whenFull();
  }

  /** Forty spans of 8 KiB and a buffer for fewer. */
  @Test
  void blockingRefusesWhatIsNewAndNotBlockingDecidesWhatIsOld() {
    for (boolean block : new boolean[] {true, false}) {
      Sampler sampler = Sampler.of(Configs.keepingAll().bufferKiB(256).whenFull(block, null));
      for (long trace = 1; trace <= 40; trace++) {
        sampler.offer(
            List.of(span(trace, 1).withAttributes(Map.of("filler", "x".repeat(8 << 10)))));
        sampler.pass(MILLI);
      }
      int taken = sampler.receipts.size();
      if (block) {
        assertThat(taken).isBetween(10, 30);
        assertThat(sampler.out()).as("what is held stays").isEmpty();
      } else {
        assertThat(taken).isEqualTo(40);
        assertThat(sampler.tracesOut()).as("before its wait").contains(1L).doesNotContain(40L);
      }
      sampler.pass(6 * SECOND);
      assertThat(sampler.out()).hasSize(taken);
      sampler.assertEmpty();
    }
  }
}

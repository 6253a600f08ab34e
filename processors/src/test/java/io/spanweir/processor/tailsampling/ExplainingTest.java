package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.MILLI;
import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.error;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.DecisionSource;
import io.spanweir.core.telemetry.DecisionSource.Known;
import io.spanweir.core.telemetry.DecisionSource.Query;
import io.spanweir.core.telemetry.DecisionSource.Query.Outcomes;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.core.telemetry.TraceFate.Decided;
import io.spanweir.core.telemetry.TraceFate.Open;
import io.spanweir.core.telemetry.TraceFate.PolicyVote;
import io.spanweir.core.telemetry.TraceFate.Remembered;
import io.spanweir.core.telemetry.TraceFate.Vote;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestSpan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the sampler says of a trace when it is asked. */
class ExplainingTest {
  private static final long HIGH = 7;

  private static Sampler sampler(PolicyConfig... policies) {
    return Sampler.of(Configs.of(policies));
  }

  private static DecisionSource source(Sampler sampler) {
    List<DecisionSource> sources = sampler.process.decisions().sources();
    assertThat(sources).hasSize(1);
    assertThat(sources.get(0).component()).isEqualTo(Sampler.ACCOUNT);
    return sources.get(0);
  }

  private static Known ask(Sampler sampler, long trace) {
    CompletableFuture<Known> answer = source(sampler).trace(HIGH, trace);
    sampler.pass(0);
    return answer.join();
  }

  private static Decided decided(Sampler sampler, long trace) {
    List<TraceFate> fates = ask(sampler, trace).fates();
    assertThat(fates).hasSize(1);
    assertThat(fates.get(0)).isInstanceOf(Decided.class);
    return (Decided) fates.get(0);
  }

  private static Open open(Sampler sampler, long trace) {
    List<TraceFate> fates = ask(sampler, trace).fates();
    assertThat(fates).hasSize(1);
    assertThat(fates.get(0)).isInstanceOf(Open.class);
    return (Open) fates.get(0);
  }

  private static List<Decided> recent(Sampler sampler, String policy, Outcomes which, int limit) {
    CompletableFuture<List<Decided>> answer =
        source(sampler).recent(new Query(policy, which, limit));
    sampler.pass(0);
    return answer.join();
  }

  private static PolicyVote vote(String policy, Vote vote) {
    return new PolicyVote(policy, vote, Vote.NOT_ASKED);
  }

  private static PolicyVote wouldVote(String policy, Vote would) {
    return new PolicyVote(policy, Vote.NOT_ASKED, would);
  }

  private static PolicyConfig health() {
    return TestPolicies.drop("health", TestPolicies.attribute("h", "route", "/health"));
  }

  private static PolicyConfig[] some() {
    return new PolicyConfig[] {
      TestPolicies.rate("some", 1, 1),
      TestPolicies.status("errors", "ERROR"),
      TestPolicies.latency("slow", 1000),
      TestPolicies.always("all"),
      health()
    };
  }

  @Test
  void saysWhoKeptAndWhatTheOthersWouldHaveSaid() {
    Sampler sampler = sampler(some());
    long before = sampler.loops.clock().epochNanos();
    sampler.give(error(1, 1).withTimes(1, 1 + 500 * MILLI), span(1, 2).withTimes(1, 2));
    sampler.pass(3 * SECOND);
    Decided d = decided(sampler, 1);
    assertThat(d.kept()).isTrue();
    assertThat(d.policy()).isEqualTo("errors");
    assertThat(d.reason()).isEqualTo("decision_wait");
    assertThat(d.decidedEpochNanos() - before).isBetween(2 * SECOND, 2 * SECOND + 20 * MILLI);
    assertThat(d.spans()).isEqualTo(2);
    assertThat(d.durationNanos()).isEqualTo(500 * MILLI);
    assertThat(d.bytes()).isGreaterThan(50);
    assertThat(d.idLow()).isEqualTo(1);
    assertThat(d.votes())
        .containsExactly(
            vote("health", Vote.NOT_SAMPLED),
            vote("errors", Vote.SAMPLED),
            wouldVote("slow", Vote.NOT_SAMPLED),
            wouldVote("all", Vote.SAMPLED),
            wouldVote("some", Vote.NOT_ASKED));
  }

  @Test
  void saysWhoDroppedAndThatNobodyWantedIt() {
    Sampler sampler = sampler(TestPolicies.status("errors", "ERROR"), health());
    sampler.give(error(1, 1).withAttributes(Map.of("route", "/health")), span(2, 1));
    sampler.pass(3 * SECOND);
    Decided byPolicy = decided(sampler, 1);
    assertThat(byPolicy.kept()).isFalse();
    assertThat(byPolicy.policy()).isEqualTo("health");
    assertThat(byPolicy.votes())
        .containsExactly(vote("health", Vote.DROPPED), wouldVote("errors", Vote.SAMPLED));
    Decided byNobody = decided(sampler, 2);
    assertThat(byNobody.kept()).isFalse();
    assertThat(byNobody.policy()).isNull();
    assertThat(byNobody.votes())
        .containsExactly(vote("health", Vote.NOT_SAMPLED), vote("errors", Vote.NOT_SAMPLED));
  }

  @Test
  void saysHowItStandsWithAnOpenOne() {
    Sampler sampler = sampler(some());
    sampler.give(span(1, 1).withTimes(1, 1 + 3 * SECOND));
    sampler.pass(1500 * MILLI);
    Open open = open(sampler, 1);
    assertThat(open.spans()).isEqualTo(1);
    assertThat(open.ageNanos()).isBetween(1400 * MILLI, 1600 * MILLI);
    assertThat(open.dueNanos()).isBetween(400 * MILLI, 600 * MILLI);
    assertThat(open.durationNanos()).isEqualTo(3 * SECOND);
    assertThat(open.votes())
        .containsExactly(
            wouldVote("health", Vote.NOT_SAMPLED),
            wouldVote("errors", Vote.NOT_SAMPLED),
            wouldVote("slow", Vote.SAMPLED),
            wouldVote("all", Vote.SAMPLED),
            wouldVote("some", Vote.NOT_ASKED));
    assertThat(ask(sampler, 2).fates()).isEmpty();
    assertThat(ask(sampler, 2).complete()).isTrue();
  }

  @Test
  void countsLateSpansOfKeptAndOfDroppedOnes() {
    Sampler sampler = sampler(TestPolicies.status("errors", "ERROR"));
    sampler.give(error(1, 1), span(2, 1));
    sampler.pass(3 * SECOND);
    sampler.give(span(1, 2), span(1, 3), span(2, 2));
    sampler.pass(SECOND);
    sampler.next.hasRoom(() -> false);
    sampler.give(span(1, 4));
    sampler.pass(SECOND);
    assertThat(decided(sampler, 1).lateSpans()).isEqualTo(3);
    assertThat(decided(sampler, 1).waitingSpans()).isEqualTo(1);
    assertThat(decided(sampler, 2).lateSpans()).isEqualTo(1);
    assertThat(decided(sampler, 1).spans()).isEqualTo(1);
  }

  @Test
  void saysWhyADecisionCameWhenItDid() {
    Sampler sampler =
        Sampler.of(
            Configs.keepingAll()
                .wait(Duration.ofSeconds(9))
                .afterRoot(Duration.ofSeconds(1))
                .traceBytesMax(10_000)
                .dropPending());
    sampler.give(span(1, 1), span(2, 2).withParent(1));
    for (int i = 2; i < 200; i++) {
      sampler.give(span(3, i).withParent(1));
    }
    sampler.pass(500 * MILLI);
    assertThat(open(sampler, 1).ageNanos()).as("after its root nobody knows").isEqualTo(-1);
    assertThat(open(sampler, 2).ageNanos()).isGreaterThan(400 * MILLI);
    sampler.pass(SECOND);
    assertThat(decided(sampler, 1).reason()).isEqualTo("decision_wait_after_root_received");
    Decided large = decided(sampler, 3);
    assertThat(large.reason()).isEqualTo("maximum_trace_size_bytes");
    assertThat(large.votes()).as("nobody was asked").isEmpty();
    sampler.give(span(4, 2).withParent(1));
    sampler.pass(8 * SECOND);
    assertThat(decided(sampler, 2).reason()).isEqualTo("decision_wait");
    DecisionSource source = source(sampler);
    sampler.shutDown(SECOND);
    CompletableFuture<Known> answer = source.trace(HIGH, 4);
    sampler.pass(0);
    Decided atTheEnd = (Decided) answer.join().fates().get(0);
    assertThat(atTheEnd.reason()).isEqualTo("shutdown");
    assertThat(atTheEnd.votes()).isEmpty();
  }

  @Test
  void saysWhenARecordIsGoneAndWhatIsLeft() {
    Sampler sampler = Sampler.of(Configs.keepingErrors().records(4));
    sampler.give(error(1, 1), span(2, 1));
    sampler.pass(3 * SECOND);
    for (int i = 10; i < 14; i++) {
      sampler.give(span(i, 1));
    }
    sampler.pass(3 * SECOND);
    assertThat(ask(sampler, 1).fates()).containsExactly(new Remembered(true, "errors"));
    assertThat(ask(sampler, 2).fates()).containsExactly(new Remembered(false, null));
    Known unknown = ask(sampler, 3);
    assertThat(unknown.fates()).isEmpty();
    assertThat(unknown.complete()).isFalse();
    assertThat(unknown.sinceEpochNanos())
        .isEqualTo(decided(sampler, 10).decidedEpochNanos())
        .isPositive();
  }

  @Test
  void readsOldDecisionsByThePoliciesThatTookThem() {
    Configs config = Configs.keepingErrors();
    Sampler sampler = Sampler.of(config);
    sampler.give(error(1, 1));
    sampler.pass(3 * SECOND);
    for (int i = 0; i < 20; i++) {
      String name = "n" + i;
      assertThat(
              sampler.processor.reconfigure(
                  config.build().withPolicies(List.of(TestPolicies.always(name)))))
          .isTrue();
      if (i == 0) {
        Decided d = decided(sampler, 1);
        assertThat(d.policy()).isEqualTo("errors");
        assertThat(d.policiesChanged()).isTrue();
        assertThat(d.votes()).containsExactly(vote("errors", Vote.SAMPLED));
        sampler.give(span(2, 1));
        sampler.pass(0);
        assertThat(open(sampler, 2).votes()).containsExactly(wouldVote("n0", Vote.SAMPLED));
      }
    }
    assertThat(open(sampler, 2).votes())
        .as("bits of other policies say nothing")
        .containsExactly(wouldVote("n19", Vote.NOT_ASKED));
    Decided old = decided(sampler, 1);
    assertThat(old.kept()).isTrue();
    assertThat(old.policy()).isNull();
    assertThat(old.votes()).isEmpty();
  }

  @Test
  void listsRecentOnesOfAllShardsLatestFirst() {
    Sampler sampler =
        new Sampler(
            Configs.of(
                TestPolicies.status("errors", "ERROR"), TestPolicies.attribute("u", "user", "x")),
            3,
            3,
            Wiring.ONE_CORE,
            64L << 20);
    for (int i = 1; i <= 30; i++) {
      TestSpan span = i % 3 == 0 ? error(i, 1) : span(i, 1);
      sampler.give(i % 5 == 0 ? span.withAttributes(Map.of("user", "x")) : span);
      sampler.pass(100 * MILLI);
    }
    sampler.pass(3 * SECOND);
    assertThat(recent(sampler, "", Outcomes.BOTH, 4))
        .extracting(Decided::idLow)
        .containsExactly(30L, 29L, 28L, 27L);
    assertThat(recent(sampler, "u", Outcomes.BOTH, 100))
        .extracting(Decided::idLow)
        .containsExactly(25L, 20L, 10L, 5L);
    assertThat(recent(sampler, "u", Outcomes.DROPPED, 100)).isEmpty();
    assertThat(recent(sampler, "none", Outcomes.BOTH, 100)).isEmpty();
    assertThat(recent(sampler, "", Outcomes.KEPT, 100)).hasSize(14).allMatch(Decided::kept);
    assertThat(recent(sampler, "", Outcomes.DROPPED, 3))
        .extracting(Decided::idLow)
        .containsExactly(29L, 28L, 26L);
  }

  /** More records than are looked at in one turn. */
  @Test
  void looksThroughManyRecordsPieceByPiece() {
    Sampler sampler = sampler(TestPolicies.status("errors", "ERROR"));
    sampler.give(error(1, 1));
    sampler.pass(3 * SECOND);
    for (int i = 0; i < 10; i++) {
      int base = 1000 * i + 10;
      sampler.give(IntStream.range(0, 1000).mapToObj(n -> span(base + n, 1)).toList());
    }
    sampler.pass(3 * SECOND);
    assertThat(recent(sampler, "errors", Outcomes.BOTH, 10))
        .extracting(Decided::idLow)
        .containsExactly(1L);
  }

  /** Answers that a row has no bit for are only known while it is decided. */
  @Test
  void saysNothingOfAnswersThatAreNotKept() {
    PolicyConfig[] policies =
        IntStream.range(0, 100)
            .mapToObj(i -> TestPolicies.attribute("p" + i, "k" + i, "v"))
            .toArray(PolicyConfig[]::new);
    Sampler sampler = sampler(policies);
    sampler.give(span(1, 1).withAttributes(Map.of("k80", "v", "k90", "v")));
    sampler.give(span(2, 1).withAttributes(Map.of("k3", "v")));
    sampler.pass(3 * SECOND);
    Decided wide = decided(sampler, 1);
    assertThat(wide.policy()).isEqualTo("p80");
    assertThat(wide.votes()).contains(vote("p79", Vote.NOT_SAMPLED), vote("p80", Vote.SAMPLED));
    assertThat(wide.votes()).contains(wouldVote("p90", Vote.NOT_ASKED));
    Decided narrow = decided(sampler, 2);
    assertThat(narrow.votes()).contains(wouldVote("p90", Vote.NOT_SAMPLED));
  }
}

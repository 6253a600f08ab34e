package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.telemetry.DecisionSource.Query;
import io.spanweir.core.telemetry.DecisionSource.Query.Outcomes;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.core.telemetry.TraceFate.Decided;
import io.spanweir.core.telemetry.TraceFate.Open;
import io.spanweir.core.telemetry.TraceFate.PolicyVote;
import io.spanweir.core.telemetry.TraceFate.Remembered;
import io.spanweir.core.telemetry.TraceFate.Vote;
import io.spanweir.deploy.DecisionAnswer.OfTrace;
import io.spanweir.deploy.DecisionAnswer.Recent;
import io.spanweir.deploy.DecisionAnswer.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers as they are written, which is how the documentation shows them. */
class DecisionPagesTest {
  private static final long MILLI = 1_000_000L;
  private static final TraceIds ID = new TraceIds(0x5b8efff798038103L, 0xd269b633813fc60cL);
  private static final String COMPONENT = "traces:tail_sampling";
  private static final Path DOCS = Path.of("../docs/decisions-asked-for.md");

  private static PolicyVote vote(String policy, Vote vote, Vote would) {
    return new PolicyVote(policy, vote, would);
  }

  private static final Decided KEPT =
      new Decided(
          ID.high(),
          ID.low(),
          true,
          "errors",
          "decision_wait",
          1_790_000_000_250L * MILLI,
          12,
          1,
          0,
          4096,
          701 * MILLI + 250_000,
          false,
          List.of(
              vote("health-checks", Vote.NOT_SAMPLED, Vote.NOT_ASKED),
              vote("errors", Vote.SAMPLED, Vote.NOT_ASKED),
              vote("slow", Vote.NOT_ASKED, Vote.SAMPLED),
              vote("some-of-all", Vote.NOT_ASKED, Vote.NOT_ASKED)));

  private static final Open OPEN =
      new Open(
          3,
          900,
          20 * MILLI,
          1_500 * MILLI,
          28_500 * MILLI,
          List.of(
              vote("errors", Vote.NOT_ASKED, Vote.NOT_SAMPLED),
              vote("slow", Vote.NOT_ASKED, Vote.NOT_SAMPLED)));

  private static Said said(TraceFate fate) {
    return new Said(COMPONENT, List.of("otlp"), fate);
  }

  private static OfTrace trace(TraceFate fate) {
    return new OfTrace(ID, List.of(said(fate)), "");
  }

  private static void documented(String page) throws Exception {
    assertThat(Files.readString(DOCS)).contains("\n" + page + "```\n");
  }

  @Test
  void theDocumentationShowsWhatIsAnswered() throws Exception {
    documented(DecisionJson.of(trace(KEPT)));
    documented(DecisionText.of(trace(KEPT)));
    documented(DecisionText.of(trace(OPEN)));
    documented(DecisionText.of(trace(new Remembered(true, "errors"))));
    documented(DecisionJson.of(new Recent(List.of(said(KEPT)))));
    documented(
        DecisionText.of(
            new OfTrace(
                ID, List.of(), "not seen: no span of this trace has come since the start")));
  }

  @Test
  void anOpenOneSaysHowItStands() {
    assertThat(DecisionJson.of(trace(OPEN)))
        .contains("\"outcome\": \"open\"", "\"ageMillis\": 1500,", "\"dueInMillis\": 28500,")
        .contains("\"vote\": \"not_asked\",\n          \"would\": \"not_sampled\"")
        .doesNotContain("exportedTo");
    Open unclear = new Open(1, 8, 0, -1, -1, List.of());
    assertThat(DecisionJson.of(trace(unclear))).contains("\"ageMillis\": null,");
    assertThat(DecisionText.of(trace(unclear))).contains("waits at traces:tail_sampling\n");
  }

  @Test
  void namesAreEscaped() {
    String name = "a\"b\\c\n\u0007\u00e9\ud83d\ude00\ud800";
    TraceFate fate = new Remembered(true, name);
    assertThat(DecisionJson.of(trace(fate)))
        .contains("\"policy\": \"a\\\"b\\\\c\\u000a\\u0007\u00e9\\ud83d\\ude00\\ud800\"");
    assertThat(DecisionText.of(trace(new Remembered(true, "x\u001b[2J\ny"))))
        .contains("kept by x?[2J?y\n");
    assertThat(DecisionJson.error("no \"x\"")).isEqualTo("{\n  \"error\": \"no \\\"x\\\"\"\n}\n");
  }

  /** An answer is bounded whatever the number of policies. */
  @Test
  void ofVeryManyPoliciesOnlyThoseThatSayMoreThanNo() {
    List<PolicyVote> votes = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      votes.add(vote("p" + i, Vote.NOT_SAMPLED, Vote.NOT_ASKED));
    }
    votes.add(vote("decides", Vote.DROPPED, Vote.NOT_ASKED));
    Decided d = new Decided(1, 2, false, "decides", "evicted", 0, 1, 0, 0, 8, 0, true, votes);
    assertThat(DecisionJson.of(trace(d)))
        .hasSizeLessThan(1_000)
        .contains("\"policy\": \"decides\"", "\"votesLeftOut\": 10000");
    assertThat(DecisionText.of(trace(d)))
        .contains("drop, which decided it", "and 10000 more", "it was the oldest")
        .contains("other policies have taken over since");
  }

  @Test
  void questionsAreReadStrictly() throws Exception {
    assertThat(DecisionQuestions.query("")).isEqualTo(new Query("", Outcomes.BOTH, 20));
    assertThat(DecisionQuestions.query("policy=a%20b%26&outcome=kept&limit=1000"))
        .isEqualTo(new Query("a b&", Outcomes.KEPT, 1000));
    for (String bad :
        List.of("limit=0", "limit=1001", "limit=x", "outcome=maybe", "polcy=a", "policy=%zz")) {
      assertThatThrownBy(() -> DecisionQuestions.query(bad))
          .as(bad)
          .isInstanceOf(BadQuestionException.class);
    }
    assertThat(TraceIds.parse("5B8EFFF798038103d269b633813fc60c")).isEqualTo(ID);
    assertThat(ID).hasToString("5b8efff798038103d269b633813fc60c");
    for (String bad : List.of("", "0".repeat(32), "1".repeat(31), "1".repeat(33), "g".repeat(32))) {
      assertThatThrownBy(() -> TraceIds.parse(bad))
          .as(bad)
          .isInstanceOf(BadQuestionException.class)
          .hasMessageContaining("32 hexadecimal digits");
    }
    assertThatThrownBy(() -> TraceIds.parse("é".repeat(5000))).hasMessageMatching("(?s).{0,160}");
  }
}

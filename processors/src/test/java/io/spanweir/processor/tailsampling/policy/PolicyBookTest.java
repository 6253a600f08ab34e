package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyBookTest {
  private static final ExampleTrace PLAIN = ExampleTrace.PLAIN;
  private static final ExampleTrace ERROR = PLAIN.withStatuses(0, 2);

  private static PolicyBook book(PolicyConfig... policies) {
    return new PolicyBook(List.of(policies));
  }

  private static int decide(PolicyBook book, ExampleTrace trace) {
    return book.decide(trace.summary(book.predicates()), 0);
  }

  @Test
  void theFirstThatKeepsIsTheOneRecorded() {
    PolicyBook book =
        book(
            TestPolicies.latency("slow", 500),
            TestPolicies.status("errors", "ERROR"),
            TestPolicies.always("all"));
    assertThat(decide(book, ERROR.lasting(600_000_000))).isEqualTo(0);
    assertThat(decide(book, ERROR)).isEqualTo(1);
    assertThat(decide(book, PLAIN)).isEqualTo(2);
    assertThat(book.names()).containsExactly("slow", "errors", "all");
    assertThat(book.name(1)).isEqualTo("errors");
    assertThat(book.size()).isEqualTo(3);
  }

  @Test
  void noneThatKeepsIsADrop() {
    assertThat(decide(book(TestPolicies.status("errors", "ERROR")), PLAIN))
        .isEqualTo(PolicyBook.NOT_SAMPLED);
    assertThat(decide(book(), PLAIN)).isEqualTo(PolicyBook.NOT_SAMPLED);
  }

  @Test
  void aDropGoesBeforeWhatKeepsWhereverItStands() {
    PolicyConfig health =
        TestPolicies.drop("health", TestPolicies.attribute("h", "route", "/health"));
    PolicyBook book = book(TestPolicies.always("all"), TestPolicies.rate("r", 1, 1), health);
    int decision = decide(book, PLAIN.withTexts("route", "/health"));
    assertThat(decision).isNotEqualTo(PolicyBook.NOT_SAMPLED).isNegative();
    assertThat(PolicyBook.droppedBy(decision)).isEqualTo(2);
    assertThat(decide(book, PLAIN)).isZero();
  }

  @Test
  void everyDropIsToldFromEveryOtherAnswer() {
    for (int policy = 0; policy < 100; policy++) {
      int decision = PolicyBook.droppedBy(policy);
      assertThat(decision).isNegative().isNotEqualTo(PolicyBook.NOT_SAMPLED);
      assertThat(PolicyBook.droppedBy(decision)).isEqualTo(policy);
    }
  }

  /** First in the file, yet a token is spent only on what nothing else keeps. */
  @Test
  void budgetsComeLast() {
    PolicyBook book =
        book(
            TestPolicies.rate("some", 0, 30),
            TestPolicies.and(
                "nested", TestPolicies.rate("r", 0, 10), TestPolicies.latency("slow", 500)),
            TestPolicies.status("errors", "ERROR"));
    for (int i = 0; i < 50; i++) {
      assertThat(decide(book, ERROR)).isEqualTo(2);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(decide(book, PLAIN)).isZero();
    }
    assertThat(decide(book, PLAIN)).isEqualTo(PolicyBook.NOT_SAMPLED);
    assertThat(decide(book, PLAIN.lasting(600_000_000))).isEqualTo(1);
    assertThat(decide(book, PLAIN.lasting(600_000_000))).isEqualTo(PolicyBook.NOT_SAMPLED);
  }

  /** A drop that counts is still a drop, and is asked before all else. */
  @Test
  void aDropWithABudgetInsideDropsFirst() {
    PolicyBook book =
        book(
            TestPolicies.always("all"),
            TestPolicies.drop("first ten", TestPolicies.rate("r", 0, 10)));
    assertThat(PolicyBook.droppedBy(decide(book, PLAIN))).isEqualTo(1);
    assertThat(decide(book, PLAIN)).isZero();
  }

  @Test
  void policiesShareTheBitsOfEqualQuestions() {
    PolicyBook book =
        book(
            TestPolicies.status("errors", "ERROR"),
            TestPolicies.drop("d", TestPolicies.attribute("v", "tier", "vip")),
            TestPolicies.and(
                "both",
                TestPolicies.attribute("v", "tier", "vip"),
                TestPolicies.not("n", TestPolicies.status("e", "ERROR", "OK"))));
    assertThat(book.predicates())
        .containsExactly(new StatusIs(2), new AttributeIn("tier", List.of("vip")), new StatusIs(1));
  }

  private static PolicyBook asking(int questions) {
    List<PolicyConfig> policies = new ArrayList<>();
    for (int i = 0; i < questions; i++) {
      policies.add(TestPolicies.attribute("p" + i, "k" + i, "v"));
    }
    return new PolicyBook(policies);
  }

  @Test
  void everyQuestionHasItsBit() {
    for (int questions : new int[] {1, 63, 64, 65, 127, 128, 300}) {
      PolicyBook book = asking(questions);
      assertThat(book.predicates()).hasSize(questions);
      for (int i = 0; i < questions; i++) {
        assertThat(decide(book, PLAIN.withTexts("k" + i, "v"))).isEqualTo(i);
      }
      assertThat(decide(book, PLAIN)).isEqualTo(PolicyBook.NOT_SAMPLED);
    }
  }

  /** Answers beyond the row's word cost another look at the trace, so common ones are not there. */
  @Test
  void whatMostSpansAnswerComesFirstWhereThereAreManyQuestions() {
    List<PolicyConfig> policies = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      policies.add(TestPolicies.attribute("p" + i, "k" + i, "v"));
    }
    policies.add(TestPolicies.status("ok", "OK"));
    assertThat(new PolicyBook(policies).predicates().get(0)).isEqualTo(new StatusIs(1));
  }

  @Test
  void takesTenThousandPoliciesButNotAnyNumberOfQuestions() {
    PolicyBook book = asking(10_000);
    assertThat(decide(book, PLAIN.withTexts("k9999", "v"))).isEqualTo(9_999);
    assertThatThrownBy(() -> asking(PolicyContext.PREDICATES_MAX + 1))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("65536");
  }

  /** Where the first match decides, a budget is spent where it stands in the file. */
  @Test
  void budgetsAreAskedInTheirPlaceWhereTheFirstMatchDecides() {
    PolicyConfig rate = TestPolicies.rate("some", 0, 30);
    PolicyConfig errors = TestPolicies.status("errors", "ERROR");
    PolicyConfig drop = TestPolicies.drop("d", TestPolicies.attribute("h", "route", "/health"));
    PolicyBook book = new PolicyBook(List.of(rate, errors, drop), true);
    assertThat(PolicyBook.droppedBy(decide(book, ERROR.withTexts("route", "/health"))))
        .isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      assertThat(decide(book, ERROR)).isZero();
    }
    assertThat(decide(book, ERROR)).isEqualTo(1);
    assertThat(book.limited()).isTrue();
    assertThat(new PolicyBook(List.of(errors, drop)).limited()).isFalse();
  }
}

package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.error;
import static io.spanweir.processor.tailsampling.Sampler.keys;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole traces, decided once, and what comes late. */
class DecidingTest {
  private static final long START = 1_767_225_600_000_000_000L;

  @Test
  void aTraceOverSeveralRequestsLeavesWholeOrNotAtAll() {
    Sampler sampler = Sampler.of(Configs.keepingErrors());
    sampler.give(span(1, 10), span(2, 20));
    sampler.pass(SECOND);
    sampler.give(error(1, 11), span(2, 21));
    sampler.give(span(1, 12));
    assertThat(sampler.out()).isEmpty();
    sampler.pass(2 * SECOND);
    assertThat(sampler.out()).isEqualTo(keys(span(1, 10), error(1, 11), span(1, 12)));
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(2);
    assertThat(sampler.traces(Term.KEPT)).isEqualTo(1);
    assertThat(sampler.traces(Term.DROPPED)).isEqualTo(1);
    sampler.assertEmpty();
  }

  @Test
  void theWaitBeginsWithTheFirstSpan() {
    Sampler sampler = Sampler.of(Configs.keepingAll());
    sampler.give(span(1, 10));
    sampler.pass(SECOND + SECOND / 2);
    sampler.give(span(1, 11));
    assertThat(sampler.out()).isEmpty();
    sampler.pass(SECOND - SECOND / 4);
    assertThat(sampler.out()).hasSize(2);
  }

  @Test
  void lateSpansFollow() {
    Sampler sampler = Sampler.of(Configs.keepingErrors());
    sampler.give(error(1, 10), span(2, 20));
    sampler.pass(3 * SECOND);
    RecordingReceipt late = sampler.give(span(1, 11), error(2, 21), span(1, 12));
    sampler.pass(SECOND / 10);
    assertThat(late.answer()).isEqualTo(Answer.ACCEPTED);
    assertThat(sampler.out()).isEqualTo(keys(error(1, 10), span(1, 11), span(1, 12)));
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(2);
    assertThat(sampler.traces(Term.RECEIVED)).isEqualTo(2);
    sampler.pass(5 * SECOND);
    sampler.assertEmpty();
  }

  /** There it means no caches, but late spans follow what is still known of decided traces. */
  @Test
  void cachesOfTheCollectorsDefaultSizeRememberToo() {
    Sampler sampler = Sampler.of(Configs.keepingErrors().caches(0, 0));
    sampler.give(error(1, 10), span(2, 20));
    sampler.pass(3 * SECOND);
    sampler.give(span(1, 11), error(2, 21));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).isEqualTo(keys(error(1, 10), span(1, 11)));
    assertThat(sampler.traces(Term.RECEIVED)).isEqualTo(2);
    sampler.assertEmpty();
  }

  @Test
  void theSameSpanTwiceLeavesOnce() {
    Sampler sampler = Sampler.of(Configs.keepingAll());
    TestSpan other = span(1, 10).withStatus(TestSpan.STATUS_OK);
    sampler.give(span(1, 10), span(1, 11), span(1, 10));
    sampler.give(span(1, 10), other);
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).isEqualTo(keys(span(1, 10), span(1, 11), other));
    assertThat(sampler.spans(Term.DUPLICATE)).isEqualTo(2);
    sampler.assertEmpty();
  }

  @Test
  void timesAreDataAndNeverControl() {
    Sampler sampler = Sampler.of(Configs.of(TestPolicies.latency("slow", 500)));
    sampler.give(
        span(1, 10).withTimes(0, 0),
        span(2, 20).withTimes(0, START),
        span(3, 30).withTimes(START, START - 9 * SECOND),
        span(4, 40).withTimes(START, Long.MAX_VALUE),
        span(5, 50).withTimes(-1, -1),
        span(6, 60).withTimes(START, -1),
        span(7, 70).withTimes(Long.MAX_VALUE, START));
    sampler.pass(SECOND);
    assertThat(sampler.out()).as("decided before the wait was over").isEmpty();
    sampler.pass(SECOND + SECOND / 4);
    assertThat(sampler.tracesOut()).containsExactly(4L);
    assertThat(sampler.traces(Term.DROPPED)).isEqualTo(6);
    sampler.assertEmpty();
  }

  @Test
  void aDurationDoesNotHangOnHowItsSpansCame() {
    TestSpan backwards = span(1, 10).withTimes(START + 8 * SECOND, START);
    TestSpan early = span(1, 11).withTimes(START, START + 1);
    for (List<List<TestSpan>> requests :
        List.of(
            List.of(List.of(backwards, early)),
            List.of(List.of(backwards), List.of(early)),
            List.of(List.of(early), List.of(backwards)))) {
      Sampler sampler = Sampler.of(Configs.of(TestPolicies.latency("slow", 7_999)));
      requests.forEach(sampler::give);
      sampler.pass(3 * SECOND);
      assertThat(sampler.out()).as("%s", requests).hasSize(2);
    }
  }

  @Test
  void anEmptyBatchIsAcceptedAndSettled() {
    Sampler sampler = Sampler.of(Configs.keepingAll());
    RecordingReceipt receipt = sampler.give();
    assertThat(receipt.answer()).isEqualTo(Answer.ACCEPTED);
    assertThat(receipt.isSettled()).isTrue();
    sampler.assertEmpty();
  }

  @Test
  void aTraceThatIsTooLargeIsDroppedAtOnceWithWhatFollows() {
    Sampler sampler = Sampler.of(Configs.keepingAll().traceBytesMax(1000));
    for (int i = 0; i < 20; i++) {
      sampler.give(span(1, 10 + i));
    }
    sampler.give(span(2, 99));
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(20);
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).isEqualTo(keys(span(2, 99)));
    sampler.assertEmpty();
  }

  @Test
  void whatDropsIsAskedBeforeWhatKeeps() {
    Sampler sampler =
        Sampler.of(
            Configs.of(
                TestPolicies.always("all"),
                TestPolicies.drop("noise", TestPolicies.attribute("probe", "probe", "true"))));
    sampler.give(span(1, 10), span(2, 20).withAttributes(Map.of("probe", true)), span(2, 21));
    sampler.pass(3 * SECOND);
    assertThat(sampler.tracesOut()).containsExactly(1L);
    sampler.assertEmpty();
  }

  @Test
  void aBudgetGoesToTracesThatNothingElseKeeps() {
    Sampler sampler =
        Sampler.of(
            Configs.of(TestPolicies.rate("rest", 1, 4), TestPolicies.status("errors", "ERROR")));
    for (long trace = 1; trace <= 9; trace++) {
      sampler.give(trace < 6 ? error(trace, trace) : span(trace, trace));
      sampler.give(span(trace, 100 + trace));
    }
    sampler.pass(2 * SECOND + SECOND / 4);
    assertThat(sampler.tracesOut()).hasSize(5 + 2).contains(1L, 2L, 3L, 4L, 5L);
    sampler.assertEmpty();
  }
}

package io.spanweir.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JoinedReceiptTest {
  private final RecordingReceipt giver = new RecordingReceipt();

  @Test
  void allAcceptedIsAccepted() {
    JoinedReceipt joined = new JoinedReceipt(giver, 2);
    joined.accepted(0, null);
    assertThat(giver.answered()).isFalse();
    joined.accepted(0, null);
    assertThat(giver.answer()).isEqualTo(Answer.ACCEPTED);
    assertThat(giver.rejectedSpans()).isZero();
    assertThat(giver.reason()).isNull();
  }

  @Test
  void theMostRejectedSpansCount() {
    JoinedReceipt joined = new JoinedReceipt(giver, 3);
    joined.accepted(1, "one");
    joined.accepted(3, "three");
    joined.accepted(0, null);
    assertThat(giver.rejectedSpans()).isEqualTo(3);
    assertThat(giver.reason()).isEqualTo("three");
  }

  @Test
  void theWorstAnswerWinsInAnyOrder() {
    Seed.each(
        100,
        seed -> {
          Rng rng = new Rng(seed);
          RecordingReceipt told = new RecordingReceipt();
          List<Answer> answers = new ArrayList<>();
          for (int i = rng.between(1, 4); i > 0; i--) {
            answers.add(rng.pick(List.of(Answer.ACCEPTED, Answer.REFUSED, Answer.REJECTED)));
          }
          Collections.shuffle(answers, new Random(seed));
          JoinedReceipt joined = new JoinedReceipt(told, answers.size());
          answers.forEach(answer -> give(joined, answer));
          told.assertOnce();
          Answer worst =
              answers.contains(Answer.REFUSED)
                  ? Answer.REFUSED
                  : answers.contains(Answer.REJECTED) ? Answer.REJECTED : Answer.ACCEPTED;
          assertThat(told.answer()).isEqualTo(worst);
        });
  }

  private static void give(JoinedReceipt joined, Answer answer) {
    switch (answer) {
      case ACCEPTED -> joined.accepted(0, null);
      case REFUSED -> joined.refused(5, "full");
      default -> joined.rejected("never");
    }
  }

  @Test
  void theLongestRetryIsTold() {
    JoinedReceipt joined = new JoinedReceipt(giver, 3);
    joined.refused(5, "full");
    joined.rejected("bad");
    joined.refused(3, "busy");
    assertThat(giver.answer()).isEqualTo(Answer.REFUSED);
    assertThat(giver.retryAfterNanos()).isEqualTo(5);
  }

  @Test
  void settledWhenAllAre() {
    RecordingReceipt source = new RecordingReceipt(true);
    JoinedReceipt joined = new JoinedReceipt(source, 2);
    assertThat(joined.wantsSettled()).isTrue();
    joined.accepted(0, null);
    joined.settled();
    assertThat(source.isSettled()).isFalse();
    joined.accepted(0, null);
    assertThat(source.isSettled()).isFalse();
    joined.settled();
    assertThat(source.isSettled()).isTrue();
    source.assertOnce();
  }

  @Test
  void settledIsAskedForByTheGiver() {
    assertThat(new JoinedReceipt(giver, 2).wantsSettled()).isFalse();
  }

  @Test
  void oneAnswerTooManyIsAMistake() {
    JoinedReceipt joined = new JoinedReceipt(giver, 1);
    joined.accepted(0, null);
    assertThatThrownBy(() -> joined.accepted(0, null)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> joined.refused(1, "late")).isInstanceOf(IllegalStateException.class);
    giver.assertOnce();
  }
}

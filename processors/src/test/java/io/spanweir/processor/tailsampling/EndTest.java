package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.error;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shutting down: what is open is decided and handed on, or counted. */
class EndTest {
  private static Sampler sampler(Wiring wiring) {
    Configs config = Configs.keepingErrors().wait(Duration.ofMinutes(10));
    return new Sampler(config, 5, 3, wiring, 256L << 20);
  }

  private static void fill(Sampler sampler) {
    for (long trace = 1; trace <= 200; trace++) {
      sampler.give(trace % 4 == 0 ? error(trace, 1) : span(trace, 1), span(trace, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(Wiring.class)
  void decidesWhatIsOpenAndHandsItOn(Wiring wiring) {
    Sampler sampler = sampler(wiring);
    fill(sampler);
    sampler.shutDown(5 * SECOND);
    assertThat(sampler.out()).hasSize(100);
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(300);
    assertThat(sampler.offer(List.of(span(9999, 1)))).isNull();
    sampler.assertEmpty();
  }

  @ParameterizedTest
  @EnumSource(Wiring.class)
  void countsWhatNobodyTookInTime(Wiring wiring) {
    Sampler sampler = sampler(wiring);
    sampler.next.hasRoom(() -> false);
    fill(sampler);
    sampler.shutDown(5 * SECOND);
    assertThat(sampler.out()).isEmpty();
    assertThat(sampler.spans(Term.FAILED)).isEqualTo(100);
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(300);
    sampler.assertEmpty();
    long settled = sampler.receipts.stream().filter(RecordingReceipt::isSettled).count();
    assertThat(settled).as("settled though it may be sent again").isEqualTo(150);
  }

  @Test
  void waitsForANextThatRecoversInTime() {
    Sampler sampler = sampler(Wiring.MANY);
    boolean[] room = {false};
    sampler.next.hasRoom(() -> room[0]);
    sampler.loops.world().after(3 * SECOND, () -> room[0] = true);
    fill(sampler);
    sampler.shutDown(5 * SECOND);
    assertThat(sampler.out()).hasSize(100);
    sampler.assertEmpty();
  }

  @ParameterizedTest
  @EnumSource(Wiring.class)
  void refusesWhatWasReservedBeforeTheEndAndComesAfter(Wiring wiring) {
    Sampler sampler = sampler(wiring);
    SpanBatch batch =
        TestRequest.of(List.of(span(1, 1), span(2, 2))).batch(sampler.process.pools());
    long bytes = CapturingConsumer.totalBytes(batch);
    assertThat(sampler.processor.reserve(2, bytes)).isTrue();
    sampler.shutDown(5 * SECOND);
    RecordingReceipt receipt = new RecordingReceipt(true);
    sampler.receipts.add(receipt);
    sampler.processor.commit(batch, 2, bytes, receipt);
    sampler.pass(SECOND);
    assertThat(receipt.answer()).isEqualTo(Answer.REFUSED);
    assertThat(sampler.spans(Term.REFUSED)).isEqualTo(2);
    sampler.assertEmpty();
  }

  @Test
  void refusesWhatWaitsInTheInboxWithoutRoom() {
    Configs config = Configs.keepingAll().bufferKiB(256).wait(Duration.ofMinutes(10));
    Sampler sampler = new Sampler(config, 1, 2, Wiring.ONE_CORE, 256L << 20);
    sampler.next.hasRoom(() -> false);
    long trace = 1;
    while (sampler.offer(List.of(span(trace, 1))) != null) {
      trace++;
    }
    sampler.shutDown(2 * SECOND);
    assertThat(sampler.spans(Term.FAILED) + sampler.spans(Term.REFUSED)).isEqualTo(trace - 1);
    sampler.assertEmpty();
  }
}

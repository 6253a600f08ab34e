package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.error;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.CapturingConsumer.Answer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A batch is settled once, when the last of its spans is delivered, or dropped by decision. */
class SettlingTest {
  @Test
  void whatIsDroppedIsSettledByTheDecision() {
    Sampler sampler = Sampler.of(Configs.keepingErrors());
    RecordingReceipt receipt = sampler.give(span(1, 1), span(2, 2));
    sampler.pass(SECOND);
    assertThat(receipt.isSettled()).isFalse();
    sampler.pass(2 * SECOND);
    assertThat(receipt.isSettled()).isTrue();
    RecordingReceipt late = sampler.give(span(1, 3));
    assertThat(late.isSettled()).isTrue();
    sampler.assertEmpty();
  }

  @Test
  void whatIsKeptIsSettledByWhoDeliversIt() {
    Sampler sampler = Sampler.of(Configs.keepingErrors());
    List<Runnable> later = new ArrayList<>();
    sampler.next.settling(later::add);
    RecordingReceipt both = sampler.give(error(1, 1), span(2, 2));
    RecordingReceipt one = sampler.give(span(1, 3));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).hasSize(2);
    assertThat(both.isSettled()).isFalse();
    assertThat(one.isSettled()).isFalse();
    later.forEach(Runnable::run);
    sampler.pass(SECOND);
    assertThat(both.isSettled()).isTrue();
    assertThat(one.isSettled()).isTrue();
    sampler.assertEmpty();
  }

  @Test
  void whatIsRejectedForGoodIsSettled() {
    Sampler sampler = Sampler.of(Configs.keepingAll());
    sampler.next.answers(() -> Answer.REJECT);
    RecordingReceipt receipt = sampler.give(span(1, 1));
    sampler.pass(3 * SECOND);
    assertThat(receipt.isSettled()).isTrue();
  }

  @Test
  void aGiantTraceInPiecesIsSettledPieceByPiece() {
    Sampler sampler = Sampler.of(Configs.keepingAll().bufferKiB(64 << 10));
    List<Runnable> later = new ArrayList<>();
    sampler.next.settling(later::add);
    List<RecordingReceipt> receipts = new ArrayList<>();
    for (int request = 0; request < 5_000; request++) {
      receipts.add(sampler.give(span(1, request + 1)));
    }
    sampler.pass(3 * SECOND);
    assertThat(later).hasSizeGreaterThan(1);
    int settled = 0;
    for (Runnable word : later) {
      word.run();
      sampler.pass(SECOND / 100);
      int now = (int) receipts.stream().filter(RecordingReceipt::isSettled).count();
      assertThat(now).isGreaterThan(settled);
      settled = now;
    }
    assertThat(settled).isEqualTo(5_000);
    sampler.assertEmpty();
  }

  @Test
  void oneBatchOverManyShardsIsSettledOnce() {
    for (Wiring wiring : Wiring.values()) {
      Sampler sampler = new Sampler(Configs.errorsAndHalf(), 3, 4, wiring, 256L << 20);
      for (int request = 0; request < 40; request++) {
        List<TestSpan> spans = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          spans.add(span(request * 3 + i, request * 100 + i + 1));
        }
        sampler.give(spans);
        sampler.pass(SECOND / 20);
      }
      sampler.pass(4 * SECOND);
      assertThat(sampler.receipts).allMatch(RecordingReceipt::isSettled);
      Set<String> out = new HashSet<>(sampler.out());
      assertThat(out).hasSize(sampler.out().size());
      sampler.assertEmpty();
    }
  }
}

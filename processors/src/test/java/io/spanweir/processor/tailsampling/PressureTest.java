package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.error;
import static io.spanweir.processor.tailsampling.Sampler.keys;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Full buffers, slow neighbours, giant traces: bounded, nothing lost unnoticed, and over again. */
class PressureTest {
  private static final String HELD = "spanweir.tail.sampling.buffer.bytes";
  private static final String LIMIT = "spanweir.tail.sampling.buffer.bytes.limit";
  private static final String MEMORY = "spanweir.tail.sampling.log.memory.bytes";

  private static TestSpan large(long trace, long id, int bytes) {
    return span(trace, id).withAttributes(Map.of("filler", "x".repeat(bytes)));
  }

  @Test
  void keptTracesWaitForANextThatIsFull() {
    Sampler sampler = Sampler.of(Configs.keepingAll());
    boolean[] room = {false};
    sampler.next.hasRoom(() -> room[0]);
    for (long trace = 1; trace <= 50; trace++) {
      sampler.give(span(trace, 1), span(trace, 2));
    }
    sampler.pass(5 * SECOND);
    assertThat(sampler.out()).isEmpty();
    assertThat(sampler.traces(Term.KEPT)).isEqualTo(50);
    sampler.give(span(1, 3));
    room[0] = true;
    sampler.pass(SECOND);
    assertThat(sampler.out()).hasSize(101).doesNotHaveDuplicates();
    sampler.assertEmpty();
  }

  @Test
  void aFullBufferRefusesUntilItIsEmptier() {
    Sampler sampler = Sampler.of(Configs.keepingErrors().bufferKiB(256));
    int accepted = fill(sampler, 1000);
    assertThat(accepted).isBetween(150, 255);
    assertThat(sampler.gauge(HELD)).isLessThanOrEqualTo(sampler.gauge(LIMIT));
    assertThat(sampler.gauge(MEMORY)).isLessThanOrEqualTo(256 << 10);
    assertThat(fill(sampler, 20)).isZero();
    sampler.pass(3 * SECOND);
    sampler.assertEmpty();
    assertThat(fill(sampler, 1000)).isEqualTo(accepted);
    sampler.pass(3 * SECOND);
    sampler.assertEmpty();
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(2L * accepted);
  }

  private static int fill(Sampler sampler, int times) {
    int accepted = 0;
    for (int i = 0; i < times; i++) {
      long trace = sampler.receipts.size() + 1;
      RecordingReceipt receipt = sampler.offer(List.of(large(trace, i + 1, 800)));
      accepted += receipt == null ? 0 : 1;
      assertThat(receipt == null || receipt.answer() == Answer.ACCEPTED).isTrue();
    }
    return accepted;
  }

  @Test
  void requestsAsLargeAsTheBufferAllowsAreTaken() {
    for (int size : new int[] {1_000, 5_000, 20_000, 40_000, 50_000, 75_000, 150_000}) {
      Sampler sampler = Sampler.of(Configs.keepingAll().bufferKiB(256));
      List<TestSpan> spans = new ArrayList<>();
      for (int i = 0; i < 150_000 / size; i++) {
        spans.add(large(i / 3 + 1, i + 1, size));
      }
      RecordingReceipt receipt = sampler.give(spans);
      assertThat(receipt.answer()).as("%s spans", spans.size()).isEqualTo(Answer.ACCEPTED);
      assertThat(receipt.rejectedSpans()).as("of %s", spans.size()).isZero();
      assertThat(sampler.gauge(MEMORY)).isLessThanOrEqualTo(256 << 10);
      sampler.pass(4 * SECOND);
      assertThat(sampler.out()).hasSize(spans.size());
      sampler.assertEmpty();
    }
  }

  @Test
  void evictingDecidesTheOldestForReal() {
    Sampler sampler = Sampler.of(Configs.keepingErrors().bufferKiB(256).evicting());
    for (int i = 1; i <= 600; i++) {
      TestSpan span = large(i, i, 800);
      RecordingReceipt receipt =
          sampler.give(i % 10 == 0 ? span.withStatus(TestSpan.STATUS_ERROR) : span);
      assertThat(receipt.answer()).isEqualTo(Answer.ACCEPTED);
      sampler.pass(SECOND / 1000);
    }
    assertThat(sampler.tracesOut()).contains(10L).doesNotContain(600L);
    long early = sampler.spans(Term.DROPPED) + sampler.spans(Term.KEPT);
    assertThat(early).as("decided before their wait was over").isBetween(340L, 480L);
    sampler.pass(3 * SECOND);
    assertThat(sampler.tracesOut()).hasSize(60);
    sampler.assertEmpty();
  }

  @Test
  void evictingHelpsNobodyWhenNothingLeaves() {
    Sampler sampler = Sampler.of(Configs.keepingAll().bufferKiB(256).evicting());
    sampler.next.hasRoom(() -> false);
    int accepted = fill(sampler, 1000);
    assertThat(accepted).isBetween(150, 255);
    sampler.next.hasRoom(() -> true);
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).hasSize(accepted);
    sampler.assertEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numTracesBoundsTraces(boolean evicting) {
    Configs config = Configs.keepingAll().numTraces(100);
    Sampler sampler = Sampler.of(evicting ? config.evicting() : config);
    int refused = 0;
    for (int i = 1; i <= 500; i++) {
      refused += sampler.offer(List.of(span(i, i), span(i, -i))) == null ? 1 : 0;
    }
    long open = sampler.account().openTraces();
    if (evicting) {
      assertThat(refused).isZero();
      assertThat(open).isBetween(80L, 100L);
    } else {
      assertThat(refused).isEqualTo(400);
      assertThat(open).isEqualTo(100);
    }
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).hasSize(2 * (500 - refused));
    sampler.assertEmpty();
  }

  @Test
  void aBatchOfMoreSpansThanNumTracesIsTakenAlone() {
    Sampler sampler = Sampler.of(Configs.keepingAll().numTraces(10));
    List<TestSpan> spans = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      spans.add(span(i % 12, i));
    }
    sampler.give(spans);
    assertThat(sampler.offer(List.of(span(99, 99)))).isNull();
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).hasSize(50);
    sampler.give(span(99, 99));
    sampler.pass(3 * SECOND);
    sampler.assertEmpty();
  }

  @Test
  void oneGiantTraceLeavesTheOthersAlone() {
    Sampler sampler =
        new Sampler(Configs.keepingErrors().bufferKiB(4 << 10), 1, 1, Wiring.ONE_CORE, 64L << 20);
    sampler.give(error(1, Long.MAX_VALUE));
    long giant = 1;
    List<Long> others = new ArrayList<>();
    for (int request = 0; request < 1000; request++) {
      List<TestSpan> spans = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        spans.add(span(1, giant++));
      }
      long other = 1000 + request;
      others.add(other);
      spans.add(other % 2 == 0 ? error(other, other) : span(other, other));
      sampler.give(spans);
      sampler.pass(SECOND / 500);
      assertThat(sampler.gauge(MEMORY)).isLessThanOrEqualTo(4 << 20);
    }
    sampler.pass(3 * SECOND);
    List<Long> errors = others.stream().filter(trace -> trace % 2 == 0).toList();
    assertThat(sampler.tracesOut()).containsAll(errors).hasSize(errors.size() + 1);
    List<String> out = sampler.out();
    assertThat(out.size()).isEqualTo(1_000_001 + errors.size());
    assertThat(new HashSet<>(out).size()).isEqualTo(out.size());
    sampler.assertEmpty();
  }

  @Test
  void aGiantTraceLeavesInPiecesAndItsOwnOrder() {
    Sampler sampler =
        new Sampler(Configs.keepingAll().bufferKiB(64 << 10), 1, 1, Wiring.ONE_CORE, 64L << 20);
    for (int request = 0; request < 30; request++) {
      List<TestSpan> spans = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        spans.add(large(1, request * 100 + i + 1, 1000));
      }
      sampler.give(spans);
    }
    sampler.give(span(2, 5));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).hasSize(3001).doesNotHaveDuplicates();
    assertThat(sampler.next.commits()).isBetween(4, 6);
    sampler.assertEmpty();
  }

  @Test
  void aSpanThatNoChunkHoldsIsCountedAsFailed() {
    Configs config = Configs.keepingAll().bufferKiB(1 << 10).record(RecordPolicy.SPAN);
    Sampler sampler = new Sampler(config, 1, 1, Wiring.ONE_CORE, 64 << 10);
    sampler.give(large(1, 1, 60_000));
    sampler.give(span(1, 2));
    sampler.give(span(2, 3));
    sampler.pass(3 * SECOND);
    int besides = TestRequest.of(List.of(large(3, 4, 60_000))).bodyBytes() - 60_000;
    sampler.give(large(3, 4, (64 << 10) - besides));
    sampler.give(span(4, 5));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).containsAll(keys(span(1, 2), span(2, 3), span(4, 5)));
    assertThat(sampler.spans(Term.FAILED)).isEqualTo(1);
    assertThat(sampler.spans(Term.KEPT)).isEqualTo(4);
    sampler.assertEmpty();
  }

  @Test
  void chunksThatAreOutAreWaitedFor() {
    Sampler sampler =
        new Sampler(Configs.keepingAll().bufferKiB(1 << 10), 1, 1, Wiring.ONE_CORE, 64 << 10);
    sampler.give(span(1, 1));
    var chunk = sampler.process.pools().chunks().lease(64 << 10);
    assertThat(chunk).isNotNull();
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).isEmpty();
    chunk.release();
    sampler.pass(SECOND);
    assertThat(sampler.out()).hasSize(1);
    sampler.assertEmpty();
  }
}

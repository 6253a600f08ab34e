package io.spanweir.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private final ChunkPool chunks = new ChunkPool(1 << 20, 1 << 20);
  private final BatchPool batches = new BatchPool(4);
  private final CapturingConsumer first = new CapturingConsumer();
  private final CapturingConsumer second = new CapturingConsumer();
  private final CapturingConsumer third = new CapturingConsumer();
  private final SpanConsumer all = FanOut.of(List.of(first, second, third));

  @Test
  void oneConsumerIsItself() {
    assertThat(FanOut.of(List.of(first))).isSameAs(first);
    assertThatThrownBy(() -> FanOut.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyoneGetsTheSameRows() {
    RecordingReceipt receipt = new RecordingReceipt(true);
    assertThat(all.reserve(2, 100)).isTrue();
    all.commit(batch(), 2, 100, receipt);
    receipt.assertOnce();
    assertThat(receipt.answer()).isEqualTo(RecordingReceipt.Answer.ACCEPTED);
    assertThat(receipt.isSettled()).isTrue();
    assertThat(first.spans()).hasSize(2);
    assertThat(second.spans()).isEqualTo(first.spans());
    assertThat(third.spans()).isEqualTo(first.spans());
    assertContractsKept();
    assertThat(chunks.leasedBytes()).isZero();
  }

  @Test
  void whenOneHasNoRoomNobodyHoldsAny() {
    for (CapturingConsumer full : List.of(first, second, third)) {
      full.hasRoom(() -> false);
      assertThat(all.reserve(2, 100)).isFalse();
      assertContractsKept();
      full.hasRoom(() -> true);
    }
    assertThat(all.reserve(2, 100)).isTrue();
    all.cancel(2, 100);
    assertContractsKept();
  }

  @Test
  void allThatAnybodyAsksForIsAskedFor() {
    assertThat(all.keyLengthsAsked()).isEqualTo(KeyQuestion.ALL_LENGTHS);
    first.asks(KeyQuestion.length(3));
    second.asks(0);
    third.asks(KeyQuestion.length(3) | KeyQuestion.length(8));
    assertThat(all.keyLengthsAsked()).isEqualTo(KeyQuestion.length(3) | KeyQuestion.length(8));
  }

  @Test
  void theSenderWaitsForTheSlowest() {
    List<Runnable> late = new ArrayList<>();
    second.answering(late::add);
    RecordingReceipt receipt = new RecordingReceipt();
    all.reserve(2, 100);
    all.commit(batch(), 2, 100, receipt);
    assertThat(receipt.answered()).isFalse();
    late.forEach(Runnable::run);
    receipt.assertOnce();
  }

  @Test
  void theHintIsTheLongest() {
    SpanConsumer patient = new Hinting(5_000_000_000L);
    SpanConsumer quick = new Hinting(1);
    assertThat(FanOut.of(List.of(quick, patient, quick)).retryAfterNanos())
        .isEqualTo(5_000_000_000L);
  }

  private void assertContractsKept() {
    first.assertContractKept();
    second.assertContractKept();
    third.assertContractKept();
  }

  private SpanBatch batch() {
    SpanBatch batch = batches.lease();
    Chunk chunk = Objects.requireNonNull(chunks.lease(100));
    chunk.bytes()[0] = 0x12;
    chunk.bytes()[1] = 0;
    chunk.length(2);
    int ordinal = batch.addChunk(chunk);
    int scope = batch.addScope(batch.resources().addItem());
    for (int i = 0; i < 2; i++) {
      int row = batch.index().add(1, 2, 3 + i, 0);
      batch.index().place(row, ordinal, 0, 2, 2);
      batch.index().facts(row, 1, 2, 0, 1, 0);
      batch.index().scope(row, scope);
    }
    return batch;
  }

  private record Hinting(long hintNanos) implements SpanConsumer {
    @Override
    public boolean reserve(int spans, long bytes) {
      return false;
    }

    @Override
    public void cancel(int spans, long bytes) {}

    @Override
    public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
      batch.release();
    }

    @Override
    public long retryAfterNanos() {
      return hintNanos;
    }
  }
}

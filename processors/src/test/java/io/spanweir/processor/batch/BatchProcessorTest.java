package io.spanweir.processor.batch;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Processor;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchProcessorTest {
  private static final String ACCOUNT = "traces:batch";
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  /** A batch processor and what is around it, on one thread. */
  private static final class Bench {
    final Stage stage;
    final TestProcess process;
    final Pieces next = new Pieces();
    final Processor processor;
    final List<SentSpan> given = new ArrayList<>();
    private long spanIds = 1;

    Bench(long seed, int size, int max, Duration timeout) throws IOException {
      this(seed, new BatchConfig(size, max, timeout, List.of(), 0));
    }

    Bench(long seed, BatchConfig config) throws IOException {
      stage = Stage.simulated(seed);
      process = new TestProcess(stage.loops());
      processor =
          new BatchProcessorFactory().create(process.settings("batch", ACCOUNT), config, next);
      processor.start();
    }

    SpanBatch batch(int spans) {
      List<TestSpan> rows = new ArrayList<>();
      for (int i = 0; i < spans; i++) {
        rows.add(TestSpan.of(7, spanIds / 5 + 1, spanIds++));
      }
      return TestRequest.of(rows).batch(process.pools());
    }

    RecordingReceipt give(SpanBatch batch) {
      RecordingReceipt receipt = new RecordingReceipt(true);
      int spans = batch.size();
      assertThat(processor.reserve(spans, 1000L * spans + 1000)).as("reserve").isTrue();
      given.addAll(SentSpan.of(batch));
      processor.commit(batch, spans, 1000L * spans + 1000, receipt);
      return receipt;
    }

    RecordingReceipt give(int spans) {
      return give(batch(spans));
    }

    RecordingReceipt give(int spans, @Nullable String tenant, int epoch) {
      SpanBatch batch = batch(spans);
      batch.tenant(tenant);
      batch.epoch(epoch);
      return give(batch);
    }

    void soon() {
      stage.pass(50 * MILLI);
    }

    void assertAllHandedOn() {
      assertThat(next.spans()).isEqualTo(given);
      assertLedger(process.ledger())
          .balances()
          .nothingOpen()
          .spans(ACCOUNT, Term.KEPT, given.size());
      assertThat(process.pools().chunks().leasedBytes()).isZero();
    }
  }

  /** Gives a batch of a client with these headers. */
  private static void give(Bench bench, int spans, String... headers) {
    SpanBatch batch = bench.batch(spans);
    ClientInfo.Builder client = new ClientInfo.Builder();
    for (int i = 0; i < headers.length; i += 2) {
      client.add(headers[i], headers[i + 1]);
    }
    batch.client(client.build("10.0.0.1"));
    bench.give(batch);
  }

  @Test
  void clientsAreToldApartByTheirKeysAndByNothingElse() throws IOException {
    Duration timeout = Duration.ofMillis(200);
    Bench bench = new Bench(2, new BatchConfig(8, 0, timeout, List.of("X-Tenant"), 0));
    for (int i = 0; i < 3; i++) {
      give(bench, 1, "x-tenant", "red", "x-request", "" + i);
      give(bench, 1, "X-TENANT", "blue", "x-request", "" + i);
    }
    bench.soon();
    assertThat(bench.next.sizes()).isEmpty();
    give(bench, 1, "x-request", "9");
    bench.stage.pass(300 * MILLI);
    assertThat(bench.next.sizes()).containsExactly(3, 3, 1);
    assertThat(bench.next.clients()).containsExactly("[red]", "[blue]", "null");
    for (int i = 0; i < 5; i++) {
      give(bench, 1, "x-tenant", "red");
      give(bench, 1, "x-tenant", "blue");
    }
    bench.soon();
    assertThat(bench.next.sizes()).as("the client that waits longest").containsExactly(3, 3, 1, 5);
    bench.stage.pass(300 * MILLI);
    assertThat(bench.next.clients()).endsWith("[red]", "[blue]");
    assertThat(bench.next.spans()).containsExactlyInAnyOrderElementsOf(bench.given);
    assertLedger(bench.process.ledger()).balances().nothingOpen();
    assertThat(bench.process.pools().chunks().leasedBytes()).isZero();
  }

  @Test
  void withoutKeysNobodyIsToldApart() throws IOException {
    Bench bench = bench(2, 0);
    give(bench, 1, "x-tenant", "red");
    give(bench, 1, "x-tenant", "blue");
    give(bench, 2, "x-tenant", "blue");
    bench.soon();
    assertThat(bench.next.clients()).isNotEmpty().containsOnly("null");
    bench.assertAllHandedOn();
  }

  private static Bench bench(int size, int max) throws IOException {
    return new Bench(2, size, max, Duration.ofMillis(200));
  }

  @Test
  void smallBatchesWaitForOthers() throws IOException {
    Bench bench = bench(10, 0);
    bench.give(4);
    bench.give(5);
    bench.stage.pass(150 * MILLI);
    assertThat(bench.next.sizes()).isEmpty();
    bench.give(3);
    bench.soon();
    assertThat(bench.next.sizes()).containsExactly(12);
    bench.assertAllHandedOn();
  }

  @Test
  void nobodyWaitsLongerThanTheTimeout() throws IOException {
    Bench bench = bench(1000, 0);
    bench.give(4);
    bench.stage.pass(190 * MILLI);
    assertThat(bench.next.sizes()).isEmpty();
    bench.stage.pass(60 * MILLI);
    assertThat(bench.next.sizes()).containsExactly(4);
    bench.give(1);
    bench.stage.pass(250 * MILLI);
    assertThat(bench.next.sizes()).containsExactly(4, 1);
    bench.assertAllHandedOn();
  }

  @Test
  void withoutATimeoutNobodyWaits() throws IOException {
    Bench bench = new Bench(2, 1000, 0, Duration.ZERO);
    bench.give(4);
    bench.soon();
    assertThat(bench.next.sizes()).containsExactly(4);
  }

  @Test
  void largeBatchesAreSplitAndKeepTheirOrder() throws IOException {
    Bench bench = bench(10, 16);
    bench.give(3);
    bench.give(50);
    bench.soon();
    assertThat(bench.next.sizes()).containsExactly(16, 16, 16);
    bench.stage.pass(300 * MILLI);
    assertThat(bench.next.sizes()).containsExactly(16, 16, 16, 5);
    bench.assertAllHandedOn();
  }

  @Test
  void aBatchThatLeavesAloneIsNotCopied() throws IOException {
    Bench bench = bench(10, 0);
    SpanBatch batch = bench.batch(12);
    bench.give(batch);
    bench.soon();
    assertThat(bench.next.pieces.get(0).same()).isSameAs(batch);
  }

  @Test
  void tenantsAndConfigurationsAreNotMixed() throws IOException {
    Bench bench = bench(100, 0);
    bench.give(1, "a", 1);
    bench.give(2, "a", 1);
    bench.give(3, "b", 1);
    bench.give(4, "b", 2);
    bench.give(5, null, 2);
    bench.stage.pass(300 * MILLI);
    bench.stage.pass(SECOND);
    assertThat(bench.next.sizes()).containsExactly(3, 3, 4, 5);
    assertThat(bench.next.pieces.get(0).tenant()).isEqualTo("a");
    assertThat(bench.next.pieces.get(2).epoch()).isEqualTo(2);
    bench.assertAllHandedOn();
  }

  @Test
  void whatTheNextStageRefusesIsKeptAndThenRefusedHere() throws IOException {
    Bench bench = bench(10, 0);
    bench.next.full = true;
    int taken = 0;
    while (bench.processor.reserve(1000, 100_000)) {
      bench.processor.cancel(1000, 100_000);
      bench.give(1000);
      bench.soon();
      taken++;
    }
    assertThat(taken).isEqualTo(4 * 8192 / 1000);
    assertThat(bench.processor.retryAfterNanos()).isPositive();
    bench.next.full = false;
    bench.stage.pass(100 * MILLI);
    bench.assertAllHandedOn();
    assertThat(bench.processor.reserve(1000, 100_000)).isTrue();
    bench.processor.cancel(1000, 100_000);
  }

  @Test
  void aBatchLargerThanAllRoomIsTakenAlone() throws IOException {
    Bench bench = bench(10, 0);
    bench.next.full = true;
    bench.give(40_000);
    assertThat(bench.processor.reserve(1, 10)).isFalse();
    bench.next.full = false;
    bench.stage.pass(100 * MILLI);
    bench.assertAllHandedOn();
  }

  @Test
  void aGiverIsSettledWhenAllOfItsPiecesAre() throws IOException {
    Bench bench = bench(10, 10);
    RecordingReceipt receipt = bench.give(25);
    bench.stage.pass(300 * MILLI);
    assertThat(bench.next.sizes()).containsExactly(10, 10, 5);
    for (Pieces.Piece piece : bench.next.pieces) {
      assertThat(receipt.isSettled()).isFalse();
      piece.receipt().accepted(0, null);
      piece.receipt().settled();
    }
    assertThat(receipt.isSettled()).isTrue();
    receipt.assertOnce();
  }

  @Test
  void whatIsRejectedForGoodIsSettledAndWhatIsRefusedIsNot() throws IOException {
    Bench bench = bench(10, 0);
    RecordingReceipt rejected = bench.give(10);
    bench.soon();
    RecordingReceipt refused = bench.give(10);
    bench.soon();
    bench.next.pieces.get(0).receipt().rejected("no");
    bench.next.pieces.get(1).receipt().refused(SECOND, "later");
    assertThat(rejected.isSettled()).isTrue();
    assertThat(refused.isSettled()).isFalse();
  }

  @Test
  void configurationsThatCannotWorkAreSaidSo() {
    Duration timeout = Duration.ofMillis(200);
    assertThatThrownBy(() -> new BatchConfig(100, 50, timeout, List.of(), 0))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("send_batch_max_size");
    assertThatThrownBy(() -> new BatchConfig(-1, 0, timeout, List.of(), 0))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> new BatchConfig(1, 0, timeout.negated(), List.of(), 0))
        .isInstanceOf(InvalidConfigException.class);
  }

  /** Whatever comes and whatever the next stage does: all rows, once, in order, in time. */
  @Test
  void randomRuns() {
    Seed.each(200, BatchProcessorTest::randomRun);
  }

  private static void randomRun(long seed) throws Exception {
    Rng rng = new Rng(seed);
    int size = rng.between(0, 30);
    int max = rng.percent(50) ? 0 : size + rng.between(1, 30);
    int timeoutMillis = rng.percent(20) ? 0 : rng.between(1, 400);
    Bench bench = new Bench(seed, size, max, Duration.ofMillis(timeoutMillis));
    List<RecordingReceipt> receipts = new ArrayList<>();
    int answered = 0;
    for (int step = 0; step < 100; step++) {
      receipts.add(
          bench.give(rng.between(0, 40), rng.percent(90) ? "a" : "b", rng.percent(95) ? 1 : 2));
      bench.stage.pass(rng.between(0L, 100 * MILLI));
      bench.next.full = rng.percent(20);
      while (answered < bench.next.pieces.size() && rng.percent(70)) {
        settle(bench.next.pieces.get(answered++));
      }
    }
    bench.next.full = false;
    bench.stage.pass(timeoutMillis * MILLI + 200 * MILLI);
    bench.assertAllHandedOn();
    for (Pieces.Piece piece : bench.next.pieces) {
      assertThat(max == 0 || piece.spans().size() <= max).as("size of a piece").isTrue();
    }
    while (answered < bench.next.pieces.size()) {
      settle(bench.next.pieces.get(answered++));
    }
    assertThat(receipts).allMatch(RecordingReceipt::isSettled);
    receipts.forEach(RecordingReceipt::assertOnce);
  }

  private static void settle(Pieces.Piece piece) {
    piece.receipt().accepted(0, null);
    piece.receipt().settled();
  }
}

package io.spanweir.testkit.contract;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One processor with a giver before it and a consumer behind it, in a simulation. */
final class ProcessorRun {
  static final String ACCOUNT = "traces:tested";
  private static final String GIVER = "receiver:giver";

  final Stage stage;
  final TestProcess process;
  final CapturingConsumer next;
  final List<RecordingReceipt> receipts = new ArrayList<>();
  private final Map<RecordingReceipt, List<String>> offered = new HashMap<>();
  private final LedgerAccount giver;
  Processor processor;

  @SuppressWarnings("NullAway.Init") // the kit sets the processor, which needs the settings first
  ProcessorRun(long seed) {
    stage = Stage.simulated(seed);
    process = new TestProcess(stage.loops());
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    giver = process.ledger().account(GIVER, "receiver");
    process.ledger().connect(GIVER, List.of(ACCOUNT));
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
  }

  Settings settings() {
    return process.settings("tested", ACCOUNT);
  }

  LedgerAccount account() {
    return process.ledger().account(ACCOUNT, "processor");
  }

  /** Offers requests over some virtual seconds; cancels some rooms instead of using them. */
  void offerMany(Rng rng, int requests) {
    TraceGen traces = new TraceGen(rng.split(), TraceGen.Shape.PLAIN);
    for (int i = 0; i < requests; i++) {
      for (TestRequest request : traces.requests(traces.trace(), 6)) {
        if (rng.percent(10) && processor.reserve(50, 5_000)) {
          processor.cancel(50, 5_000);
        }
        offer(request, rng.percent(50) ? 0 : rng.below(1000));
      }
      if (rng.percent(40)) {
        stage.pass(rng.between(0L, 300_000_000L));
      }
    }
  }

  /**
   * Offers one request.
   *
   * @param slack how much more room than needed is asked for
   */
  void offer(TestRequest request, int slack) {
    SpanBatch batch = request.batch(process.pools());
    int size = batch.size();
    int spans = size + slack;
    long bytes = (long) request.bodyBytes() + slack;
    giver.addSpans(Term.RECEIVED, size);
    if (!processor.reserve(spans, bytes)) {
      giver.addSpans(Term.REFUSED, size);
      batch.release();
      return;
    }
    RecordingReceipt receipt = new RecordingReceipt(slack % 2 == 0);
    receipts.add(receipt);
    offered.put(receipt, SentSpan.of(batch).stream().map(SentSpan::key).toList());
    giver.addSpans(Term.KEPT, size);
    processor.commit(batch, spans, bytes, receipt);
  }

  void shutDown(long withinNanos) {
    long deadline = stage.loops().clock().nanoTime() + withinNanos;
    processor.shutdown(deadline);
    boolean done = stage.await(processor::isShutDown, withinNanos + 1_000_000_000L);
    assertThat(done).as("shut down within the deadline").isTrue();
  }

  long acceptedSpans() {
    return receipts.stream()
        .filter(receipt -> receipt.answer() == Answer.ACCEPTED)
        .mapToLong(receipt -> offered.get(receipt).size())
        .sum();
  }

  /** How many rooms it gives before it is full, up to a bound; all are cancelled again. */
  int fill() {
    int rooms = 0;
    while (rooms < 20_000 && processor.reserve(10, 10_000)) {
      rooms++;
    }
    for (int i = 0; i < rooms; i++) {
      processor.cancel(10, 10_000);
    }
    return rooms;
  }

  void assertNothingHeld() {
    stage.pass(5_000_000_000L);
    assertThat(account().openSpans()).as("spans held").isZero();
    assertThat(account().openTraces()).as("traces held").isZero();
    assertThat(process.pools().chunks().leasedBytes()).as("bytes of chunks still out").isZero();
  }

  /** What came out was put in and accepted, and no more often; the books agree. */
  void assertAccounted() {
    Map<String, Integer> accepted = new HashMap<>();
    for (RecordingReceipt receipt : receipts) {
      if (receipt.answer() == Answer.ACCEPTED) {
        offered.get(receipt).forEach(key -> accepted.merge(key, 1, Integer::sum));
      }
    }
    for (SentSpan span : next.spans()) {
      int left = accepted.merge(span.key(), -1, Integer::sum);
      assertThat(left).as("times %s came out more than it went in", span).isNotNegative();
    }
    assertThat(account().spans(Term.KEPT)).as("kept").isEqualTo(next.spans().size());
    assertLedger(process.ledger()).balances();
  }

  /** Nothing is out, every receipt was completed once, and the next one was treated by contract. */
  void assertClean() {
    stage.await(() -> next.settlesOpen() == 0, 5_000_000_000L);
    receipts.forEach(RecordingReceipt::assertOnce);
    next.assertContractKept();
    assertThat(process.pools().chunks().leasedBytes()).as("bytes of chunks still out").isZero();
    assertLedger(process.ledger()).accountsBalance();
  }

  void assertSettled() {
    stage.pass(5_000_000_000L);
    for (RecordingReceipt receipt : receipts) {
      if (receipt.wantsSettled() && receipt.answer() == Answer.ACCEPTED) {
        assertThat(receipt.isSettled()).as("settled").isTrue();
      }
    }
  }
}

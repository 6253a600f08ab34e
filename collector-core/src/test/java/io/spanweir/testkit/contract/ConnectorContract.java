package io.spanweir.testkit.contract;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.CapturingConsumer.Answer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every connector of spans promises: it says once what became of a batch, keeps a book of what
 * it takes in and one of what it hands on, waits for a next stage that refuses, and ends when told
 * to, with nothing in its hands.
 */
public abstract class ConnectorContract {
  private static final long SECOND = 1_000_000_000L;
  private static final String ACCOUNT = "connector:tested";
  private static final String GIVER = "receiver:giver";

  /** A connector under test. */
  protected abstract Connector create(Settings settings, Outputs next);

  /** What it hands on. */
  protected abstract Signal produces();

  /** A connector with a giver before it and a consumer behind it, in a simulation. */
  private final class Run {
    final Stage stage;
    final TestProcess process;
    final CapturingConsumer next;
    final Connector connector;
    final List<RecordingReceipt> receipts = new ArrayList<>();

    Run(long seed) {
      stage = Stage.simulated(seed);
      process = new TestProcess(stage.loops());
      next = new CapturingConsumer(process.ledger(), "exporter:next");
      process.ledger().connect(GIVER, List.of(ACCOUNT));
      process
          .ledger()
          .connect(produces().account(Connector.outgoing(ACCOUNT)), List.of("exporter:next"));
      Settings settings = process.settings("tested", ACCOUNT);
      connector = create(settings, Outputs.of(Map.of(produces(), next)));
    }

    RecordingReceipt offer(TestRequest request) {
      SpanBatch batch = request.batch(process.pools());
      int spans = batch.size();
      long bytes = request.bodyBytes();
      process.ledger().account(GIVER, "receiver").addSpans(Term.RECEIVED, spans);
      RecordingReceipt receipt = new RecordingReceipt(receipts.size() % 2 == 0);
      if (connector.reserve(spans, bytes)) {
        process.ledger().account(GIVER, "receiver").addSpans(Term.KEPT, spans);
        receipts.add(receipt);
        connector.commit(batch, spans, bytes, receipt);
      } else {
        process.ledger().account(GIVER, "receiver").addSpans(Term.REFUSED, spans);
        batch.release();
      }
      return receipt;
    }

    void offerMany(Rng rng) {
      TraceGen traces = new TraceGen(rng.split(), TraceGen.Shape.PLAIN);
      for (int i = 0; i < 40; i++) {
        traces.requests(traces.trace(), 6).forEach(this::offer);
        if (rng.percent(20) && connector.reserve(10, 1000)) {
          connector.cancel(10, 1000);
        }
        stage.pass(rng.percent(30) ? rng.between(0, 40 * SECOND) : 0);
      }
    }

    void shutDown(long nanos) {
      connector.shutdown(stage.loops().clock().nanoTime() + nanos);
      assertThat(stage.await(connector::isShutDown, nanos + SECOND)).as("it ended").isTrue();
      stage.pass(5 * SECOND);
    }

    void assertClean() {
      for (RecordingReceipt receipt : receipts) {
        receipt.assertOnce();
        boolean accepted = receipt.answer() == RecordingReceipt.Answer.ACCEPTED;
        assertThat(receipt.isSettled()).isEqualTo(accepted && receipt.wantsSettled());
      }
      next.assertContractKept();
      assertLedger(process.ledger()).balances().nothingOpen();
      assertThat(process.pools().chunks().leasedBytes()).as("bytes of chunks still out").isZero();
    }
  }

  @Test
  void shutsDownWithoutStartAndTwice() throws Exception {
    Run unstarted = new Run(1);
    unstarted.shutDown(SECOND);
    unstarted.assertClean();
    Run run = new Run(2);
    run.connector.start();
    run.shutDown(SECOND);
    run.shutDown(SECOND);
    run.assertClean();
  }

  @Test
  void takesNothingAfterShutdown() throws Exception {
    Run run = new Run(1);
    run.connector.start();
    run.shutDown(SECOND);
    RecordingReceipt receipt = run.offer(TestRequest.of(new TraceGen(1).trace()));
    assertThat(receipt.answer()).isNotEqualTo(RecordingReceipt.Answer.ACCEPTED);
    run.assertClean();
    assertThat(run.next.spans()).isEmpty();
  }

  @Test
  void keepsBothBooksWhateverTheNextOneSays() {
    Seed.each(
        8,
        seed -> {
          Run run = new Run(seed);
          Rng rng = new Rng(seed);
          boolean willing = rng.percent(40);
          run.next.hasRoom(() -> willing || rng.percent(60));
          run.next.answers(() -> willing ? Answer.ACCEPT : rng.pick(List.of(Answer.values())));
          run.next.answering(
              rng.percent(50)
                  ? Runnable::run
                  : task -> run.stage.after(rng.between(0, SECOND), task));
          run.connector.start();
          run.offerMany(rng);
          run.shutDown(20 * SECOND);
          run.assertClean();
          assertThat(run.next.commits()).isPositive();
        });
  }

  @Test
  void endsByTheDeadlineThoughNobodyTakes() throws Exception {
    Run run = new Run(1);
    run.next.hasRoom(() -> false);
    run.connector.start();
    run.offerMany(new Rng(1));
    run.shutDown(5 * SECOND);
    run.assertClean();
  }
}

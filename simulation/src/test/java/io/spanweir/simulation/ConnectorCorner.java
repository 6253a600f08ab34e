package io.spanweir.simulation;

import static io.spanweir.testkit.LedgerAssert.assertLedger;

import io.spanweir.connector.spanmetrics.SpanMetricsFactory;
import io.spanweir.core.component.Connector;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Both books of a connector: what it counts, and the metrics that it hands on, or can't. Here
 * because no scenario of the simulation has one.
 */
final class ConnectorCorner {
  private static final String ACCOUNT = "connector:span_metrics";
  private static final String OUTGOING = Signal.METRICS.account(Connector.outgoing(ACCOUNT));
  private static final long SECOND = 1_000_000_000L;

  private ConnectorCorner() {}

  /** The seed makes the spans. */
  static void run(long seed) {
    run(seed, true);
    run(seed, false);
  }

  private static void run(long seed, boolean taken) {
    try (Stage stage = Stage.simulated(seed)) {
      TestProcess process = new TestProcess(stage.loops());
      CapturingConsumer next = new CapturingConsumer(process.ledger(), "exporter:next");
      next.hasRoom(() -> taken);
      process.ledger().connect(OUTGOING, List.of("exporter:next"));
      SpanMetricsFactory factory = new SpanMetricsFactory();
      Connector connector =
          factory.create(
              process.settings("span_metrics", ACCOUNT),
              factory.defaultConfig(),
              Outputs.of(Map.of(Signal.METRICS, next)));
      start(connector);
      TraceGen traces = new TraceGen(seed);
      give(connector, TestRequest.of(traces.trace(5)), process);
      stage.pass(70 * SECOND);
      SpanBatch late = TestRequest.of(traces.trace(3)).batch(process.pools());
      reserve(connector, late.size());
      connector.shutdown(stage.loops().clock().nanoTime() + SECOND);
      if (!stage.await(connector::isShutDown, 5 * SECOND)) {
        throw new AssertionError("it does not end");
      }
      connector.commit(late, late.size(), 1_000, new RecordingReceipt(true));
      assertBooks(process, taken);
    }
  }

  private static void assertBooks(TestProcess process, boolean taken) {
    assertLedger(process.ledger())
        .balances()
        .nothingOpen()
        .spans(ACCOUNT, Term.RECEIVED, 8)
        .spans(ACCOUNT, Term.KEPT, 5)
        .spans(ACCOUNT, Term.REFUSED, 3);
    LedgerAccount outgoing = process.ledger().account(OUTGOING, "connector");
    long handedOn = outgoing.spans(taken ? Term.KEPT : Term.FAILED);
    if (handedOn == 0 || outgoing.spans(Term.RECEIVED) != handedOn) {
      throw new AssertionError("metrics without a book: " + outgoing);
    }
  }

  private static void start(Connector connector) {
    try {
      connector.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void reserve(Connector to, int spans) {
    if (!to.reserve(spans, 1_000)) {
      throw new AssertionError("there is room");
    }
  }

  private static void give(Connector to, TestRequest request, TestProcess process) {
    SpanBatch batch = request.batch(process.pools());
    reserve(to, batch.size());
    to.commit(batch, batch.size(), 1_000, new RecordingReceipt(true));
  }
}

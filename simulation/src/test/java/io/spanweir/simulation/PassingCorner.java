package io.spanweir.simulation;

import static io.spanweir.testkit.LedgerAssert.assertLedger;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.passing.BatchStep;
import io.spanweir.processor.passing.PassingProcessor;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import java.util.List;

/**
 * The book of a processor that changes batches on their way: what it takes out, what it has no
 * memory for, what it hands on. Here because no scenario of the simulation has one.
 */
final class PassingCorner {
  private static final String ACCOUNT = "traces:passing";

  private PassingCorner() {}

  /** The seed makes the spans. */
  static void run(long seed) {
    try (Stage stage = Stage.simulated(seed)) {
      TestProcess process = new TestProcess(stage.loops());
      CapturingConsumer next = new CapturingConsumer(process.ledger(), "exporter:next");
      process.ledger().connect(ACCOUNT, List.of("exporter:next"));
      Step step = new Step();
      PassingProcessor processor =
          new PassingProcessor(process.settings("passing", ACCOUNT), next, () -> step);
      processor.start();
      TraceGen traces = new TraceGen(seed);
      step.kept = 2;
      give(processor, TestRequest.of(traces.trace(5)), process);
      step.kept = 0;
      give(processor, TestRequest.of(traces.trace(3)), process);
      step.kept = -1;
      give(processor, TestRequest.of(traces.trace(4)), process);
      processor.shutdown(0);
      assertLedger(process.ledger())
          .balances()
          .nothingOpen()
          .spans(ACCOUNT, Term.RECEIVED, 12)
          .spans(ACCOUNT, Term.KEPT, 2)
          .spans(ACCOUNT, Term.FILTERED, 6)
          .spans(ACCOUNT, Term.REFUSED, 4);
    }
  }

  private static void give(PassingProcessor to, TestRequest request, TestProcess process) {
    SpanBatch batch = request.batch(process.pools());
    int spans = batch.size();
    if (!to.reserve(spans, request.bodyBytes())) {
      throw new AssertionError("there is room");
    }
    to.commit(batch, spans, request.bodyBytes(), new RecordingReceipt(true));
  }

  /** Keeps so many rows, or has no memory if that is below 0. */
  private static final class Step implements BatchStep {
    int kept;

    @Override
    public boolean apply(SpanBatch batch) {
      if (kept < 0) {
        return false;
      }
      batch.index().truncate(kept);
      return true;
    }
  }
}

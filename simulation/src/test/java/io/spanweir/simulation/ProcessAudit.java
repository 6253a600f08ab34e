package io.spanweir.simulation;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.pipeline.PipelineSpec;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import java.util.HashMap;
import java.util.Map;

/** What must hold of a whole process when it has ended in order. */
final class ProcessAudit {
  private static final String BUFFER_BYTES = "spanweir.tail.sampling.buffer.bytes";

  private final SimProcess process;
  private final Scenario scenario;
  private final Ledger ledger;

  ProcessAudit(SimProcess process, Scenario scenario) {
    this.process = process;
    this.scenario = scenario;
    this.ledger = process.parts().ledger();
  }

  void check() {
    assertLedger(ledger).balances().nothingOpen();
    assertThat(process.parts().pools().chunks().leasedBytes()).as("bytes still leased").isZero();
    checkBufferEmpty();
    process.edges().values().forEach(Edge::assertQuiet);
    process.edges().forEach(this::checkReceived);
    process.tails().forEach(TailAudit::checkAtEnd);
    process.records().forEach(this::checkRecords);
    for (PipelineSpec pipeline : scenario.pipelines()) {
      for (ComponentId id : pipeline.exporters()) {
        checkExporter(pipeline, id);
      }
    }
    if (!anyFailed()) {
      process.edges().values().forEach(ProcessAudit::checkSettled);
    }
  }

  /** Nothing is live in a log, and no room is reserved. */
  private void checkBufferEmpty() {
    for (Gauge gauge : process.parts().meters().find(BUFFER_BYTES).gauges()) {
      assertThat(gauge.value()).as("bytes in the buffer, %s", gauge.getId()).isZero();
    }
  }

  private void checkRecords(RecordAudit records) {
    String name = records.component();
    ComponentId id = ComponentId.parse(name.substring(name.indexOf(':') + 1));
    boolean marked = scenario.tails().get(id).config().recordPolicy() != RecordPolicy.OFF;
    Edge out = process.edges().get("out of " + name);
    records.check(ledger.account(name, "processor"), out, marked);
  }

  /** The component behind an edge has counted what went over it. */
  private void checkReceived(String name, Edge edge) {
    for (LedgerAccount account : ledger.accounts()) {
      if (account.component().equals(name)) {
        assertThat(account.spans(Term.RECEIVED))
            .as("received by %s", name)
            .isEqualTo(edge.spansCommitted());
      }
    }
  }

  private boolean anyFailed() {
    return ledger.accounts().stream().anyMatch(account -> account.spans(Term.FAILED) > 0);
  }

  private static void checkSettled(Edge edge) {
    long open = edge.arrivals().stream().filter(Edge.Arrival::wantedAndNotSettled).count();
    assertThat(open).as("batches never settled at %s", edge.name()).isZero();
  }

  /** What the last processor kept is at the backend, or counted as failed. */
  private void checkExporter(PipelineSpec pipeline, ComponentId id) {
    String name = "exporter:" + id;
    Edge in = process.edges().get(name);
    LedgerAccount account = ledger.account(name, "exporter");
    SimBackend.Book book = process.books().get(id);
    checkGiver(pipeline, in);
    assertThat(account.spans(Term.KEPT)).as("sent by %s", name).isEqualTo(book.spansAcknowledged);
    assertThat(account.spans(Term.REJECTED))
        .as("rejected at %s", name)
        .isEqualTo(book.spansRejected);
    long missing = 0;
    for (Map.Entry<SpanKey, Integer> sent : in.counts().entrySet()) {
      int taken = book.taken.getOrDefault(sent.getKey(), 0);
      missing += Math.max(0, sent.getValue() - taken);
      if (taken > sent.getValue() && !book.answersLost) {
        throw new AssertionError(id + " took " + sent.getKey() + " more often than it was sent");
      }
    }
    for (SpanKey taken : book.taken.keySet()) {
      if (!in.counts().containsKey(taken)) {
        throw new AssertionError(id + " took " + taken + " which nobody sent");
      }
    }
    long notSent = account.spans(Term.FAILED) + account.spans(Term.REJECTED);
    if (book.answersLost) {
      assertThat(missing).as("missing at %s", id).isLessThanOrEqualTo(notSent);
    } else {
      assertThat(missing).as("missing at %s", id).isEqualTo(notSent);
    }
  }

  /** The exporter got what the processor before it was given, or counted as failed. */
  private void checkGiver(PipelineSpec pipeline, Edge in) {
    ComponentId last = pipeline.processors().get(pipeline.processors().size() - 1);
    String name = pipeline.id() + ":" + last;
    boolean tail = scenario.tails().containsKey(last);
    Map<SpanKey, Integer> given =
        new HashMap<>(process.edges().get(tail ? "out of " + name : name).counts());
    in.counts().forEach((span, count) -> given.merge(span, -count, Integer::sum));
    long lost = 0;
    for (Map.Entry<SpanKey, Integer> rest : given.entrySet()) {
      if (rest.getValue() < 0) {
        throw new AssertionError(rest.getKey() + " was doubled by " + name);
      }
      lost += rest.getValue();
    }
    long failed = tail ? 0 : ledger.account(name, "processor").spans(Term.FAILED);
    assertThat(lost).as("lost by %s", name).isEqualTo(failed);
  }
}

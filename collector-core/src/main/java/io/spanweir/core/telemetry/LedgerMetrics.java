package io.spanweir.core.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Shows a ledger as metrics: {@code spanweir_ledger_spans}, {@code …_traces}, what is open, and the
 * imbalance.
 */
public final class LedgerMetrics {
  private LedgerMetrics() {}

  /** Registers every account there is now; called once the graph is built. */
  public static void bind(Ledger ledger, MeterRegistry meters) {
    for (LedgerAccount account : ledger.accounts()) {
      bind(account, meters);
    }
  }

  private static void bind(LedgerAccount account, MeterRegistry meters) {
    Tags tags = Tags.of("component", account.component(), "edge", account.edge());
    for (Term term : Term.values()) {
      Tags termTags = tags.and("term", term.label());
      FunctionCounter.builder("spanweir.ledger.spans", account, a -> a.spans(term))
          .tags(termTags)
          .description("Spans by what became of them at this edge; see the ledger in the manual")
          .register(meters);
      FunctionCounter.builder("spanweir.ledger.traces", account, a -> a.traces(term))
          .tags(termTags)
          .description("Traces by what became of them at this edge")
          .register(meters);
    }
    Gauge.builder("spanweir.ledger.open.spans", account, LedgerAccount::openSpans)
        .tags(tags)
        .description("Spans held now")
        .register(meters);
    Gauge.builder("spanweir.ledger.open.traces", account, LedgerAccount::openTraces)
        .tags(tags)
        .description("Traces held now")
        .register(meters);
    Gauge.builder("spanweir.ledger.imbalance.spans", account, LedgerAccount::spanImbalance)
        .tags(tags)
        .description("Spans received less spans accounted for; 0 whenever nothing is in flight")
        .register(meters);
  }
}

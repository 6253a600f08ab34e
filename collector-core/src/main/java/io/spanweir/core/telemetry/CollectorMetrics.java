package io.spanweir.core.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.data.Signal;
import java.util.function.ToDoubleFunction;

/**
 * The ledger under the names that dashboards and alerts of the OpenTelemetry Collector use. Nothing
 * is counted for it: each metric is terms of an account.
 *
 * <p>{@code processor_incoming_items}: what a processor received; {@code processor_outgoing_items}:
 * what it handed on. {@code processor_accepted}, {@code _refused} and {@code _dropped} are the
 * older form of the same, which boards still show: what it took in, what it gave back, and what it
 * took out by decision or rule. Metrics are counted by their data points.
 *
 * <p>A receiver's metrics and an exporter's need more than an account, how spans came and where
 * they went, and are their own. A receiver's spans are in the next stage's book once they are
 * handed on, so what a processor gives back after that is refused there, not at the receiver.
 * Accounts of a connector have no name in the Collector.
 */
public final class CollectorMetrics {
  private CollectorMetrics() {}

  /** Registers every account there is now; called once the graph is built. */
  public static void bind(Ledger ledger, MeterRegistry meters) {
    for (LedgerAccount account : ledger.accounts()) {
      if (account.edge().equals("processor")) {
        bindProcessor(account, meters);
      }
    }
  }

  private static void bindProcessor(LedgerAccount account, MeterRegistry meters) {
    String component = account.component();
    int colon = component.indexOf(':');
    String pipeline = component.substring(0, colon);
    Signal signal = signalOf(pipeline);
    Tags processor = Tags.of("processor", component.substring(colon + 1), "pipeline", pipeline);
    Meter flow = new Meter(account, meters, processor.and("otel_signal", signal.key()));
    flow.count("processor.incoming.items", "What came in", a -> a.spans(Term.RECEIVED));
    flow.count("processor.outgoing.items", "What was handed on", a -> a.spans(Term.KEPT));
    Meter older = new Meter(account, meters, processor);
    String items = signal.items();
    older.count(
        "processor.accepted." + items,
        "What came in and was not given back",
        a -> a.spans(Term.RECEIVED) - a.spans(Term.REFUSED) - a.spans(Term.REJECTED));
    older.count(
        "processor.refused." + items,
        "Given back to whoever sent it, or refused for good",
        a -> a.spans(Term.REFUSED) + a.spans(Term.REJECTED));
    older.count(
        "processor.dropped." + items,
        "Dropped by decision, taken out by a rule, or a twin of another",
        a -> a.spans(Term.DROPPED) + a.spans(Term.FILTERED) + a.spans(Term.DUPLICATE));
  }

  private static Signal signalOf(String pipeline) {
    for (Signal signal : Signal.values()) {
      if (pipeline.equals(signal.key()) || pipeline.startsWith(signal.key() + "/")) {
        return signal;
      }
    }
    return Signal.TRACES;
  }

  /** What is shown of one account with the same labels. */
  private record Meter(LedgerAccount account, MeterRegistry meters, Tags tags) {
    void count(String name, String what, ToDoubleFunction<LedgerAccount> terms) {
      FunctionCounter.builder("otelcol." + name, account, terms)
          .tags(tags)
          .description(what)
          .register(meters);
    }
  }
}

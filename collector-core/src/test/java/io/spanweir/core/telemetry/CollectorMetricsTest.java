package io.spanweir.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** Which terms of the ledger stand behind the Collector's names. */
class CollectorMetricsTest {
  private final Ledger ledger = new Ledger();
  private final MeterRegistry meters = new SimpleMeterRegistry();

  private static void fill(LedgerAccount account) {
    account.addSpans(Term.RECEIVED, 1_000);
    account.addSpans(Term.KEPT, 600);
    account.addSpans(Term.DROPPED, 200);
    account.addSpans(Term.REFUSED, 100);
    account.addSpans(Term.REJECTED, 50);
    account.addSpans(Term.FILTERED, 30);
    account.addSpans(Term.DUPLICATE, 4);
  }

  private double count(String name, String... tags) {
    FunctionCounter counter = meters.find("otelcol." + name).tags(tags).functionCounter();
    return counter == null ? -1 : counter.count();
  }

  @Test
  void otherSignalsHaveNamesOfTheirOwn() {
    fill(ledger.account("logs/a:batch", "processor"));
    fill(ledger.account("metrics:batch", "processor"));
    CollectorMetrics.bind(ledger, meters);
    assertThat(count("processor.accepted.metric.points", "pipeline", "metrics")).isEqualTo(850);
    assertThat(count("processor.dropped.log.records", "pipeline", "logs/a")).isEqualTo(234);
    assertThat(count("processor.incoming.items", "otel_signal", "logs")).isEqualTo(1_000);
  }

  @Test
  void aProcessorOfTwoPipelinesIsTwo() {
    fill(ledger.account("traces:tail_sampling/a", "processor"));
    ledger.account("traces/b:tail_sampling/a", "processor");
    CollectorMetrics.bind(ledger, meters);
    String[] first = {"processor", "tail_sampling/a", "pipeline", "traces"};
    assertThat(count("processor.incoming.items", first)).isEqualTo(1_000);
    assertThat(count("processor.outgoing.items", first)).isEqualTo(600);
    assertThat(count("processor.accepted.spans", first)).isEqualTo(850);
    assertThat(count("processor.refused.spans", first)).isEqualTo(150);
    assertThat(count("processor.dropped.spans", first)).isEqualTo(234);
    assertThat(count("processor.incoming.items", "pipeline", "traces/b")).isEqualTo(0);
  }

  @Test
  void receiversExportersAndConnectorsAreNotShownTwice() {
    fill(ledger.account("receiver:otlp", "receiver"));
    fill(ledger.account("exporter:otlp", "exporter"));
    fill(ledger.account("connector:span_metrics", "connector"));
    CollectorMetrics.bind(ledger, meters);
    assertThat(meters.getMeters()).isEmpty();
  }
}

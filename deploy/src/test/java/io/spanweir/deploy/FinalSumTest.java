package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.Term;
import org.junit.jupiter.api.Test;

class FinalSumTest {
  private final Ledger ledger = new Ledger();

  private void count(String component, String edge, Term term, long spans) {
    ledger.account(component, edge).addSpans(term, spans);
  }

  private String said() {
    return FinalSum.of(ledger.accounts());
  }

  @Test
  void addsUpWhatOneExporterGot() {
    count("receiver:otlp", "receiver", Term.RECEIVED, 1_204);
    count("traces:tail_sampling", "processor", Term.DROPPED, 1_100);
    count("exporter:otlp", "exporter", Term.KEPT, 104);
    assertThat(said()).isEqualTo("1,204 spans received, 1,100 dropped by decision, 104 exported");
  }

  @Test
  void saysWhatElseBecameOfSpans() {
    count("receiver:otlp", "receiver", Term.RECEIVED, 20);
    count("receiver:otlp", "receiver", Term.REJECTED, 3);
    count("receiver:zipkin", "receiver", Term.RECEIVED, 10);
    count("receiver:zipkin", "receiver", Term.REFUSED, 2);
    count("traces/in:filter", "processor", Term.FILTERED, 4);
    count("traces/in:tail_sampling", "processor", Term.DUPLICATE, 5);
    count("traces/in:tail_sampling", "processor", Term.DROPPED, 6);
    count("exporter:debug", "exporter", Term.KEPT, 10);
    count("exporter:zipkin/old", "exporter", Term.KEPT, 7);
    count("exporter:zipkin/old", "exporter", Term.FAILED, 2);
    count("exporter:zipkin/old", "exporter", Term.REJECTED, 1);
    ledger.account("exporter:zipkin/old", "exporter").open(() -> 8, () -> 0);
    assertThat(said())
        .isEqualTo(
            "30 spans received, 2 refused, 3 rejected, 4 filtered, 5 duplicate, 6 dropped by"
                + " decision, exported 10 by debug and 7 by zipkin/old, 3 failed, 8 given up");
  }

  /** What a connector makes comes in by no receiver. */
  @Test
  void otherSignalsHaveSumsOfTheirOwn() {
    count("receiver:otlp", "receiver", Term.RECEIVED, 1);
    count("exporter:otlp", "exporter", Term.KEPT, 1);
    count("receiver:otlp:logs", "receiver", Term.RECEIVED, 2_000);
    count("logs:batch", "processor", Term.FAILED, 500);
    count("exporter:otlp:logs", "exporter", Term.KEPT, 1_500);
    count("metrics/of_spans:batch", "processor", Term.RECEIVED, 136);
    count("exporter:otlp:metrics", "exporter", Term.FAILED, 136);
    assertThat(said())
        .isEqualTo(
            "1 span received, 0 dropped by decision, 1 exported;"
                + " 0 data points received, 0 exported, 136 failed;"
                + " 2,000 log records received, 1,500 exported, 500 failed");
  }
}

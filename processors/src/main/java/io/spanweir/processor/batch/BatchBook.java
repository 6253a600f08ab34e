package io.spanweir.processor.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;

/** Where a batch processor's spans are counted. Any thread. */
final class BatchBook {
  /** The Collector's bounds. */
  private static final double[] SIZES = {
    10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000,
    9_000, 10_000, 20_000, 30_000, 50_000, 100_000
  };

  private final String name;
  private final Signal signal;
  private final LedgerAccount account;
  private final DistinctErrors errors;
  private final Counter sizeTriggers;
  private final Counter timeoutTriggers;
  private final DistributionSummary sizes;

  BatchBook(Settings settings, Intake intake) {
    name = settings.accountName();
    signal = settings.signal();
    account = settings.telemetry().ledger().account(name, "processor");
    account.open(intake::openSpans, () -> 0);
    errors = settings.telemetry().errors();
    MeterRegistry meters = settings.telemetry().meters();
    String id = settings.id().toString();
    sizeTriggers =
        Counter.builder("otelcol.processor.batch.batch.size.trigger.send")
            .tag("processor", id)
            .description("Batches handed on because they were large enough")
            .register(meters);
    timeoutTriggers =
        Counter.builder("otelcol.processor.batch.timeout.trigger.send")
            .tag("processor", id)
            .description("Batches handed on because their spans had waited long enough")
            .register(meters);
    sizes =
        DistributionSummary.builder("otelcol.processor.batch.batch.send.size")
            .tag("processor", id)
            .description("Items of the batches handed on")
            .serviceLevelObjectives(SIZES)
            .register(meters);
  }

  void onReceived(int spans) {
    account.addSpans(Term.RECEIVED, spans);
  }

  void onRefused(int spans) {
    account.addSpans(Term.REFUSED, spans);
  }

  void onHandedOn(int spans, boolean becauseOfSize) {
    account.addSpans(Term.KEPT, spans);
    (becauseOfSize ? sizeTriggers : timeoutTriggers).increment();
    sizes.record(spans);
  }

  void onFailed(int spans) {
    account.addSpans(Term.FAILED, spans);
    errors.record(name, "not handed on before the shutdown's deadline", signal.counted(spans));
  }
}

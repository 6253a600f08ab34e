package io.spanweir.exporter.sending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.component.Settings;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;

/**
 * Where an exporter's spans are counted: once in the ledger, once under the OpenTelemetry
 * Collector's metric names, on which existing dashboards stand. Any thread.
 */
final class SendBook {
  private final String name;
  private final LedgerAccount account;
  private final DistinctErrors errors;
  private final Counter sent;
  private final Counter failed;
  private final Counter enqueueFailed;

  SendBook(Settings settings, SendQueue queue) {
    name = settings.accountName();
    account = settings.telemetry().ledger().account(name, "exporter");
    account.open(queue::openSpans, () -> 0);
    errors = settings.telemetry().errors();
    MeterRegistry meters = settings.telemetry().meters();
    String id = settings.id().toString();
    String items = settings.signal().items();
    sent = counter(meters, id, "sent." + items, "What the backend took");
    failed = counter(meters, id, "send.failed." + items, "Given up, or rejected by the backend");
    enqueueFailed =
        counter(meters, id, "enqueue.failed." + items, "Refused because the queue was full");
    Tags tags = Tags.of("exporter", id, "data_type", settings.signal().key());
    Gauge.builder("otelcol.exporter.queue.size", queue, SendQueue::size)
        .tags(tags)
        .description("What waits or is on its way, in units of the queue's sizer")
        .register(meters);
    Gauge.builder("otelcol.exporter.queue.capacity", queue, SendQueue::sizeMax)
        .tags(tags)
        .description("How much may wait or be on its way, in units of the queue's sizer")
        .register(meters);
    Gauge.builder("spanweir.exporter.queue.bytes", queue, SendQueue::bytes)
        .tags(tags)
        .description("Memory that the queue's requests take")
        .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String id, String name, String what) {
    return Counter.builder("otelcol.exporter." + name)
        .tag("exporter", id)
        .description(what)
        .register(meters);
  }

  void onReserveRefused(int spans) {
    enqueueFailed.increment(spans);
  }

  void onReceived(int spans) {
    account.addSpans(Term.RECEIVED, spans);
  }

  /** Given back at commit, which a sender can still be told. */
  void onRefused(int spans) {
    account.addSpans(Term.REFUSED, spans);
  }

  void onSent(int spans, SendResult result) {
    int rejected = Math.max(0, Math.min(spans, result.rejectedSpans()));
    account.addSpans(Term.KEPT, spans - rejected);
    sent.increment(spans - rejected);
    if (rejected > 0) {
      account.addSpans(Term.REJECTED, rejected);
      failed.increment(rejected);
    }
    if (!result.error().isEmpty()) {
      errors.record(name, result.error(), rejected + " spans rejected: " + result.detail());
    }
  }

  /** The backend will never take it, or we won't try any more. */
  void onFailed(int spans, String why, String detail) {
    account.addSpans(Term.FAILED, spans);
    failed.increment(spans);
    errors.record(name, why, spans + " spans failed. " + detail);
  }

  /** Too big to frame: no backend would take it. */
  void onRejected(int spans, String why) {
    account.addSpans(Term.REJECTED, spans);
    failed.increment(spans);
    errors.record(name, why, spans + " spans rejected");
  }

  void onRetry(SendResult result) {
    errors.record(name, result.error() + ", trying again", result.detail());
  }
}

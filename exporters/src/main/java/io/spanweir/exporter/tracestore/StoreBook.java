package io.spanweir.exporter.tracestore;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.component.Settings;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;

/** Where a store's spans are counted, under the names that other exporters have. Any thread. */
final class StoreBook {
  private final String name;
  private final LedgerAccount account;
  private final DistinctErrors errors;
  private final Counter sent;
  private final Counter failed;
  private final Counter enqueueFailed;

  StoreBook(Settings settings, StoreQueue queue, TraceStore store) {
    name = settings.accountName();
    account = settings.telemetry().ledger().account(name, "exporter");
    account.open(queue::openSpans, () -> 0);
    errors = settings.telemetry().errors();
    MeterRegistry meters = settings.telemetry().meters();
    String id = settings.id().toString();
    sent = counter(meters, id, "sent.spans", "What is on the disk");
    failed = counter(meters, id, "send.failed.spans", "Given up");
    enqueueFailed =
        counter(meters, id, "enqueue.failed.spans", "Refused because the queue was full");
    Tags tags = Tags.of("exporter", id);
    Gauge.builder("spanweir.exporter.queue.bytes", queue, StoreQueue::bytes)
        .tags(tags.and("data_type", settings.signal().key()))
        .description("Memory that the queue's requests take")
        .register(meters);
    Gauge.builder("spanweir.trace_store.bytes", store, TraceStore::diskBytes)
        .tags(tags)
        .description("Bytes of the store's files")
        .register(meters);
    Gauge.builder("spanweir.trace_store.parts", store, TraceStore::parts)
        .tags(tags)
        .description("Parts of traces that are stored: one for each window of writing it came in")
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

  void onRejected(int spans, String why) {
    account.addSpans(Term.REJECTED, spans);
    failed.increment(spans);
    errors.record(name, why, spans + " spans rejected");
  }

  void onStored(int spans) {
    account.addSpans(Term.KEPT, spans);
    sent.increment(spans);
  }

  void onFailed(int spans, String why, String detail) {
    account.addSpans(Term.FAILED, spans);
    failed.increment(spans);
    errors.record(name, why, spans + " spans failed. " + detail);
  }

  void onTrouble(String what, Throwable problem) {
    errors.record(name, what, String.valueOf(problem.getMessage()));
  }
}

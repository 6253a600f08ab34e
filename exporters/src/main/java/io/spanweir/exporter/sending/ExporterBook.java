package io.spanweir.exporter.sending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Where the spans of an exporter with a queue are counted: once in the ledger, once under the
 * OpenTelemetry Collector's metric names, on which existing dashboards stand. Any thread.
 */
public abstract class ExporterBook {
  private final String name;
  private final Signal signal;
  private final LedgerAccount account;
  private final DistinctErrors errors;
  private final MeterRegistry meters;
  private final Tags ofExporter;
  private final Tags ofSignal;
  private final Counter sent;
  private final Counter failed;
  private final Counter enqueueFailed;

  /**
   * @param openSpans in the queue, for the ledger
   */
  protected ExporterBook(Settings settings, LongSupplier openSpans) {
    name = settings.accountName();
    signal = settings.signal();
    account = settings.telemetry().ledger().account(name, "exporter");
    account.open(openSpans, () -> 0);
    errors = settings.telemetry().errors();
    meters = settings.telemetry().meters();
    ofExporter = Tags.of("exporter", settings.id().toString());
    ofSignal = ofExporter.and("data_type", settings.signal().key());
    String items = signal.items();
    sent = counter("sent." + items, "What the backend took; what is on the disk, of trace_store");
    failed = counter("send.failed." + items, "Given up, or rejected by the backend");
    enqueueFailed = counter("enqueue.failed." + items, "Refused because the queue was full");
  }

  private Counter counter(String what, String means) {
    return Counter.builder("otelcol.exporter." + what)
        .tags(ofExporter)
        .description(means)
        .register(meters);
  }

  /** Shows a number of this exporter, as long as whoever knows it is there. */
  protected final <T> void gauge(String gauge, String means, T of, ToDoubleFunction<T> value) {
    Gauge.builder(gauge, of, value).tags(ofExporter).description(means).register(meters);
  }

  /** The same, told apart by the signal too. */
  protected final <T> void gaugeOfSignal(
      String gauge, String means, T of, ToDoubleFunction<T> value) {
    Gauge.builder(gauge, of, value).tags(ofSignal).description(means).register(meters);
  }

  /** Shows the memory of the queue. */
  protected final <T> void queueBytes(T queue, ToDoubleFunction<T> bytes) {
    gaugeOfSignal(
        "spanweir.exporter.queue.bytes", "Memory that the queue's requests take", queue, bytes);
  }

  public final void onReserveRefused(int spans) {
    enqueueFailed.increment(spans);
  }

  public final void onReceived(int spans) {
    account.addSpans(Term.RECEIVED, spans);
  }

  /** Given back at commit, which a sender can still be told. */
  public final void onRefused(int spans) {
    account.addSpans(Term.REFUSED, spans);
  }

  /** They are where they should go. */
  protected final void onKept(int spans) {
    account.addSpans(Term.KEPT, spans);
    sent.increment(spans);
  }

  /** Told for good that they are not taken. */
  protected final void onRejected(int spans) {
    account.addSpans(Term.REJECTED, spans);
    failed.increment(spans);
  }

  /** Nobody would take them, such as what is too large. */
  public final void onRejected(int spans, String why) {
    onRejected(spans);
    errors.record(name, why, counted(spans) + " rejected");
  }

  /** Given up. */
  public final void onFailed(int spans, String why, String detail) {
    account.addSpans(Term.FAILED, spans);
    failed.increment(spans);
    errors.record(name, why, counted(spans) + " failed. " + detail);
  }

  /** So many spans, data points or log records, for a person. */
  protected final String counted(int spans) {
    return signal.counted(spans);
  }

  /** Says what goes wrong, when it first happens and now and then. */
  protected final void record(String error, String detail) {
    errors.record(name, error, detail);
  }
}

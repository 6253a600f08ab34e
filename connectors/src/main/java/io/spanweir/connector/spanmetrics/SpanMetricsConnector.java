package io.spanweir.connector.spanmetrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.List;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the connector that others hold. A batch is counted while it is committed and let go:
 * it never holds spans, so it never refuses them.
 */
final class SpanMetricsConnector implements Connector {
  private static final int HEAP_SHARE = 8;

  private final Settings settings;
  private final Clock clock;
  private final LedgerAccount account;
  private final List<Book> books;
  private final Flush flush;
  private volatile Loop.@Nullable Duty duty;
  private volatile boolean stopped;

  SpanMetricsConnector(Settings settings, SpanMetricsConfig config, Outputs next) {
    this.settings = settings;
    clock = settings.loops().clock();
    account = settings.telemetry().ledger().account(settings.accountName(), "connector");
    books = Book.of(config, settings.limits().heapBytesMax() / HEAP_SHARE, UUID.randomUUID());
    SpanConsumer metrics = next.of(Signal.METRICS);
    flush =
        new Flush(
            clock,
            config,
            books,
            metrics == null ? null : new Outgoing(settings, metrics, this::wake),
            settings.accountName());
    if (config.exemplars().enabled()) {
      books.stream()
          .map(Book::counts)
          .filter(counts -> counts.durations().hasExemplars())
          .forEach(
              counts ->
                  settings
                      .telemetry()
                      .kept()
                      .listen(batch -> counts.keepExamples(batch, clock.epochNanos())));
    }
    bindMeters();
  }

  private void bindMeters() {
    MeterRegistry meters = settings.telemetry().meters();
    String id = settings.id().toString();
    Gauge.builder("spanweir.span.metrics.series", () -> sum(SpanCounts::size))
        .tag("connector", id)
        .description("Series that spans are counted in")
        .register(meters);
    FunctionCounter.builder(
            "spanweir.span.metrics.overflow.spans", this, c -> c.sum(SpanCounts::overflowSpans))
        .tag("connector", id)
        .description(
            "Spans that were counted in an overflow series, for want of room for another;"
                + " once for each metric that has dimensions of its own")
        .register(meters);
  }

  private double sum(ToDoubleFunction<SpanCounts> number) {
    return books.stream().map(Book::counts).mapToDouble(number).sum();
  }

  @Override
  public void start() {
    boolean shown = true;
    for (Book book : books) {
      shown &= book.page().register(settings.telemetry().meters());
    }
    if (!shown) {
      settings
          .telemetry()
          .errors()
          .record(
              settings.accountName(),
              "its series are not on the Prometheus page, as others have their names",
              "give it a namespace of its own");
    }
    duty = settings.loops().sideLoop().add(flush);
  }

  @Override
  public void shutdown(long deadlineNanos) {
    stopped = true;
    if (duty != null) {
      flush.stop(deadlineNanos);
      wake();
    }
  }

  @Override
  public boolean isShutDown() {
    return stopped && (duty == null || flush.isFinished());
  }

  private void wake() {
    Loop.Duty woken = duty;
    if (woken != null) {
      woken.wake();
    }
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    return !stopped;
  }

  @Override
  public long keyLengthsAsked() {
    long asked = 0;
    for (int i = 0; i < books.size(); i++) {
      asked |= books.get(i).counts().keyLengthsAsked();
    }
    return asked;
  }

  @Override
  public void cancel(int spans, long bytes) {}

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    int rows = batch.size();
    account.addSpans(Term.RECEIVED, rows);
    if (stopped) {
      account.addSpans(Term.REFUSED, rows);
      batch.release();
      receipt.refused(retryAfterNanos(), "the connector is shut down");
      return;
    }
    for (int i = 0; i < books.size(); i++) {
      books.get(i).counts().count(batch, clock.nanoTime(), clock.epochNanos());
    }
    account.addSpans(Term.KEPT, rows);
    batch.release();
    boolean settle = receipt.wantsSettled();
    receipt.accepted(0, null);
    if (settle) {
      receipt.settled();
    }
  }
}

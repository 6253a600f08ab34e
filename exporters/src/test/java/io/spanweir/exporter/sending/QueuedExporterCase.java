package io.spanweir.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;

/** What exporters share, against a backend that does as it is told, in a time of its own. */
abstract class QueuedExporterCase {
  static final long SECOND = 1_000_000_000L;
  static final SendResult DOWN = SendResult.retry(SendResult.NO_WISH, "UNAVAILABLE", "");

  final OneThread loops = new OneThread();
  Settings settings;
  final ScriptedSender backend = new ScriptedSender();
  QueuedExporter exporter;

  @BeforeEach
  void start() throws IOException {
    exporter = exporter(SendQueueConfig.DEFAULT, exactly(5, 1.5, 30, 300));
  }

  QueuedExporter exporter(SendQueueConfig queue, RetryConfig retry) throws IOException {
    settings = Fixtures.settings("otlp", loops);
    SendingConfig config = new SendingConfig(queue, retry, Duration.ofSeconds(5));
    QueuedExporter made = new QueuedExporter(settings, backend, config, new SplittableRandom(1));
    made.start();
    return made;
  }

  /** A schedule without randomness. */
  static RetryConfig exactly(int initial, double multiplier, int max, int elapsed) {
    return new RetryConfig(
        true,
        Duration.ofSeconds(initial),
        0,
        multiplier,
        Duration.ofSeconds(max),
        Duration.ofSeconds(elapsed));
  }

  static SendQueueConfig queue(int consumers, long size, Sizer sizer, long bytes) {
    return new SendQueueConfig(
        true, consumers, size, sizer, false, new ByteSize(bytes), ByteSize.ofMiB(4));
  }

  RecordingReceipt give(ExportTraceServiceRequest request) {
    SpanBatch batch = Fixtures.batch(settings, request);
    int spans = batch.size();
    long bytes = request.getSerializedSize();
    assertThat(exporter.reserve(spans, bytes)).as("reserve").isTrue();
    RecordingReceipt answers = new RecordingReceipt(true);
    exporter.commit(batch, spans, bytes, answers);
    return answers;
  }

  LedgerAccount account() {
    return settings.telemetry().ledger().account("exporter:otlp", "exporter");
  }

  void assertBook(int received, int kept, int failed, int rejected, int open) {
    LedgerAccount account = account();
    assertThat(account.spans(Term.RECEIVED)).as("received").isEqualTo(received);
    assertThat(account.spans(Term.KEPT)).as("kept").isEqualTo(kept);
    assertThat(account.spans(Term.FAILED)).as("failed").isEqualTo(failed);
    assertThat(account.spans(Term.REJECTED)).as("rejected").isEqualTo(rejected);
    assertThat(account.openSpans()).as("open").isEqualTo(open);
    assertThat(settings.telemetry().ledger().problems()).isEmpty();
    assertThat(settings.pools().chunks().leasedBytes()).as("chunks of batches").isZero();
  }

  double metric(String name) {
    return settings
        .telemetry()
        .meters()
        .get(name)
        .tag("exporter", "otlp")
        .meter()
        .measure()
        .iterator()
        .next()
        .getValue();
  }
}

package io.spanweir.exporter.sending;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Shards commit from threads of their own, backends answer on others, and shutdown comes between.
 */
class SendingThreadsTest {
  private static final int THREADS = 3;
  private static final int ROUNDS = 3000;

  /** Checks bytes as late as it may, to see chunks that were given back too early. */
  private static final class Elsewhere implements Sender {
    final AtomicLong broken = new AtomicLong();
    final AtomicLong spans = new AtomicLong();

    @Override
    public Attempt send(Chunk framed, int count, Callback callback) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                try {
                  byte[] bytes = Arrays.copyOf(framed.bytes(), framed.length());
                  ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(bytes);
                  spans.addAndGet(request.getResourceSpans(0).getScopeSpans(0).getSpansCount());
                } catch (IOException | RuntimeException e) {
                  broken.incrementAndGet();
                }
                callback.done(SendResult.ok());
              });
      return () -> {};
    }
  }

  @Test
  void everySpanIsCountedOnce() throws Exception {
    Stage stage = Stage.real();
    Settings settings = Fixtures.settings("otlp", stage.loops());
    Elsewhere backend = new Elsewhere();
    SendQueueConfig queue =
        new SendQueueConfig(true, 4, 8, Sizer.REQUESTS, false, new ByteSize(0), ByteSize.ofMiB(4));
    QueuedExporter exporter =
        new QueuedExporter(
            settings, backend, new SendingConfig(queue, RetryConfig.DEFAULT, Duration.ZERO));
    exporter.start();
    List<RecordingReceipt> receipts = new CopyOnWriteArrayList<>();
    List<Thread> givers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      Thread giver = new Thread(() -> give(settings, exporter, receipts, number), "giver");
      giver.start();
      givers.add(giver);
    }
    for (Thread giver : givers) {
      giver.join();
    }
    exporter.shutdown(System.nanoTime() + 20_000_000_000L);
    stage.await("shut down", exporter::isShutDown);
    stage.close();
    LedgerAccount account = settings.telemetry().ledger().account("exporter:otlp", "exporter");
    assertLedger(settings.telemetry().ledger()).balances().nothingOpen();
    assertThat(backend.broken).hasValue(0);
    assertThat(backend.spans).hasValue(account.spans(Term.KEPT));
    assertThat(account.spans(Term.KEPT)).isEqualTo(account.spans(Term.RECEIVED)).isPositive();
    assertThat(receipts).isNotEmpty().allMatch(RecordingReceipt::isSettled);
    assertThat(settings.telemetry().meters().get("spanweir.exporter.queue.bytes").gauge().value())
        .isZero();
    assertThat(settings.pools().chunks().leasedBytes()).isZero();
  }

  private static void give(
      Settings settings, QueuedExporter exporter, List<RecordingReceipt> receipts, int number) {
    for (int round = 0; round < ROUNDS; round++) {
      int spans = 1 + round % 5;
      ExportTraceServiceRequest request = Fixtures.request(spans, number * 1_000_000L + round);
      int bytes = request.getSerializedSize();
      if (exporter.reserve(spans, bytes)) {
        if (round % 7 == 0) {
          exporter.cancel(spans, bytes);
          continue;
        }
        SpanBatch batch = Fixtures.batch(settings, request);
        RecordingReceipt receipt = new RecordingReceipt(true);
        receipts.add(receipt);
        exporter.commit(batch, spans, bytes, receipt);
      }
    }
  }
}

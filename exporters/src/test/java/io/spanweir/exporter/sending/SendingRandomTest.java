package io.spanweir.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Settings;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random walks: whatever a backend answers and whenever, the book balances, room comes back and
 * every receipt is completed.
 */
class SendingRandomTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int WALKS = 300;

  @Test
  void nothingLeaks() {
    Seed.each(WALKS, seed -> new Walk(seed).run());
  }

  private static final class Walk {
    private final SplittableRandom random;
    private final OneThread loops = new OneThread();
    private final Settings settings = Fixtures.settings("otlp", loops);
    private final ScriptedSender backend = new ScriptedSender();
    private final QueuedExporter exporter;
    private final List<RecordingReceipt> answers = new ArrayList<>();
    private final List<ScriptedSender.Sent> unanswered = new ArrayList<>();
    private int seen;

    Walk(long seed) {
      random = new SplittableRandom(seed);
      SendQueueConfig queue =
          new SendQueueConfig(
              random.nextInt(4) > 0,
              1 + random.nextInt(4),
              1 + random.nextInt(20),
              Sizer.values()[random.nextInt(3)],
              false,
              new ByteSize(random.nextInt(3) * 40_000L),
              new ByteSize(random.nextBoolean() ? 100 : 4 << 20));
      RetryConfig retry =
          new RetryConfig(
              random.nextInt(5) > 0,
              Duration.ofSeconds(1),
              random.nextDouble(),
              1 + random.nextDouble(),
              Duration.ofSeconds(5),
              Duration.ofSeconds(random.nextBoolean() ? 0 : 20));
      exporter =
          new QueuedExporter(
              settings, backend, new SendingConfig(queue, retry, Duration.ofSeconds(3)), random);
    }

    void run() throws IOException {
      exporter.start();
      for (int step = 0; step < 200; step++) {
        step();
        LedgerAccount account = settings.telemetry().ledger().account("exporter:otlp", "exporter");
        assertThat(account.spanImbalance()).isZero();
      }
      boolean dead = random.nextBoolean();
      exporter.shutdown(loops.nanoTime() + 30 * SECOND);
      for (int i = 0; i < 400 && !exporter.isShutDown(); i++) {
        loops.advance(SECOND / 10);
        if (!dead) {
          answerAll();
        }
      }
      assertEnd(dead);
    }

    private void step() {
      switch (random.nextInt(4)) {
        case 0, 1 -> give();
        case 2 -> loops.advance(random.nextLong(2 * SECOND));
        default -> answerOne();
      }
    }

    private void give() {
      ExportTraceServiceRequest request = Fixtures.request(random.nextInt(5), random.nextLong());
      int spans = request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
      int bytes = request.getSerializedSize();
      int announcedSpans = spans + random.nextInt(3);
      long announcedBytes = (long) bytes + random.nextInt(50);
      if (!exporter.reserve(announcedSpans, announcedBytes)) {
        return;
      }
      if (random.nextInt(5) == 0) {
        exporter.cancel(announcedSpans, announcedBytes);
        return;
      }
      RecordingReceipt receipt = new RecordingReceipt(true);
      answers.add(receipt);
      exporter.commit(Fixtures.batch(settings, request), announcedSpans, announcedBytes, receipt);
      loops.run();
    }

    private void answerOne() {
      collect();
      if (!unanswered.isEmpty()) {
        unanswered.remove(random.nextInt(unanswered.size())).callback.done(result());
        loops.run();
      }
    }

    private void answerAll() {
      collect();
      for (ScriptedSender.Sent attempt : unanswered) {
        attempt.callback.done(SendResult.ok());
      }
      unanswered.clear();
    }

    private void collect() {
      unanswered.addAll(backend.sent.subList(seen, backend.sent.size()));
      seen = backend.sent.size();
    }

    private SendResult result() {
      return switch (random.nextInt(5)) {
        case 0 -> SendResult.permanent("INTERNAL", "");
        case 1 -> SendResult.partial(random.nextInt(4), "some");
        case 2 -> SendResult.retry(random.nextLong(10 * SECOND), "UNAVAILABLE", "");
        default -> SendResult.ok();
      };
    }

    private void assertEnd(boolean dead) {
      assertThat(exporter.isShutDown()).isTrue();
      assertThat(settings.telemetry().ledger().problems()).isEmpty();
      LedgerAccount account = settings.telemetry().ledger().account("exporter:otlp", "exporter");
      assertThat(account.openSpans()).isZero();
      assertThat(account.spans(Term.REFUSED)).isZero();
      assertThat(settings.pools().chunks().leasedBytes()).isZero();
      for (String gauge : List.of("otelcol.exporter.queue.size", "spanweir.exporter.queue.bytes")) {
        assertThat(settings.telemetry().meters().get(gauge).gauge().value()).as(gauge).isZero();
      }
      assertThat(answers).allMatch(a -> a.answer() == Answer.ACCEPTED);
      if (!dead) {
        assertThat(answers).allMatch(a -> a.isSettled());
      }
    }
  }
}

package io.spanweir.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is taken, sent and counted while an exporter stops. */
class QueuedExporterShutdownTest extends QueuedExporterCase {
  @Test
  void nothingIsTakenBeforeStartNorAfterShutdown() {
    QueuedExporter idle =
        new QueuedExporter(
            settings,
            backend,
            new SendingConfig(SendQueueConfig.DEFAULT, RetryConfig.DEFAULT, Duration.ZERO));
    assertThat(idle.reserve(1, 10)).isFalse();
    idle.shutdown(loops.nanoTime());
    assertThat(idle.isShutDown()).isTrue();
    exporter.shutdown(loops.nanoTime() + SECOND);
    assertThat(exporter.reserve(1, 10)).isFalse();
  }

  @Test
  void shutdownSendsWhatIsQueued() throws IOException {
    exporter = exporter(queue(2, 100, Sizer.REQUESTS, 0), RetryConfig.DEFAULT);
    for (int i = 0; i < 20; i++) {
      backend.script.add(SendResult.ok());
      give(Fixtures.request(3, i));
    }
    exporter.shutdown(loops.nanoTime() + SECOND);
    assertThat(exporter.isShutDown()).isFalse();
    loops.run();
    assertThat(exporter.isShutDown()).isTrue();
    assertThat(backend.closed).isTrue();
    assertBook(60, 60, 0, 0, 0);
  }

  @Test
  void itIsShutDownOnceItsConnectionsAre() throws IOException {
    backend.closesLater = true;
    exporter.shutdown(loops.nanoTime() + SECOND);
    loops.run();
    assertThat(backend.closing).isTrue();
    assertThat(exporter.isShutDown()).as("the loops are still needed").isFalse();
    backend.closed = true;
    assertThat(exporter.isShutDown()).isTrue();
  }

  @Test
  void shutdownDoesNotSitOutLongWaits() {
    backend.script.add(SendResult.retry(60 * SECOND, "UNAVAILABLE", ""));
    backend.script.add(DOWN);
    backend.script.add(SendResult.ok());
    give(Fixtures.request(3, 1));
    loops.run();
    exporter.shutdown(loops.nanoTime() + 3 * SECOND);
    loops.advance(SECOND);
    assertThat(exporter.isShutDown()).isTrue();
    assertBook(3, 3, 0, 0, 0);
  }

  @Test
  void shutdownWithADeadBackendCountsWhatIsLostAndSettlesNothing() throws IOException {
    exporter = exporter(queue(2, 100, Sizer.REQUESTS, 0), RetryConfig.DEFAULT);
    List<RecordingReceipt> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(give(Fixtures.request(4, i)));
    }
    loops.run();
    exporter.shutdown(loops.nanoTime() + 3 * SECOND);
    loops.advance(3 * SECOND - 1);
    assertThat(exporter.isShutDown()).isFalse();
    loops.advance(1);
    assertThat(exporter.isShutDown()).isTrue();
    assertThat(backend.sent).hasSize(2).allMatch(s -> s.cancelled);
    assertThat(answers).noneMatch(a -> a.isSettled());
    assertBook(20, 0, 20, 0, 0);
  }

  @Test
  void shutdownWaitsForWhatIsReservedAndRefusesItAfterTheDeadline() {
    SpanBatch batch = Fixtures.batch(settings, Fixtures.request(2, 1));
    assertThat(exporter.reserve(2, 500)).isTrue();
    exporter.shutdown(loops.nanoTime() + SECOND);
    loops.run();
    assertThat(exporter.isShutDown()).as("something may still come").isFalse();
    loops.advance(SECOND);
    assertThat(exporter.isShutDown()).isTrue();
    RecordingReceipt answers = new RecordingReceipt(true);
    exporter.commit(batch, 2, 500, answers);
    assertThat(answers.answer()).isEqualTo(Answer.REFUSED);
    assertThat(account().spans(Term.REFUSED)).isEqualTo(2);
    assertThat(settings.telemetry().ledger().problems()).isEmpty();
  }
}

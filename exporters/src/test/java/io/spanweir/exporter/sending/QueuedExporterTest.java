package io.spanweir.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.exporter.Fixtures;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a batch: sent, tried again, given up, rejected. */
class QueuedExporterTest extends QueuedExporterCase {
  @Test
  void aBatchGoesOutAsItCameIn() {
    ExportTraceServiceRequest request = Fixtures.request(7, 1);
    backend.script.add(SendResult.ok());
    RecordingReceipt answers = give(request);
    assertThat(answers.answer()).isEqualTo(Answer.ACCEPTED);
    assertThat(answers.isSettled()).as("settled before it is sent").isFalse();
    loops.run();
    assertThat(backend.sent).hasSize(1);
    assertThat(backend.sent.get(0).request()).isEqualTo(request);
    assertThat(backend.sent.get(0).spans).isEqualTo(7);
    assertThat(answers.isSettled()).isTrue();
    assertBook(7, 7, 0, 0, 0);
    assertThat(metric("otelcol.exporter.sent.spans")).isEqualTo(7);
    assertThat(metric("otelcol.exporter.queue.size")).isZero();
  }

  @Test
  void aBatchWithoutRowsIsNotSent() {
    RecordingReceipt answers = give(ExportTraceServiceRequest.getDefaultInstance());
    loops.run();
    assertThat(answers.isSettled()).isTrue();
    assertThat(backend.sent).isEmpty();
    assertThat(metric("otelcol.exporter.queue.size")).isZero();
  }

  @Test
  void theSameBytesAreTriedAgainAtTheScheduledTimes() {
    for (int i = 0; i < 4; i++) {
      backend.script.add(DOWN);
    }
    backend.script.add(SendResult.ok());
    long begin = loops.nanoTime();
    give(Fixtures.request(1, 1));
    List<Double> times = new ArrayList<>();
    for (int tick = 0; tick < 800; tick++) {
      loops.run();
      while (times.size() < backend.sent.size()) {
        times.add((loops.nanoTime() - begin) / 1e9);
      }
      loops.advance(SECOND / 8);
    }
    assertThat(times).containsExactly(0.0, 5.0, 12.5, 23.75, 40.625);
    assertThat(backend.sent).allMatch(s -> s.bytes.equals(backend.sent.get(0).bytes));
    assertBook(1, 1, 0, 0, 0);
  }

  @Test
  void whatTakesTooLongIsGivenUp() throws IOException {
    exporter = exporter(SendQueueConfig.DEFAULT, exactly(5, 1, 5, 12));
    for (int i = 0; i < 10; i++) {
      backend.script.add(DOWN);
    }
    RecordingReceipt answers = give(Fixtures.request(3, 1));
    loops.advance(60 * SECOND);
    assertThat(backend.sent).as("at 0, 5 and 10 s; 15 s is past 12").hasSize(3);
    assertThat(answers.isSettled()).isTrue();
    assertBook(3, 0, 3, 0, 0);
    assertThat(metric("otelcol.exporter.send.failed.spans")).isEqualTo(3);
  }

  @Test
  void zeroElapsedTimeMeansForEver() throws IOException {
    exporter = exporter(SendQueueConfig.DEFAULT, exactly(5, 1, 5, 0));
    for (int i = 0; i < 20_000; i++) {
      backend.script.add(DOWN);
    }
    give(Fixtures.request(1, 1));
    loops.advance(24 * 3600 * SECOND);
    assertThat(backend.sent).hasSize(24 * 720 + 1);
    assertBook(1, 0, 0, 0, 1);
  }

  @Test
  void theBackendsWishIsALowerBound() {
    backend.script.add(SendResult.retry(17 * SECOND, "UNAVAILABLE", ""));
    backend.script.add(SendResult.retry(SECOND, "UNAVAILABLE", ""));
    backend.script.add(SendResult.ok());
    give(Fixtures.request(1, 1));
    loops.advance(17 * SECOND - 1);
    assertThat(backend.sent).hasSize(1);
    loops.advance(1);
    assertThat(backend.sent).hasSize(2);
    loops.advance(7_500_000_000L - 1);
    assertThat(backend.sent).hasSize(2);
    loops.advance(1);
    assertThat(backend.sent).hasSize(3);
  }

  @Test
  void withoutRetriesTheFirstFailureIsTheLast() throws IOException {
    RetryConfig off =
        new RetryConfig(
            false, Duration.ofSeconds(5), 0, 1.5, Duration.ofSeconds(30), Duration.ZERO);
    exporter = exporter(SendQueueConfig.DEFAULT, off);
    backend.script.add(DOWN);
    give(Fixtures.request(2, 1));
    loops.run();
    assertBook(2, 0, 2, 0, 0);
  }

  @Test
  void whatTheBackendWillNeverTakeIsNotTriedAgain() {
    backend.script.add(SendResult.permanent("INVALID_ARGUMENT", "no"));
    RecordingReceipt answers = give(Fixtures.request(2, 1));
    loops.advance(600 * SECOND);
    assertThat(backend.sent).hasSize(1);
    assertThat(answers.isSettled()).isTrue();
    assertBook(2, 0, 2, 0, 0);
    assertThat(settings.telemetry().errors().count("exporter:otlp", "INVALID_ARGUMENT"))
        .isEqualTo(1);
  }

  @Test
  void whatIsRejectedInPartIsCountedAndNotTriedAgain() {
    backend.script.add(SendResult.partial(2, "two were odd"));
    give(Fixtures.request(5, 1));
    loops.advance(600 * SECOND);
    assertThat(backend.sent).hasSize(1);
    assertBook(5, 3, 0, 2, 0);
  }

  @Test
  void aBackendCannotRejectMoreThanItGot() {
    backend.script.add(SendResult.partial(1_000_000, "all of them, and then some"));
    backend.script.add(SendResult.partial(-3, "negative"));
    give(Fixtures.request(5, 1));
    give(Fixtures.request(5, 9));
    loops.run();
    assertBook(10, 5, 0, 5, 0);
  }

  @Test
  void anAttemptWithoutAnswerTimesOut() {
    give(Fixtures.request(1, 1));
    loops.advance(5 * SECOND - 1);
    assertThat(backend.sent.get(0).cancelled).isFalse();
    loops.advance(1);
    assertThat(backend.sent.get(0).cancelled).isTrue();
    loops.advance(5 * SECOND);
    assertThat(backend.sent).hasSize(2);
    backend.sent.get(0).callback.done(SendResult.permanent("late", ""));
    loops.run();
    assertBook(1, 0, 0, 0, 1);
    backend.sent.get(1).callback.done(SendResult.ok());
    backend.sent.get(1).callback.done(DOWN);
    loops.advance(600 * SECOND);
    assertThat(backend.sent).hasSize(2);
    assertBook(1, 1, 0, 0, 0);
  }
}

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
import io.spanweir.testkit.RecordingReceipt.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What exporters share, against a backend that does as it is told, in a time of its own. */
class QueuedExporterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final SendResult DOWN = SendResult.retry(SendResult.NO_WISH, "UNAVAILABLE", "");

  private final OneThread loops = new OneThread();
  private Settings settings;
  private final ScriptedSender backend = new ScriptedSender();
  private QueuedExporter exporter;

  @BeforeEach
  void start() throws IOException {
    exporter = exporter(SendQueueConfig.DEFAULT, exactly(5, 1.5, 30, 300));
  }

  private QueuedExporter exporter(SendQueueConfig queue, RetryConfig retry) throws IOException {
    settings = Fixtures.settings("otlp", loops);
    SendingConfig config = new SendingConfig(queue, retry, Duration.ofSeconds(5));
    QueuedExporter made = new QueuedExporter(settings, backend, config, new SplittableRandom(1));
    made.start();
    return made;
  }

  /** A schedule without randomness. */
  private static RetryConfig exactly(int initial, double multiplier, int max, int elapsed) {
    return new RetryConfig(
        true,
        Duration.ofSeconds(initial),
        0,
        multiplier,
        Duration.ofSeconds(max),
        Duration.ofSeconds(elapsed));
  }

  private static SendQueueConfig queue(int consumers, long size, Sizer sizer, long bytes) {
    return new SendQueueConfig(
        true, consumers, size, sizer, false, new ByteSize(bytes), ByteSize.ofMiB(4));
  }

  private RecordingReceipt give(ExportTraceServiceRequest request) {
    SpanBatch batch = Fixtures.batch(settings, request);
    int spans = batch.size();
    long bytes = request.getSerializedSize();
    assertThat(exporter.reserve(spans, bytes)).as("reserve").isTrue();
    RecordingReceipt answers = new RecordingReceipt(true);
    exporter.commit(batch, spans, bytes, answers);
    return answers;
  }

  private LedgerAccount account() {
    return settings.telemetry().ledger().account("exporter:otlp", "exporter");
  }

  private void assertBook(int received, int kept, int failed, int rejected, int open) {
    LedgerAccount account = account();
    assertThat(account.spans(Term.RECEIVED)).as("received").isEqualTo(received);
    assertThat(account.spans(Term.KEPT)).as("kept").isEqualTo(kept);
    assertThat(account.spans(Term.FAILED)).as("failed").isEqualTo(failed);
    assertThat(account.spans(Term.REJECTED)).as("rejected").isEqualTo(rejected);
    assertThat(account.openSpans()).as("open").isEqualTo(open);
    assertThat(settings.telemetry().ledger().problems()).isEmpty();
    assertThat(settings.pools().chunks().leasedBytes()).as("chunks of batches").isZero();
  }

  private double metric(String name) {
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

  @Test
  void onlySoManyAreOnTheirWayAtOnce() throws IOException {
    exporter = exporter(queue(3, 100, Sizer.REQUESTS, 0), RetryConfig.DEFAULT);
    for (int i = 0; i < 10; i++) {
      give(Fixtures.request(1, i));
    }
    loops.run();
    assertThat(backend.sent).hasSize(3);
    backend.sent.get(1).callback.done(SendResult.ok());
    loops.run();
    assertThat(backend.sent).hasSize(4);
  }

  @Test
  void aWaitBetweenTwoAttemptsKeepsItsPlace() throws IOException {
    exporter = exporter(queue(2, 100, Sizer.REQUESTS, 0), exactly(5, 1, 5, 0));
    for (int i = 0; i < 10; i++) {
      backend.script.add(DOWN);
      give(Fixtures.request(1, i));
    }
    loops.run();
    assertThat(backend.sent)
        .as("a backend that is down is not asked by the whole queue")
        .hasSize(2);
  }

  @Test
  void aFullQueueRefusesAndTakesAgainWhenThereIsRoom() throws IOException {
    exporter = exporter(queue(1, 2, Sizer.REQUESTS, 0), RetryConfig.DEFAULT);
    give(Fixtures.request(1, 1));
    give(Fixtures.request(1, 2));
    loops.run();
    assertThat(exporter.reserve(4, 100)).as("one in flight, one waiting").isFalse();
    assertThat(exporter.retryAfterNanos()).isPositive();
    assertThat(metric("otelcol.exporter.enqueue.failed.spans")).isEqualTo(4);
    assertThat(metric("otelcol.exporter.queue.size")).isEqualTo(2);
    assertThat(metric("otelcol.exporter.queue.capacity")).isEqualTo(2);
    backend.sent.get(0).callback.done(SendResult.ok());
    loops.run();
    assertThat(exporter.reserve(4, 100)).isTrue();
    exporter.cancel(4, 100);
  }

  @Test
  void theSizerSaysWhatIsCounted() throws IOException {
    exporter = exporter(queue(1, 10, Sizer.ITEMS, 0), RetryConfig.DEFAULT);
    give(Fixtures.request(7, 1));
    assertThat(exporter.reserve(4, 100)).isFalse();
    assertThat(exporter.reserve(3, 100)).isTrue();

    exporter = exporter(queue(1, 1000, Sizer.BYTES, 0), RetryConfig.DEFAULT);
    assertThat(exporter.reserve(1, 600)).isTrue();
    assertThat(exporter.reserve(1, 600)).isFalse();
    assertThat(exporter.reserve(1, 400)).isTrue();
  }

  @Test
  void memoryIsBoundedWhateverTheSizer() throws IOException {
    exporter = exporter(queue(1, 1000, Sizer.REQUESTS, 64 << 10), RetryConfig.DEFAULT);
    int taken = 0;
    while (exporter.reserve(1, 5000)) {
      taken++;
    }
    assertThat(taken).as("8 KiB chunks in 64 KiB").isEqualTo(8);
  }

  @Test
  void aRequestLargerThanTheQueueIsTakenAlone() throws IOException {
    exporter = exporter(queue(1, 5, Sizer.ITEMS, 0), RetryConfig.DEFAULT);
    backend.script.add(SendResult.ok());
    give(Fixtures.request(50, 1));
    assertThat(exporter.reserve(1, 10)).isFalse();
    loops.run();
    assertThat(exporter.reserve(1, 10)).isTrue();
  }

  @Test
  void withoutAQueueOnlyWhatCanBeSentAtOnceIsTaken() throws IOException {
    SendQueueConfig off =
        new SendQueueConfig(
            false, 2, 1000, Sizer.REQUESTS, false, new ByteSize(0), ByteSize.ofMiB(4));
    exporter = exporter(off, RetryConfig.DEFAULT);
    give(Fixtures.request(1, 1));
    give(Fixtures.request(1, 2));
    assertThat(exporter.reserve(1, 10)).isFalse();
  }

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

  @Test
  void aBatchLargerThanServersTakeGoesInSeveralRequests() throws IOException {
    SendQueueConfig small =
        new SendQueueConfig(
            true, 10, 1000, Sizer.REQUESTS, false, new ByteSize(0), new ByteSize(2000));
    exporter = exporter(small, RetryConfig.DEFAULT);
    ExportTraceServiceRequest request = Fixtures.request(500, 1);
    RecordingReceipt answers = give(request);
    loops.run();
    int settledAfter = 0;
    while (settledAfter < backend.sent.size()) {
      assertThat(answers.isSettled()).isFalse();
      backend.sent.get(settledAfter++).callback.done(SendResult.ok());
      loops.run();
    }
    assertThat(answers.isSettled()).isTrue();
    assertThat(backend.sent).hasSizeGreaterThan(10).allMatch(s -> s.bytes.size() <= 2000);
    ExportTraceServiceRequest.Builder joined = ExportTraceServiceRequest.newBuilder();
    backend.sent.forEach(s -> joined.mergeFrom(s.request()));
    assertThat(
            joined.getResourceSpansList().stream()
                .flatMap(r -> r.getScopeSpans(0).getSpansList().stream())
                .toList())
        .isEqualTo(request.getResourceSpans(0).getScopeSpans(0).getSpansList());
    assertBook(500, 500, 0, 0, 0);
    assertThat(metric("otelcol.exporter.queue.size")).isZero();
  }

  @Test
  void aSpanLargerThanServersTakeGoesAlone() throws IOException {
    SendQueueConfig tiny =
        new SendQueueConfig(
            true, 10, 1000, Sizer.REQUESTS, false, new ByteSize(0), new ByteSize(1));
    exporter = exporter(tiny, RetryConfig.DEFAULT);
    give(Fixtures.request(3, 1));
    loops.run();
    assertThat(backend.sent).hasSize(3).allMatch(s -> s.spans == 1);
  }
}

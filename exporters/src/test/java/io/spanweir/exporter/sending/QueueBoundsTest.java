package io.spanweir.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.ByteSize;
import io.spanweir.exporter.Fixtures;
import io.spanweir.testkit.RecordingReceipt;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How much waits, is on its way, and goes in one request. */
class QueueBoundsTest extends QueuedExporterCase {
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

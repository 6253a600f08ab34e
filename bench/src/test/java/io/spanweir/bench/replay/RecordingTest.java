package io.spanweir.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.bench.replay.Recording.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables become what their clients would have sent. */
class RecordingTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  private static CsvSpan span(String trace, int id, String pod, long start, long end) {
    return new CsvSpan(
        trace.repeat(32),
        String.format("%016x", id),
        id == 1 ? "" : "0000000000000001",
        pod,
        "op",
        start,
        end);
  }

  @Test
  void readsATable() throws IOException {
    List<CsvSpan> spans = CsvSpan.read(Tables.FAULT_FREE);
    assertThat(spans).hasSize(4890);
    CsvSpan first = spans.get(0);
    assertThat(first.service()).isEqualTo("ts-gateway-service");
    assertThat(first.parentId()).isEmpty();
    assertThat(first.endNanos() - first.startNanos()).isEqualTo(28_160_439);
    Recording recording = new Recording(spans, 0, 1);
    assertThat(recording.traces()).isEqualTo(71);
    assertThat(recording.percentileNanos(95)).isBetween(602_000_000L, 603_000_000L);
  }

  @Test
  void refusesOtherTables() throws IOException {
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n");
    assertThatThrownBy(() -> CsvSpan.read(other)).isInstanceOf(IOException.class);
  }

  @Test
  void clientsSendWhatHasEndedAndEverythingOnce() throws IOException {
    List<CsvSpan> spans = CsvSpan.read(Tables.FAULT_FREE);
    Recording recording = new Recording(spans, 0, 1);
    List<CsvSpan> sent = new ArrayList<>();
    long before = 0;
    for (Batch batch : recording.batches(5 * SECOND)) {
      assertThat(batch.dueNanos()).isGreaterThanOrEqualTo(before);
      before = batch.dueNanos();
      assertThat(batch.spans()).hasSizeBetween(1, 512);
      for (CsvSpan span : batch.spans()) {
        assertThat(span.pod()).isEqualTo(batch.pod());
        assertThat(batch.dueNanos() - (span.endNanos() - recording.startNanos()))
            .isBetween(0L, 5 * SECOND);
      }
      sent.addAll(batch.spans());
    }
    assertThat(sent).hasSize(spans.size());
    assertThat(new HashSet<>(sent)).isEqualTo(new HashSet<>(spans));
  }

  @Test
  void clocksAreWrongPerPodAndWithinTheBound() {
    List<CsvSpan> spans = new ArrayList<>();
    for (int pod = 0; pod < 100; pod++) {
      spans.add(span("a", pod + 1, "pod-" + pod, 0, 10));
    }
    Recording skewed = new Recording(spans, 1000, 7);
    Set<Long> skews = new HashSet<>();
    spans.forEach(span -> skews.add(skewed.skewNanos(span.pod())));
    assertThat(skews).hasSizeGreaterThan(50).allMatch(skew -> Math.abs(skew) <= 1000);
    assertThat(skewed.durations().get("a".repeat(32))).isGreaterThan(1000);
    assertThat(new Recording(spans, 0, 7).durations()).isEqualTo(Map.of("a".repeat(32), 10L));
  }

  @Test
  void slowMeansMoreThan() {
    Recording recording =
        new Recording(
            List.of(span("a", 1, "p", 0, 10), span("b", 1, "p", 5, 10), span("b", 2, "q", 7, 16)),
            0,
            1);
    assertThat(recording.slowerThan(10))
        .isEqualTo(Map.of("b".repeat(32), Set.of("0000000000000001", "0000000000000002")));
    assertThat(recording.percentileNanos(50)).isEqualTo(10);
    assertThat(recording.percentileNanos(95)).isEqualTo(11);
  }

  @Test
  void writesOtlp() throws IOException {
    CsvSpan span = span("a", 2, "shop-6f6cfc45b-h5m2n", 100, 150);
    byte[] bytes = RequestBytes.of(new Batch(0, span.pod(), List.of(span)), 1000);
    ResourceSpans resource = ExportTraceServiceRequest.parseFrom(bytes).getResourceSpans(0);
    assertThat(resource.getResource().getAttributes(0).getValue().getStringValue())
        .isEqualTo("shop");
    Span written = resource.getScopeSpans(0).getSpans(0);
    assertThat(written.getName()).isEqualTo("op");
    assertThat(written.getTraceId().size()).isEqualTo(16);
    assertThat(written.getStartTimeUnixNano()).isEqualTo(1100);
    assertThat(written.getEndTimeUnixNano()).isEqualTo(1150);
  }
}

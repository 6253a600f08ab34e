package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.testkit.ProtoWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OtlpIndexerTest {
  private final Bytes bytes = new Bytes();

  @Test
  void nothingIsAnEmptyRequest() throws Exception {
    SpanBatch batch = bytes.index(new byte[0]);
    assertThat(batch.size()).isZero();
    assertThat(batch.chunkCount()).isEqualTo(1);
    assertThat(bytes.frame(batch)).isEmpty();
    batch.release();
    assertThat(bytes.chunks.leasedBytes()).isZero();
  }

  @Test
  void resourcesAndScopesWithoutSpans() throws Exception {
    SpanBatch batch = bytes.index(new byte[] {0x0a, 0, 0x0a, 2, 0x12, 0});
    assertThat(batch.resources().size()).isEqualTo(2);
    assertThat(batch.scopes().size()).isEqualTo(1);
    assertThat(bytes.frame(batch)).isEmpty();
    batch.release();
  }

  @Test
  void wireCapturesComeBackAsTheyWere() throws Exception {
    for (byte[] body : WireCaptures.all()) {
      SpanBatch batch = bytes.index(body);
      assertThat(batch.size()).isPositive();
      assertThat(bytes.indexer.rejectedSpans()).isZero();
      assertThat(bytes.frame(batch)).isEqualTo(body);
      assertThat(TracesData.parseFrom(body)).isEqualTo(Kept.of(body));
      batch.release();
    }
  }

  @Test
  void saysWhyASpanIsRejected() throws Exception {
    assertThat(reason(ids(0, 8, 8))).isEqualTo("trace_id is missing");
    assertThat(reason(ids(3, 8, 8))).isEqualTo("trace_id has 3 bytes, expected 16");
    assertThat(reason(ids(17, 8, 8))).isEqualTo("trace_id has 17 bytes, expected 16");
    assertThat(reason(ids(16, 0, 8))).isEqualTo("span_id is missing");
    assertThat(reason(ids(16, 16, 8))).isEqualTo("span_id has 16 bytes, expected 8");
    assertThat(reason(ids(16, 8, 1))).isEqualTo("parent_span_id has 1 bytes, expected 8");
    assertThat(reason(ids(16, 8, 9))).isEqualTo("parent_span_id has 9 bytes, expected 8");
    assertThat(reason(ids(16, 8, 0))).isNull();
    byte[] id = filled(16);
    ProtoWriter zeros = new ProtoWriter().bytesField(1, new byte[16]).bytesField(2, filled(8));
    assertThat(reason(zeros)).isEqualTo("trace_id is all zeros");
    zeros = new ProtoWriter().bytesField(1, id).bytesField(2, new byte[8]);
    assertThat(reason(zeros)).isEqualTo("span_id is all zeros");
    assertThat(reason(new ProtoWriter())).isEqualTo("trace_id is missing");
  }

  @Test
  void aParentOfZerosIsNone() throws Exception {
    ProtoWriter span =
        new ProtoWriter()
            .bytesField(1, filled(16))
            .bytesField(2, filled(8))
            .bytesField(4, new byte[8]);
    SpanBatch batch = bytes.index(request(span));
    assertThat(batch.index().parentSpanId(0)).isZero();
    batch.release();
  }

  @Test
  void goodSpansOfARequestWithBadOnesAreTaken() throws Exception {
    SpanBatch batch =
        bytes.index(request(ids(16, 8, 8), ids(3, 8, 8), ids(16, 8, 0), ids(16, 1, 0)));
    assertThat(batch.size()).isEqualTo(2);
    assertThat(bytes.indexer.rejectedSpans()).isEqualTo(2);
    assertThat(bytes.indexer.rejectedReason()).contains("trace_id has 3");
    batch.release();
    bytes.index(request(ids(16, 8, 8))).release();
    assertThat(bytes.indexer.rejectedSpans()).isZero();
    assertThat(bytes.indexer.rejectedReason()).isNull();
  }

  @Test
  void malformedInsideOfARejectedSpanIsMalformed() {
    assertThatThrownBy(() -> bytes.index(request(new ProtoWriter().raw(0x0b))))
        .isInstanceOf(MalformedException.class)
        .hasMessage("groups are not accepted at byte 7");
    assertThat(bytes.chunks.leasedBytes()).isZero();
  }

  @Test
  void spansAreLimitedBeforeTheyAreCounted() throws Exception {
    Bytes few = new Bytes(3);
    few.index(request(ids(0, 0, 0), ids(0, 0, 0), ids(0, 0, 0))).release();
    assertThat(few.indexer.rejectedSpans()).isEqualTo(3);
    byte[] emptySpans = new byte[1 << 20];
    for (int i = 0; i < emptySpans.length; i += 2) {
      emptySpans[i] = 0x12;
    }
    byte[] bomb =
        new ProtoWriter()
            .messageField(1, new ProtoWriter().bytesField(2, emptySpans))
            .toByteArray();
    assertThatThrownBy(() -> few.index(bomb))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("more than 3 spans at byte");
    assertThatThrownBy(() -> bytes.index(bomb)).hasMessageStartingWith("more than 100000 spans");
  }

  @Test
  void envelopesAreLimited() throws Exception {
    byte[] resources = new byte[20];
    for (int i = 0; i < resources.length; i += 2) {
      resources[i] = 0x0a;
    }
    new Bytes(10).index(resources).release();
    assertThatThrownBy(() -> new Bytes(9).index(resources))
        .hasMessage("more than 9 resources and scopes at byte 20");
  }

  @Test
  void aSecondChunkGoesIntoTheSameBatch() throws Exception {
    SpanBatch batch = bytes.batches.lease();
    bytes.indexer.index(bytes.chunk(request(ids(16, 8, 8))), batch);
    bytes.indexer.index(bytes.chunk(request(ids(16, 8, 0), ids(16, 8, 8))), batch);
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.index().chunk(0)).isZero();
    assertThat(batch.index().chunk(2)).isEqualTo(1);
    TracesData back = TracesData.parseFrom(bytes.frame(batch));
    assertThat(back.getResourceSpansCount()).isEqualTo(2);
    batch.release();
    assertThat(bytes.chunks.leasedBytes()).isZero();
  }

  private String reason(ProtoWriter span) throws MalformedException {
    bytes.index(request(span)).release();
    return bytes.indexer.rejectedReason();
  }

  private static ProtoWriter ids(int trace, int span, int parent) {
    ProtoWriter fields = new ProtoWriter();
    fields.bytesField(1, filled(trace)).bytesField(2, filled(span)).bytesField(4, filled(parent));
    return fields;
  }

  private static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 5);
    return bytes;
  }

  private static byte[] request(ProtoWriter... spans) {
    ProtoWriter scope = new ProtoWriter();
    for (ProtoWriter span : spans) {
      scope.messageField(2, span);
    }
    return new ProtoWriter()
        .messageField(1, new ProtoWriter().messageField(2, scope))
        .toByteArray();
  }

  /** In data points, as the Collector counts metrics; what can't be read inside has none. */
  @Test
  void metricsAreCountedByTheirDataPoints() throws Exception {
    ScopeMetrics.Builder scope =
        ScopeMetrics.newBuilder()
            .addMetrics(
                Metric.newBuilder()
                    .setName("gauge")
                    .setGauge(
                        Gauge.newBuilder()
                            .addDataPoints(NumberDataPoint.newBuilder().setAsInt(1))
                            .addDataPoints(NumberDataPoint.newBuilder().setAsInt(2))))
            .addMetrics(Metric.newBuilder().setName("none"))
            .addMetrics(
                Metric.newBuilder()
                    .setSum(
                        Sum.newBuilder()
                            .setIsMonotonic(true)
                            .addDataPoints(NumberDataPoint.newBuilder().setAsInt(3))))
            .addMetrics(
                Metric.newBuilder()
                    .setHistogram(
                        Histogram.newBuilder()
                            .addDataPoints(HistogramDataPoint.newBuilder().setCount(4))))
            .addMetrics(
                Metric.newBuilder()
                    .setExponentialHistogram(
                        ExponentialHistogram.newBuilder()
                            .addDataPoints(ExponentialHistogramDataPoint.newBuilder().setCount(4))))
            .addMetrics(
                Metric.newBuilder()
                    .setSummary(
                        Summary.newBuilder()
                            .addDataPoints(SummaryDataPoint.newBuilder().setCount(5))));
    ExportMetricsServiceRequest request =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(ResourceMetrics.newBuilder().addScopeMetrics(scope))
            .build();
    SpanBatch batch = bytes.index(request.toByteArray(), Signal.METRICS);
    assertThat(batch.size()).isEqualTo(6);
    assertThat(batch.items()).isEqualTo(6);
    assertThat(batch.items(0, 1)).isEqualTo(2);
    assertThat(batch.items(1, 2)).isZero();
    SpanBatch copy = batch.share();
    assertThat(copy.items()).isEqualTo(6);
    copy.release();
    batch.release();
    byte[] brokenInside = {0x0a, 8, 0x12, 6, 0x12, 4, 0x2a, 2, 0x0a, 9};
    batch = bytes.index(brokenInside, Signal.METRICS);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(batch.items()).isZero();
    assertThat(batch.room()).isEqualTo(1);
    batch.release();
  }
}

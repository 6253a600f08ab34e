package io.spanweir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the hand-made bytes with protobuf-java. */
final class RequestBytesTest {
  private static final Shape W1 = new Shape(512, 4, 4, false, 42);

  @Test
  void aTemplateIsAValidRequestBeforeItIsPatched() throws IOException {
    RequestTemplate template = new RequestTemplate(W1, 0);

    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(template.bytes());

    assertThat(request.getResourceSpansList()).hasSize(4);
    assertThat(spans(request)).hasSize(512);
    assertThat(template.spans())
        .allSatisfy(span -> assertThat(span.bytes().length).isBetween(770, 800));
  }

  @Test
  void aSpanHasTwelveToFourteenAttributes() throws IOException {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.parseFrom(new RequestTemplate(W1, 0).bytes());

    assertThat(spans(request))
        .allSatisfy(span -> assertThat(span.getAttributesCount()).isBetween(12, 14));
  }

  @Test
  void smallSpansAreSmall() {
    RequestTemplate template = new RequestTemplate(new Shape(100, 4, 4, true, 42), 0);

    assertThat(template.spans())
        .allSatisfy(span -> assertThat(span.bytes().length).isBetween(200, 350));
  }

  @Test
  void patchedSpansCarryWhatTheModelSays() throws IOException {
    TraceModel model = new TraceModel(W1.seed());
    PatchedRequests source = new PatchedRequests(W1, Framing.NONE, Encoding.PROTOBUF, 60);
    for (int i = 0; i < 60; i++) {
      SpanStream expected = new SpanStream(60);
      for (int skip = 0; skip < i * W1.batch(); skip++) {
        expected.advance();
      }
      WireImage image = source.take();
      for (Span span : spans(parse(image))) {
        check(span, model, expected.trace(), expected.index());
        expected.advance();
      }
      source.giveBack(image);
    }
  }

  @Test
  void aTraceTakesAsLongAsTheModelSays() throws IOException {
    TraceModel model = new TraceModel(W1.seed());
    PatchedRequests source = new PatchedRequests(W1, Framing.NONE, Encoding.PROTOBUF, 52);
    List<Span> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.addAll(spans(parse(source.take())));
    }
    for (long trace = 0; trace < 100; trace++) {
      long high = model.traceIdHigh(trace);
      List<Span> spans = all.stream().filter(s -> idHigh(s) == high).toList();
      long start = spans.stream().mapToLong(Span::getStartTimeUnixNano).min().orElseThrow();
      long end = spans.stream().mapToLong(Span::getEndTimeUnixNano).max().orElseThrow();
      assertThat(spans).hasSize(10);
      assertThat(end - start).isEqualTo(model.durationNanos(trace));
      assertThat(end - start > 500_000_000L).isEqualTo(model.kind(trace) == TraceKind.SLOW);
    }
  }

  @Test
  void requestsCompressAsRecordedTrafficDoes() throws IOException {
    PatchedRequests source = new PatchedRequests(W1, Framing.NONE, Encoding.PROTOBUF, 60);
    for (int i = 0; i < 20; i++) {
      byte[] message = bytes(source.take());
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(message);
      }
      assertThat((double) message.length / packed.size()).isBetween(3.2, 3.8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 10, 500})
  void allResourcesShow(int resources) throws IOException {
    Shape shape = new Shape(8, resources, 4, true, 1);
    Set<String> seen = new HashSet<>();
    PatchedRequests source = new PatchedRequests(shape, Framing.NONE, Encoding.PROTOBUF, 2);
    for (int i = 0; i < shape.templates(); i++) {
      WireImage image = source.take();
      for (ResourceSpans each : parse(image).getResourceSpansList()) {
        seen.add(each.getResource().toString());
      }
      source.giveBack(image);
    }
    assertThat(seen).hasSize(resources);
  }

  private static void check(Span span, TraceModel model, long trace, int index) {
    assertThat(idHigh(span)).isEqualTo(model.traceIdHigh(trace));
    assertThat(little(span.getTraceId().toByteArray(), 8))
        .isEqualTo(model.traceIdLow(model.traceIdHigh(trace)));
    assertThat(little(span.getSpanId().toByteArray(), 0)).isEqualTo(model.spanId(trace, index));
    if (index == 0) {
      assertThat(span.getParentSpanId().isEmpty()).isTrue();
    } else {
      assertThat(little(span.getParentSpanId().toByteArray(), 0))
          .isEqualTo(model.spanId(trace, TraceModel.parentOf(index)));
    }
    boolean marked = index == model.markedIndex(trace);
    boolean error = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
    assertThat(error).isEqualTo(marked && model.kind(trace) == TraceKind.ERROR);
    assertThat(tier(span).equals("vip")).isEqualTo(marked && model.kind(trace) == TraceKind.VIP);
    assertThat(span.getUnknownFields().asMap()).isEmpty();
  }

  private static String tier(Span span) {
    return span.getAttributesList().stream()
        .filter(a -> a.getKey().equals("customer.tier"))
        .map(KeyValue::getValue)
        .findFirst()
        .orElseThrow()
        .getStringValue();
  }

  private static ExportTraceServiceRequest parse(WireImage image) throws IOException {
    return ExportTraceServiceRequest.parseFrom(bytes(image));
  }

  private static byte[] bytes(WireImage image) {
    ByteBuffer buffer = image.bytes().clear();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }

  private static long idHigh(Span span) {
    return little(span.getTraceId().toByteArray(), 0);
  }

  private static long little(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }
}

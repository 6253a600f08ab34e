package io.spanweir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A request in JSON says what the same request says in protobuf. */
final class JsonTemplateTest {
  private static final Shape W1 = new Shape(512, 4, 4, false, 42);
  private static final long NOW = 1_700_000_000_123_456_789L;

  @Test
  void holdsTheSameSpans() throws IOException {
    RequestTemplate template = new RequestTemplate(W1, 0);
    WireImage proto = PatchedRequests.image(template, Framing.NONE);
    WireImage json = PatchedRequests.image(new JsonTemplate(template), Framing.NONE);
    TraceModel model = new TraceModel(W1.seed());
    SpanStream ofProto = new SpanStream(60);
    SpanStream ofJson = new SpanStream(60);
    TraceStarts starts = new TraceStarts(10_000);
    for (int i = 0; i < 30; i++) {
      proto.patch(ofProto, model, starts, NOW + i);
      json.patch(ofJson, model, starts, NOW + i);
      String text = new String(bytes(json), StandardCharsets.US_ASCII);
      int at = 0;
      for (Span span : spans(ExportTraceServiceRequest.parseFrom(bytes(proto)))) {
        String expected = json(span);
        at = text.indexOf("{\"traceId\"", at);
        assertThat(text.substring(at, at + expected.length())).isEqualTo(expected);
        at += expected.length();
      }
      assertThat(text.indexOf("{\"traceId\"", at)).isNegative();
    }
  }

  private static String json(Span span) {
    HexFormat hex = HexFormat.of();
    boolean root = span.getParentSpanId().isEmpty();
    String fixed =
        "{\"traceId\":\"%s\",\"spanId\":\"%s\",\"parentSpanI%s\":\""
            .formatted(
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                root ? "x" : "d");
    if (root) {
      return fixed;
    }
    return fixed
        + hex.formatHex(span.getParentSpanId().toByteArray())
        + "\",\"name\":\"%s\",\"kind\":%d,\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\","
            .formatted(
                span.getName(),
                span.getKindValue(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano())
        + "\"attributes\":["
        + span.getAttributesList().stream()
            .map(JsonTemplateTest::json)
            .collect(Collectors.joining(","))
        + "],\"status\":{\"code\":"
        + span.getStatus().getCodeValue()
        + "}}";
  }

  private static String json(KeyValue attribute) {
    String value =
        attribute.getValue().hasIntValue()
            ? "{\"intValue\":\"" + attribute.getValue().getIntValue() + "\"}"
            : "{\"stringValue\":\""
                + attribute.getValue().getStringValue().replace("\"", "\\\"")
                + "\"}";
    return "{\"key\":\"" + attribute.getKey() + "\",\"value\":" + value + "}";
  }

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }

  private static byte[] bytes(WireImage image) {
    ByteBuffer bytes = image.bytes().duplicate().clear();
    byte[] message = new byte[bytes.remaining()];
    bytes.get(message);
    return message;
  }
}

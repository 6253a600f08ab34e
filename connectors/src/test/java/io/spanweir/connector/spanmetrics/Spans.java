package io.spanweir.connector.spanmetrics;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.spanweir.testkit.Rng;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Requests to count, plain ones and random ones. */
final class Spans {
  static final long START = 1_767_225_600_000_000_000L;
  private static final List<String> NAMES = List.of("GET /", "POST /cart", "", "größer", "x");

  private Spans() {}

  static KeyValue text(String key, String value) {
    return pair(key, AnyValue.newBuilder().setStringValue(value).build());
  }

  static KeyValue pair(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  static Resource resource(String service, KeyValue... more) {
    return Resource.newBuilder()
        .addAttributes(text("service.name", service))
        .addAllAttributes(List.of(more))
        .build();
  }

  static Span span(String name, long nanos, KeyValue... attributes) {
    return Span.newBuilder()
        .setTraceId(id(16, 7))
        .setSpanId(id(8, 9))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(START + nanos)
        .addAllAttributes(List.of(attributes))
        .build();
  }

  private static ByteString id(int bytes, long value) {
    return ByteString.copyFrom(ByteBuffer.allocate(bytes).putLong(bytes - 8, value).array());
  }

  static ExportTraceServiceRequest request(Resource resource, Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource)
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
        .build();
  }

  static ExportTraceServiceRequest random(Rng rng) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int r = rng.between(1, 3); r > 0; r--) {
      ResourceSpans.Builder resource = request.addResourceSpansBuilder();
      resource.setResource(randomResource(rng));
      if (rng.percent(50)) {
        resource.setSchemaUrl("https://schema");
      }
      for (int s = rng.between(1, 2); s > 0; s--) {
        ScopeSpans.Builder scope = resource.addScopeSpansBuilder();
        for (int i = rng.below(8); i > 0; i--) {
          scope.addSpans(randomSpan(rng));
        }
      }
    }
    return request.build();
  }

  private static Resource randomResource(Rng rng) {
    List<KeyValue> attributes = new ArrayList<>();
    if (rng.percent(80)) {
      attributes.add(text("service.name", rng.pick(List.of("shop", "cart"))));
    }
    attributes.add(text("pod", "pod-" + rng.below(3)));
    if (rng.percent(30)) {
      attributes.add(text("region", "eu"));
    }
    if (rng.percent(50)) {
      Collections.reverse(attributes);
    }
    return Resource.newBuilder().addAllAttributes(attributes).build();
  }

  private static Span randomSpan(Rng rng) {
    long nanos =
        rng.pick(List.of(0L, 1L, 2_000_000L, 2_000_001L, 15_000_000_000L, -5L, rng.id() >>> 24));
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(16, rng.id()))
            .setSpanId(id(8, rng.id()))
            .setName(rng.pick(NAMES))
            .setKindValue(rng.below(7))
            .setStartTimeUnixNano(rng.percent(5) ? 0 : START)
            .setEndTimeUnixNano(START + nanos);
    if (rng.percent(50)) {
      span.setStatus(Status.newBuilder().setCodeValue(rng.below(4)));
    }
    if (rng.percent(30)) {
      span.setTraceState("a=b").setParentSpanId(id(8, rng.id()));
    }
    List<KeyValue> attributes = new ArrayList<>();
    for (String key : List.of("http.method", "code", "region", "other")) {
      if (rng.percent(60)) {
        attributes.add(pair(key, randomValue(rng)));
      }
    }
    for (int events = rng.percent(40) ? rng.below(5) : 0; events > 0; events--) {
      Span.Event.Builder event = span.addEventsBuilder().setName(rng.pick(NAMES));
      for (String key : List.of("exception.type", "code", "other", "pod")) {
        if (rng.percent(40)) {
          event.addAttributes(pair(key, randomValue(rng)));
        }
      }
    }
    return span.addAllAttributes(attributes).build();
  }

  private static AnyValue randomValue(Rng rng) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (rng.below(7)) {
      case 0 -> value.setStringValue("").build();
      case 1 -> value.setIntValue(rng.between(-1, 1)).build();
      case 2 -> value.setDoubleValue(0.5).build();
      case 3 -> value.setBoolValue(rng.percent(50)).build();
      case 4 ->
          value
              .setArrayValue(ArrayValue.newBuilder().addValues(value.setIntValue(3).build()))
              .build();
      case 5 -> value.build();
      default -> value.setStringValue(rng.pick(List.of("GET", "1", "true"))).build();
    };
  }
}

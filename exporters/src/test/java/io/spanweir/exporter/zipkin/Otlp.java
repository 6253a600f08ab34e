package io.spanweir.exporter.zipkin;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.spanweir.exporter.Fixtures;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** OTLP's spans for tests. */
final class Otlp {
  static final long HIGH = 0x0af7_6519_16cd_43ddL;
  static final long LOW = 0x8448_eb21_1c80_319cL;
  static final long ID = 0xb7ad_6b71_6920_3331L;
  static final long START = 1_700_000_000_123_456_789L;

  private Otlp() {}

  static Span.Builder span() {
    return Span.newBuilder()
        .setTraceId(Fixtures.id(HIGH, LOW))
        .setSpanId(id(ID))
        .setName("GET /Users")
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(START + 5_000_999);
  }

  static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, id));
  }

  static KeyValue attribute(String key, Object value) {
    return KeyValue.newBuilder().setKey(key).setValue(value(value)).build();
  }

  private static AnyValue value(Object value) {
    AnyValue.Builder to = AnyValue.newBuilder();
    if (value instanceof String text) {
      to.setStringValue(text);
    } else if (value instanceof Boolean truth) {
      to.setBoolValue(truth);
    } else if (value instanceof Double number) {
      to.setDoubleValue(number);
    } else if (value instanceof Object[] list) {
      Arrays.stream(list).forEach(one -> to.getArrayValueBuilder().addValues(value(one)));
    } else {
      to.setIntValue(((Number) value).longValue());
    }
    return to.build();
  }

  static Status failed(String message) {
    return Status.newBuilder()
        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
        .setMessage(message)
        .build();
  }

  static Resource resource(KeyValue... attributes) {
    return Resource.newBuilder().addAllAttributes(Arrays.asList(attributes)).build();
  }

  static ExportTraceServiceRequest request(
      Resource resource, InstrumentationScope scope, Span.Builder... spans) {
    ScopeSpans.Builder of = ScopeSpans.newBuilder().setScope(scope);
    Arrays.stream(spans).forEach(of::addSpans);
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource).addScopeSpans(of))
        .build();
  }
}

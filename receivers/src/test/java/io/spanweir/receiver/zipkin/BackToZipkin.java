package io.spanweir.receiver.zipkin;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zipkin2.Endpoint;

/** OTLP as Zipkin's spans again, by what docs/zipkin.md says and nothing else. */
final class BackToZipkin {
  private static final int NANOS = 1_000;

  private final Map<String, AnyValue> attributes = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();

  private BackToZipkin() {}

  static List<zipkin2.Span> of(TracesData data) {
    List<zipkin2.Span> spans = new ArrayList<>();
    for (ResourceSpans resource : data.getResourceSpansList()) {
      String service =
          resource.getResource().getAttributesCount() == 0
              ? ""
              : resource.getResource().getAttributes(0).getValue().getStringValue();
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        scope.getSpansList().forEach(span -> spans.add(new BackToZipkin().span(span, service)));
      }
    }
    return spans;
  }

  private zipkin2.Span span(Span span, String service) {
    for (KeyValue attribute : span.getAttributesList()) {
      attributes.put(attribute.getKey(), attribute.getValue());
    }
    zipkin2.Span.Builder builder = zipkin2.Span.newBuilder();
    builder.traceId(HexFormat.of().formatHex(span.getTraceId().toByteArray()));
    builder.id(HexFormat.of().formatHex(span.getSpanId().toByteArray()));
    if (!span.getParentSpanId().isEmpty()) {
      builder.parentId(HexFormat.of().formatHex(span.getParentSpanId().toByteArray()));
    }
    builder.name(span.getName());
    String kind = span.getKind().name().replace("SPAN_KIND_", "");
    if (!kind.equals("UNSPECIFIED") && !kind.equals("INTERNAL")) {
      builder.kind(zipkin2.Span.Kind.valueOf(kind));
    }
    builder.timestamp(span.getStartTimeUnixNano() / NANOS);
    builder.duration((span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / NANOS);
    Endpoint.Builder local = Endpoint.newBuilder().serviceName(service);
    address(local, "network.local.address", "zipkin.local.");
    port(local, "network.local.port", "zipkin.local.");
    Endpoint.Builder remote = Endpoint.newBuilder();
    remote.serviceName(text("peer.service", "zipkin.remote.service"));
    address(remote, "network.peer.address", "zipkin.remote.");
    port(remote, "network.peer.port", "zipkin.remote.");
    builder.localEndpoint(local.build()).remoteEndpoint(remote.build());
    for (Span.Event event : span.getEventsList()) {
      builder.addAnnotation(event.getTimeUnixNano() / NANOS, event.getName());
    }
    if (flag("zipkin.debug")) {
      builder.debug(true);
    }
    if (flag("zipkin.shared")) {
      builder.shared(true);
    }
    if (flag("otel.zipkin.absentField.startTime") != (span.getStartTimeUnixNano() == 0)) {
      throw new AssertionError("whether there is a start");
    }
    if (!span.getTraceState().isEmpty()) {
      builder.putTag("w3c.tracestate", span.getTraceState());
    }
    attributes.forEach((key, value) -> builder.putTag(key, value.getStringValue()));
    tags.forEach(builder::putTag);
    return builder.build();
  }

  /** What an endpoint has; what is a tag after all is put among them. */
  private AnyValue take(String key, String otherKey) {
    AnyValue own = attributes.remove(key);
    AnyValue other = attributes.remove(otherKey);
    if (other == null) {
      return own;
    }
    tags.put(key, own.getStringValue());
    return other;
  }

  private String text(String key, String otherKey) {
    AnyValue value = take(key, otherKey);
    return value == null ? "" : value.getStringValue();
  }

  private void address(Endpoint.Builder endpoint, String key, String prefix) {
    endpoint.parseIp(text(key, prefix + "ip"));
    AnyValue second = attributes.remove(prefix + "ipv6");
    if (second != null) {
      endpoint.parseIp(second.getStringValue());
    }
  }

  private void port(Endpoint.Builder endpoint, String key, String prefix) {
    AnyValue value = take(key, prefix + "port");
    endpoint.port(value == null ? 0 : (int) value.getIntValue());
  }

  private boolean flag(String key) {
    AnyValue value = attributes.get(key);
    if (value != null && value.hasBoolValue()) {
      attributes.remove(key);
      return value.getBoolValue();
    }
    return false;
  }
}

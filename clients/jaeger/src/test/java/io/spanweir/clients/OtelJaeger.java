package io.spanweir.clients;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * A service with OpenTelemetry's SDK, and what of its spans comes back by way of Jaeger's forms.
 */
final class OtelJaeger {
  private OtelJaeger() {}

  /**
   * Makes two spans.
   *
   * @param grpc whether they go in protobuf
   * @return how they have to come back
   */
  static List<Span> play(SpanExporter exporter, boolean grpc) throws UnknownHostException {
    long start = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) - 1_000_000;
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "Checkout")))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    try (provider) {
      Tracer tracer = provider.get("shop", "1.2");
      io.opentelemetry.api.trace.Span root =
          tracer
              .spanBuilder("GET /Pay")
              .setSpanKind(SpanKind.SERVER)
              .setStartTimestamp(start, TimeUnit.MICROSECONDS)
              .setAttribute("http.response.status_code", 500L)
              .setAttribute("cache.hit", false)
              .setAttribute("share", 0.25)
              .startSpan();
      root.addEvent("retry", start + 10, TimeUnit.MICROSECONDS);
      root.setStatus(StatusCode.ERROR, "card declined");
      io.opentelemetry.api.trace.Span client =
          tracer
              .spanBuilder("charge")
              .setParent(Context.root().with(root))
              .setSpanKind(SpanKind.CLIENT)
              .setStartTimestamp(start + 100, TimeUnit.MICROSECONDS)
              .setAttribute("peer.service", "Payment")
              .startSpan();
      client.setStatus(StatusCode.OK);
      client.end(start + 900, TimeUnit.MICROSECONDS);
      root.end(start + 42_000, TimeUnit.MICROSECONDS);
      return List.of(
          span(root, null, grpc, "get /pay", start, 42_000)
              .kind(Span.Kind.SERVER)
              .putTag("http.response.status_code", "500")
              .putTag("cache.hit", "false")
              .putTag("share", "0.25")
              .putTag("otel.status_code", "ERROR")
              .putTag("error", "card declined")
              .addAnnotation(start + 10, "retry")
              .build(),
          span(client, root, grpc, "charge", start + 100, 800)
              .kind(Span.Kind.CLIENT)
              .remoteEndpoint(Endpoint.newBuilder().serviceName("payment").build())
              .putTag("otel.status_code", "OK")
              .build());
    }
  }

  private static Span.Builder span(
      io.opentelemetry.api.trace.Span span,
      io.opentelemetry.api.trace.Span parent,
      boolean grpc,
      String name,
      long start,
      long duration)
      throws UnknownHostException {
    InetAddress host = InetAddress.getLocalHost(); // as the exporters do
    Span.Builder builder =
        Span.newBuilder()
            .traceId(span.getSpanContext().getTraceId())
            .id(span.getSpanContext().getSpanId())
            .parentId(parent == null ? null : parent.getSpanContext().getSpanId())
            .name(name)
            .timestamp(start)
            .duration(duration)
            .localEndpoint(Endpoint.newBuilder().serviceName("checkout").build())
            .putTag("host.name", host.getHostName())
            .putTag("ip", host.getHostAddress())
            .putTag("opencensus.exporterversion", "Jaeger-opentelemetry-java")
            .putTag("otel.scope.name", "shop")
            .putTag("otel.scope.version", "1.2");
    // Thrift's are tags of the span and stay as they came; protobuf's are the scope.
    return grpc
        ? builder
        : builder.putTag("otel.library.name", "shop").putTag("otel.library.version", "1.2");
  }

  /** What a sampler says of a trace that begins. */
  static SamplingDecision decision(Sampler sampler) {
    return sampler
        .shouldSample(
            Context.root(),
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "get",
            SpanKind.SERVER,
            Attributes.empty(),
            List.of())
        .getDecision();
  }
}

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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import zipkin2.Endpoint;
import zipkin2.Span;

/** A service with OpenTelemetry's SDK, and what its Zipkin exporter makes of its spans. */
final class OtelZipkin {
  /** Where it says that it runs. */
  static final InetAddress LOCAL = address();

  private static final Endpoint CHECKOUT =
      Endpoint.newBuilder().serviceName("checkout").ip(LOCAL).build();

  private OtelZipkin() {}

  private static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes two spans.
   *
   * @return what a Zipkin server would give back of them
   */
  static List<Span> play(SpanExporter exporter) {
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
              .setAttribute(AttributeKey.stringArrayKey("items"), List.of("a", "b"))
              .startSpan();
      root.addEvent("retry", start + 10, TimeUnit.MICROSECONDS);
      root.addEvent(
          "declined",
          Attributes.of(AttributeKey.stringKey("by"), "card \"x\""),
          start + 20,
          TimeUnit.MICROSECONDS);
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
          span(root, null, "get /pay", start, 42_000)
              .kind(Span.Kind.SERVER)
              .putTag("http.response.status_code", "500")
              .putTag("cache.hit", "false")
              .putTag("share", "0.25")
              .putTag("items", "a,b")
              .putTag("otel.status_code", "ERROR")
              .putTag("error", "card declined")
              .addAnnotation(start + 10, "\"retry\":{}")
              .addAnnotation(start + 20, "\"declined\":{\"by\":\"card \"x\"\"}")
              .build(),
          span(client, root, "charge", start + 100, 800)
              .kind(Span.Kind.CLIENT)
              .remoteEndpoint(Endpoint.newBuilder().serviceName("payment").build())
              .putTag("peer.service", "Payment")
              .putTag("otel.status_code", "OK")
              .build());
    }
  }

  private static Span.Builder span(
      io.opentelemetry.api.trace.Span span,
      io.opentelemetry.api.trace.Span parent,
      String name,
      long start,
      long duration) {
    return Span.newBuilder()
        .traceId(span.getSpanContext().getTraceId())
        .id(span.getSpanContext().getSpanId())
        .parentId(parent == null ? null : parent.getSpanContext().getSpanId())
        .name(name)
        .timestamp(start)
        .duration(duration)
        .localEndpoint(CHECKOUT)
        .putTag("otel.library.name", "shop")
        .putTag("otel.library.version", "1.2")
        .putTag("otel.scope.name", "shop")
        .putTag("otel.scope.version", "1.2");
  }
}

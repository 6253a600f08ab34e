package io.spanweir.clients;

import io.jaegertracing.internal.JaegerSpan;
import io.jaegertracing.internal.JaegerSpanContext;
import io.jaegertracing.internal.JaegerTracer;
import io.opentracing.References;
import io.opentracing.tag.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * A service with jaeger-client, and what of its spans comes back as Zipkin's: mapped as the
 * documentation of Jaeger's doors says, and from there as that of Zipkin's.
 */
final class JaegerStory {
  private final long start = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) - 1_000_000;
  private final List<Span> expected = new ArrayList<>();
  private final JaegerTracer tracer;

  JaegerStory(JaegerTracer tracer) {
    this.tracer = tracer;
  }

  /**
   * Makes three spans.
   *
   * @return how they have to come back
   */
  List<Span> play() {
    JaegerSpan root =
        (JaegerSpan)
            tracer
                .buildSpan("GET /Pay")
                .withTag(Tags.SPAN_KIND, Tags.SPAN_KIND_SERVER)
                .withTag("http.status_code", 500)
                .withTag("share", 0.25)
                .withTag("cache.hit", false)
                .withStartTimestamp(start)
                .start();
    root.log(start + 10, "cache.miss");
    root.setTag(Tags.ERROR, true);
    call(root.context());
    background(root.context());
    root.finish(start + 42_000);
    expected.add(
        span(root, "get /pay", start, 42_000)
            .kind(Span.Kind.SERVER)
            .putTag("http.status_code", "500")
            .putTag("share", "0.25")
            .putTag("cache.hit", "false")
            .putTag("error", "")
            .putTag("otel.status_code", "ERROR")
            .putTag("sampler.type", "probabilistic")
            .putTag("sampler.param", "1")
            .addAnnotation(start + 10, "cache.miss")
            .build());
    return expected;
  }

  private void call(JaegerSpanContext parent) {
    JaegerSpan client =
        (JaegerSpan)
            tracer
                .buildSpan("charge")
                .asChildOf(parent)
                .withTag(Tags.SPAN_KIND, Tags.SPAN_KIND_CLIENT)
                .withTag(Tags.PEER_SERVICE, "Payment")
                .withTag(Tags.ERROR.getKey(), "timeout")
                .withStartTimestamp(start + 100)
                .start();
    client.log(start + 200, new TreeMap<>(Map.of("event", "retry", "attempt", 2)));
    client.finish(start + 900);
    expected.add(
        span(client, "charge", start + 100, 800)
            .kind(Span.Kind.CLIENT)
            .remoteEndpoint(Endpoint.newBuilder().serviceName("payment").build())
            .putTag("error", "timeout")
            .addAnnotation(start + 200, "\"retry\":{\"attempt\":2}")
            .build());
  }

  private void background(JaegerSpanContext before) {
    JaegerSpan after =
        tracer
            .buildSpan("clean up")
            .addReference(References.FOLLOWS_FROM, before)
            .withStartTimestamp(start + 50_000)
            .start();
    Tags.SAMPLING_PRIORITY.set(after, 1);
    after.finish(start + 50_001);
    expected.add(
        span(after, "clean up", start + 50_000, 1)
            .putTag("sampling.priority", "1")
            .putTag("jaeger.debug", "true")
            .build());
  }

  private Span.Builder span(JaegerSpan span, String name, long timestamp, long duration) {
    JaegerSpanContext context = span.context();
    return Span.newBuilder()
        .traceId(context.getTraceId())
        .id(Long.toHexString(context.getSpanId()))
        .parentId(context.getParentId() == 0 ? null : Long.toHexString(context.getParentId()))
        .name(name)
        .timestamp(timestamp)
        .duration(duration)
        .localEndpoint(Endpoint.newBuilder().serviceName("checkout").build())
        .putTag("host.name", tracer.tags().get("hostname").toString())
        .putTag("ip", tracer.tags().get("ip").toString())
        .putTag("opencensus.exporterversion", "Jaeger-" + tracer.tags().get("jaeger.version"));
  }
}

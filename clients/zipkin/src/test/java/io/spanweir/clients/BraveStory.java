package io.spanweir.clients;

import brave.Span.Kind;
import brave.Tracing;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import brave.propagation.TraceContextOrSamplingFlags;
import brave.sampler.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * Two services with Brave: one asks the other, which fails, and sends a message. What a Zipkin
 * server would give back of it is told from what Brave was told, not from what it sent.
 */
final class BraveStory {
  private static final Endpoint FRONTEND =
      Endpoint.newBuilder().serviceName("frontend").ip("192.168.0.1").port(8080).build();
  private static final Endpoint BACKEND =
      Endpoint.newBuilder().serviceName("backend").ip("10.0.0.2").port(9000).build();
  private static final Endpoint BROWSER = Endpoint.newBuilder().ip("2001:db8::c001").build();
  private static final Endpoint KAFKA = Endpoint.newBuilder().serviceName("kafka").build();

  /** Microseconds; recent, so that nothing is too old to be stored. */
  private final long start = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) - 1_000_000;

  private final List<Span> expected = new ArrayList<>();
  private final boolean longIds;
  private final Tracing frontend;
  private final Tracing backend;

  /**
   * @param longIds whether trace ids have 128 bits
   * @param handler who reports
   */
  BraveStory(boolean longIds, SpanHandler handler) {
    this.longIds = longIds;
    frontend = tracing("Frontend", FRONTEND, handler);
    backend = tracing("backend", BACKEND, handler);
  }

  private Tracing tracing(String service, Endpoint endpoint, SpanHandler handler) {
    return Tracing.newBuilder()
        .localServiceName(service)
        .localIp(endpoint.ipv4())
        .localPort(endpoint.portAsInt())
        .traceId128Bit(longIds)
        .supportsJoin(true)
        .sampler(Sampler.ALWAYS_SAMPLE)
        .addSpanHandler(handler)
        .build();
  }

  /** Every span of it, as they have to come back. */
  List<Span> expected() {
    return expected;
  }

  String traceId() {
    return expected.get(0).traceId();
  }

  /**
   * Plays it.
   *
   * @param debug whether it is a trace that has to be kept whatever samplers say
   */
  BraveStory play(boolean debug) {
    brave.Span root =
        debug
            ? frontend.tracer().nextSpan(TraceContextOrSamplingFlags.DEBUG)
            : frontend.tracer().newTrace();
    root.name("GET /Pay").kind(Kind.SERVER).start(start);
    root.remoteIpAndPort("2001:db8::c001", 0);
    root.tag("http.path", "/pay").tag("user.id", "4711");
    TraceContext called = call(root.context());
    serve(called);
    message(called);
    background(root.context());
    root.annotate(start + 30, "cache.miss").annotate(start + 40, "größer als 1 €");
    root.finish(start + 207_000);
    expected.add(
        span(root.context(), FRONTEND, "get /pay", start, 207_000)
            .kind(Span.Kind.SERVER)
            .remoteEndpoint(BROWSER)
            .putTag("http.path", "/pay")
            .putTag("user.id", "4711")
            .addAnnotation(start + 30, "cache.miss")
            .addAnnotation(start + 40, "größer als 1 €")
            .build());
    frontend.close();
    backend.close();
    return this;
  }

  private TraceContext call(TraceContext parent) {
    brave.Span client = frontend.tracer().newChild(parent);
    client.name("charge").kind(Kind.CLIENT).start(start + 1_000);
    client.remoteServiceName("Backend").remoteIpAndPort("10.0.0.2", 9000);
    client.tag("http.status_code", "500").tag("error", "").finish(start + 200_000);
    expected.add(
        span(client.context(), FRONTEND, "charge", start + 1_000, 199_000)
            .kind(Span.Kind.CLIENT)
            .remoteEndpoint(BACKEND)
            .putTag("http.status_code", "500")
            .putTag("error", "")
            .build());
    return client.context();
  }

  /** The other half of the call, under the id of the first. */
  private void serve(TraceContext called) {
    brave.Span server = backend.tracer().joinSpan(called);
    server.name("charge").kind(Kind.SERVER).start(start + 20_000);
    server.remoteServiceName("frontend").remoteIpAndPort("192.168.0.1", 51_234);
    server.error(new IllegalStateException("card declined"));
    brave.Span local = backend.tracer().newChild(server.context());
    local.name("Look up limits").start(start + 21_000);
    local.tag("sql.query", "select 1").finish(start + 21_007);
    server.finish(start + 190_000);
    expected.add(
        span(called, BACKEND, "charge", start + 20_000, 170_000)
            .shared(true)
            .kind(Span.Kind.SERVER)
            .remoteEndpoint(FRONTEND.toBuilder().port(51_234).build())
            .putTag("error", "card declined")
            .build());
    expected.add(
        span(local.context(), BACKEND, "look up limits", start + 21_000, 7)
            .putTag("sql.query", "select 1")
            .build());
  }

  private void message(TraceContext called) {
    brave.Span producer = backend.tracer().newChild(called);
    producer.name("send").kind(Kind.PRODUCER).remoteServiceName("kafka");
    producer.tag("kafka.topic", "paid").start(start + 150_000).finish(start + 150_900);
    brave.Span consumer = frontend.tracer().newChild(producer.context());
    consumer.name("poll").kind(Kind.CONSUMER).remoteServiceName("kafka");
    consumer.start(start + 160_000).finish(start + 160_001);
    expected.add(
        span(producer.context(), BACKEND, "send", start + 150_000, 900)
            .kind(Span.Kind.PRODUCER)
            .remoteEndpoint(KAFKA)
            .putTag("kafka.topic", "paid")
            .build());
    expected.add(
        span(consumer.context(), FRONTEND, "poll", start + 160_000, 1)
            .kind(Span.Kind.CONSUMER)
            .remoteEndpoint(KAFKA)
            .build());
  }

  /** What has begun and is reported before it ends. */
  private void background(TraceContext parent) {
    brave.Span open = frontend.tracer().newChild(parent);
    open.name("clean up").start(start + 5_000).flush();
    expected.add(span(open.context(), FRONTEND, "clean up", start + 5_000, 0).build());
  }

  private static Span.Builder span(
      TraceContext context, Endpoint local, String name, long timestamp, long duration) {
    return Span.newBuilder()
        .traceId(context.traceIdString())
        .parentId(context.parentIdString())
        .id(context.spanIdString())
        .debug(context.debug() ? true : null)
        .name(name)
        .timestamp(timestamp)
        .duration(duration)
        .localEndpoint(local);
  }
}

package io.spanweir.deploy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.spanweir.testkit.Ports;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A gateway that keeps one trace in ten and counts all of their spans, before sampling, for a
 * backend of metrics and for the Prometheus page.
 */
class SpanMetricsTest {
  private static final String CONFIGURATION =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}}}
      processors:
        tail_sampling:
          decision_wait: 200ms
          policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
        resource: {attributes: [{key: env, value: prod, action: upsert}]}
        batch: {timeout: 50ms}
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}
      connectors:
        spanmetrics:
          metrics_flush_interval: 300ms
          dimensions: [{name: http.method, default: GET}, {name: zone}]
          histogram: {explicit: {buckets: [1ms, 10ms]}}
          exemplars: {enabled: true}
        span_metrics/page:
          namespace: page
          exemplars: {enabled: true}
          histogram: {unit: s, exponential: {max_size: 100}}
      service:
        telemetry: {metrics: {address: "127.0.0.1:${env:METRICS_PORT}"}}
        pipelines:
          traces/all: {receivers: [otlp], exporters: [spanmetrics, span_metrics/page]}
          traces: {receivers: [otlp], processors: [resource, tail_sampling, batch], exporters: [otlp]}
          metrics: {receivers: [spanmetrics], processors: [batch], exporters: [otlp]}
      """;

  private final Map<String, String> environment = new TreeMap<>();

  @Test
  void everySpanCountsAndOneTraceInTenIsKept() throws Exception {
    for (String port : new String[] {"GRPC_PORT", "METRICS_PORT"}) {
      environment.put(port, Integer.toString(Ports.free()));
    }
    try (OtlpBackend backend = new OtlpBackend(0)) {
      environment.put("BACKEND_PORT", Integer.toString(backend.port()));
      try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment)) {
        send("http://127.0.0.1:" + environment.get("GRPC_PORT"));
        OtlpBackend.await("all calls", () -> calls(backend.metrics()) == 150);
        OtlpBackend.await("the kept traces", () -> backend.spans().size() == 15);
        OtlpBackend.await("an exemplar", () -> !exemplars(backend.metrics()).isEmpty());
        int metricsPort = Integer.parseInt(environment.get("METRICS_PORT"));
        String page = RunningSpanweir.metrics(metricsPort);
        assertThat(page)
            .contains(
                "traces_span_metrics_calls_total{http_method=\"GET\",service_name=\"shop\","
                    + "span_kind=\"SPAN_KIND_INTERNAL\",span_name=\"step\","
                    + "status_code=\"STATUS_CODE_UNSET\"} 90.0")
            .contains("status_code=\"STATUS_CODE_ERROR\",le=\"10.0\"} 10")
            .contains("page_duration_seconds_count{service_name=\"shop\"")
            .contains("spanweir_span_metrics_series{connector=\"spanmetrics\"} 3.0")
            .contains("component=\"connector:spanmetrics:out:metrics\"")
            .doesNotContain("trace_id=");
        assertPage(RunningSpanweir.openMetrics(metricsPort), kept(backend));
        assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
        assertThat(spanweir.output()).doesNotContain("does not balance").doesNotContain("WARN");
        assertPoints(backend.metrics());
        assertThat(kept(backend)).containsAll(exemplars(backend.metrics()));
      }
    }
  }

  /** Fifty traces of three spans, of which every tenth has an error. */
  private static void send(String door) {
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(Attributes.builder().put("service.name", "shop").build()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(OtlpGrpcSpanExporter.builder().setEndpoint(door).build())
                    .build())
            .build()) {
      Tracer tracer = provider.get("checkout");
      long start = System.currentTimeMillis() * 1_000_000L;
      for (int i = 0; i < 50; i++) {
        Span root = tracer.spanBuilder("buy").setAttribute("http.method", "POST").startSpan();
        for (int child = 0; child < 2; child++) {
          Span span =
              tracer
                  .spanBuilder("step")
                  .setParent(Context.root().with(root))
                  .setStartTimestamp(start, TimeUnit.NANOSECONDS)
                  .startSpan();
          if (i % 10 == 0) {
            span.setStatus(StatusCode.ERROR);
          }
          span.end(start + 5_000_000L, TimeUnit.NANOSECONDS);
        }
        root.end();
      }
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  /** The sum of the latest points of all series. */
  private static long calls(List<Metric> metrics) {
    return latest(metrics).values().stream().mapToLong(NumberDataPoint::getAsInt).sum();
  }

  private static Map<String, NumberDataPoint> latest(List<Metric> metrics) {
    Map<String, NumberDataPoint> latest = new HashMap<>();
    for (Metric metric : metrics) {
      for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
        latest.put(point.getAttributesList().toString(), point);
      }
    }
    return latest;
  }

  /** The traces that points refer to. */
  private static Set<ByteString> exemplars(List<Metric> metrics) {
    return metrics.stream()
        .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
        .flatMap(point -> point.getExemplarsList().stream())
        .map(Exemplar::getTraceId)
        .collect(toSet());
  }

  private static Set<ByteString> kept(OtlpBackend backend) {
    return backend.spans().values().stream()
        .map(received -> received.span().getTraceId())
        .collect(toSet());
  }

  /** Both connectors' buckets refer to kept spans, whose resource an attribute was added to. */
  private static void assertPage(HttpResponse<String> page, Set<ByteString> kept) {
    assertThat(page.headers().firstValue("Content-Type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(page.body())
        .contains("# TYPE traces_span_metrics_calls counter\n")
        .contains("# TYPE spanweir_span_metrics_overflow_spans unknown\n");
    List<OpenMetricsPage.Exemplar> exemplars = new OpenMetricsPage(page.body()).exemplars();
    Set<String> ids =
        kept.stream().map(id -> HexFormat.of().formatHex(id.toByteArray())).collect(toSet());
    assertThat(exemplars)
        .allSatisfy(exemplar -> assertThat(exemplar.traceId()).isIn(ids))
        .anySatisfy(
            exemplar ->
                assertThat(exemplar.sample())
                    .startsWith("traces_span_metrics_duration_milliseconds_bucket{http_method")
                    .contains("STATUS_CODE_ERROR", "le=\"10.0\""))
        .anySatisfy(
            exemplar ->
                assertThat(exemplar.sample())
                    .startsWith("page_duration_seconds_bucket{")
                    .contains("STATUS_CODE_ERROR", "le=\"0.006\""));
  }

  private static void assertPoints(List<Metric> metrics) {
    assertThat(latest(metrics).values())
        .allSatisfy(
            point ->
                assertThat(
                        point.getAttributesList().stream().map(KeyValue::getKey).collect(toSet()))
                    .contains("service.name", "http.method", "collector.instance.id"))
        .hasSize(3);
    assertThat(metrics)
        .filteredOn(Metric::hasHistogram)
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(metric.getUnit()).isEqualTo("ms"));
  }
}

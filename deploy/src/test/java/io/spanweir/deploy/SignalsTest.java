package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.spanweir.testkit.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gateway's metrics and logs, from the OpenTelemetry SDK to a real server, must come out as they
 * went in: the same records, each with its resource and scope.
 */
class SignalsTest {
  private static final String CONFIGURATION =
      """
      receivers:
        otlp:
          protocols:
            grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
            http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 90}
        resource: {attributes: [{key: region, value: eu, action: insert}]}
        batch: {timeout: 50ms}
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}
        otlp_http: {endpoint: "http://127.0.0.1:${env:HTTP_BACKEND_PORT}"}
      service:
        telemetry: {metrics: {address: "127.0.0.1:${env:METRICS_PORT}"}}
        pipelines:
          metrics: {receivers: [otlp], processors: [batch], exporters: [otlp]}
          logs: {receivers: [otlp], processors: [batch], exporters: [otlp]}
      """;

  private static final KeyValue REGION =
      KeyValue.newBuilder()
          .setKey("region")
          .setValue(AnyValue.newBuilder().setStringValue("eu"))
          .build();

  private final Map<String, String> environment = new TreeMap<>();

  private RunningSpanweir start(OtlpBackend backend) throws Exception {
    return start(CONFIGURATION, backend);
  }

  private RunningSpanweir start(String configuration, OtlpBackend backend) throws Exception {
    for (String port : new String[] {"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"}) {
      environment.put(port, Integer.toString(Ports.free()));
    }
    environment.put("BACKEND_PORT", Integer.toString(backend.port()));
    environment.putIfAbsent("HTTP_BACKEND_PORT", Integer.toString(Ports.free()));
    return RunningSpanweir.start(configuration, environment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  void metricsAndLogsGoThroughUnchanged(String protocol) throws Exception {
    try (OtlpBackend direct = new OtlpBackend(0);
        OtlpBackend backend = new OtlpBackend(0);
        RunningSpanweir spanweir = start(backend)) {
      send(protocol, direct);
      OtlpBackend.await("all of it", () -> backend.others().size() >= direct.others().size());
      assertThat(backend.others()).containsExactlyInAnyOrderElementsOf(direct.others());
      MetricsPage page = MetricsPage.settled(Integer.parseInt(environment.get("METRICS_PORT")));
      assertThat(page.sum("otelcol_exporter_sent_log_records", "exporter=\"otlp\"")).isEqualTo(20);
      assertThat(page.components()).contains("receiver:otlp:metrics");
      assertThat(page.sum("otelcol_receiver_accepted_metric_points", transport(protocol)))
          .isGreaterThanOrEqualTo(4);
      assertThat(page.sum("otelcol_exporter_sent_metric_points")).isGreaterThanOrEqualTo(4);
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
      assertThat(spanweir.output()).doesNotContain("does not balance");
    }
  }

  /** The same with the processors that such pipelines have in files of the Collector. */
  @ParameterizedTest
  @ValueSource(strings = {"otlp", "otlp_http"})
  void processorsOfMetricsAndLogsDoWhatTheyDoForTraces(String exporter) throws Exception {
    String configuration =
        CONFIGURATION
            .replace("[batch]", "[memory_limiter, resource, batch]")
            .replace("exporters: [otlp]", "exporters: [" + exporter + "]");
    try (OtlpBackend direct = new OtlpBackend(0);
        OtlpBackend backend = new OtlpBackend(0);
        OtlpHttpBackend http = new OtlpHttpBackend(backend)) {
      environment.put("HTTP_BACKEND_PORT", Integer.toString(http.port()));
      try (RunningSpanweir spanweir = start(configuration, backend)) {
        send("grpc", direct);
        OtlpBackend.await("all of it", () -> backend.others().size() >= direct.others().size());
        assertThat(backend.others())
            .containsExactlyInAnyOrderElementsOf(
                direct.others(from -> from.toBuilder().addAttributes(REGION).build()));
        MetricsPage page = MetricsPage.settled(Integer.parseInt(environment.get("METRICS_PORT")));
        String limiter = "otelcol_processor_memory_limiter_accepted_";
        assertThat(page.sum(limiter + "log_records")).isEqualTo(20);
        assertThat(page.sum(limiter + "metric_points")).isGreaterThanOrEqualTo(4);
        String by = "exporter=\"" + exporter + "\"";
        assertThat(page.sum("otelcol_exporter_sent_log_records", by)).isEqualTo(20);
        assertThat(page.sum("otelcol_exporter_sent_metric_points", by)).isGreaterThanOrEqualTo(4);
        assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
        assertThat(spanweir.output()).doesNotContain("does not balance");
      }
    }
  }

  /** Sends metrics and logs through a door, and straight to a backend. */
  private void send(String protocol, OtlpBackend direct) {
    boolean grpc = protocol.equals("grpc");
    String door = "http://127.0.0.1:" + environment.get(grpc ? "GRPC_PORT" : "HTTP_PORT");
    String straight = "http://127.0.0.1:" + direct.port();
    sendMetrics(
        grpc
            ? OtlpGrpcMetricExporter.builder().setEndpoint(door).build()
            : OtlpHttpMetricExporter.builder().setEndpoint(door + "/v1/metrics").build(),
        OtlpGrpcMetricExporter.builder().setEndpoint(straight).build());
    sendLogs(
        grpc
            ? OtlpGrpcLogRecordExporter.builder().setEndpoint(door).setCompression("gzip").build()
            : OtlpHttpLogRecordExporter.builder().setEndpoint(door + "/v1/logs").build(),
        OtlpGrpcLogRecordExporter.builder().setEndpoint(straight).build());
    assertThat(direct.others()).hasSizeGreaterThanOrEqualTo(23);
  }

  private static String transport(String protocol) {
    return "transport=\"" + protocol + "\"";
  }

  private static void sendMetrics(MetricExporter through, MetricExporter direct) {
    SdkMeterProvider provider =
        SdkMeterProvider.builder()
            .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("a"), "b")))
            .registerMetricReader(PeriodicMetricReader.create(new BothMetrics(through, direct)))
            .build();
    Meter meter = provider.get("shop");
    LongCounter orders = meter.counterBuilder("orders").build();
    orders.add(3, Attributes.of(AttributeKey.longKey("n"), 4L));
    orders.add(1, Attributes.of(AttributeKey.longKey("n"), 5L));
    meter.histogramBuilder("latency").setUnit("ms").build().record(12.5);
    meter.gaugeBuilder("queue").build().set(7);
    provider.forceFlush().join(10, TimeUnit.SECONDS);
    provider.shutdown().join(10, TimeUnit.SECONDS);
  }

  private static void sendLogs(LogRecordExporter through, LogRecordExporter direct) {
    SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .addLogRecordProcessor(
                BatchLogRecordProcessor.builder(LogRecordExporter.composite(through, direct))
                    .build())
            .build();
    Logger logger = provider.get("shop");
    for (int i = 0; i < 20; i++) {
      logger
          .logRecordBuilder()
          .setSeverity(Severity.WARN)
          .setBody("order " + i + " is late")
          .setAttribute(AttributeKey.longKey("order"), (long) i)
          .emit();
    }
    provider.forceFlush().join(10, TimeUnit.SECONDS);
    provider.shutdown().join(10, TimeUnit.SECONDS);
  }

  @Test
  void jsonOfMetricsAndLogsIsTakenAndTracesAreNotWithoutAPipeline() throws Exception {
    try (OtlpBackend backend = new OtlpBackend(0);
        RunningSpanweir spanweir = start(backend)) {
      assertThat(post("/v1/traces", "{}"))
          .startsWith("404")
          .contains("logs are posted to /v1/logs");
      String logs =
          "{'resourceLogs':[{'resource':{'attributes':[{'key':'a','value':{'stringValue':'b'}}]},"
              + "'scopeLogs':[{'logRecords':[{'timeUnixNano':'5','severityNumber':9,"
              + "'body':{'stringValue':'hello'},'traceId':'0102030405060708090a0b0c0d0e0f10'}]}]}]}";
      assertThat(post("/v1/logs", logs)).isEqualTo("200 {}");
      String metrics =
          "{'resourceMetrics':[{'scopeMetrics':[{'metrics':[{'name':'m','exponentialHistogram':"
              + "{'aggregationTemporality':2,'dataPoints':[{'count':'3','scale':-1,"
              + "'positive':{'offset':-2,'bucketCounts':['1',2]}}]}},"
              + "{'name':'h','histogram':{'dataPoints':[{'count':2,'bucketCounts':['1','1'],"
              + "'explicitBounds':[0.5]}]}},"
              + "{'name':'s','sum':{'isMonotonic':true,'dataPoints':[{'asInt':'-4'}]}}]}]}]}";
      assertThat(post("/v1/metrics", metrics)).isEqualTo("200 {}");
      assertThat(post("/v1/metrics", "{'resourceMetrics':7}")).startsWith("400");
      OtlpBackend.await("four records", () -> backend.others().size() == 4);
      assertThat(String.join("\n", backend.others()))
          .contains("hello", "scale: -1", "offset: -2", "bucket_counts: 2", "as_int: -4")
          .contains("explicit_bounds: 0.5", "severity_number: SEVERITY_NUMBER_INFO");
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
    }
  }

  private String post(String path, String json) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + environment.get("HTTP_PORT") + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  /** Gives the same points to two exporters. */
  private record BothMetrics(MetricExporter first, MetricExporter second)
      implements MetricExporter {
    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      return each(first.export(metrics), second.export(metrics));
    }

    @Override
    public CompletableResultCode flush() {
      return each(first.flush(), second.flush());
    }

    @Override
    public CompletableResultCode shutdown() {
      return each(first.shutdown(), second.shutdown());
    }

    private static CompletableResultCode each(CompletableResultCode... results) {
      return CompletableResultCode.ofAll(new ArrayList<>(List.of(results)));
    }

    @Override
    public io.opentelemetry.sdk.metrics.data.AggregationTemporality getAggregationTemporality(
        io.opentelemetry.sdk.metrics.InstrumentType type) {
      return first.getAggregationTemporality(type);
    }
  }
}

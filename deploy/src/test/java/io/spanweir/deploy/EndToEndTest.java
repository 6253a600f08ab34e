package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.spanweir.deploy.OtlpBackend.Received;
import io.spanweir.testkit.Ports;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole product between a real client and a real server: the OpenTelemetry SDK sends the same
 * spans through it and straight to a recording server; what it keeps must be what was sent, byte
 * for byte.
 */
class EndToEndTest {
  private static final String POLICY = "tailsampling.policy";

  private static final String CONFIGURATION =
      """
      receivers:
        otlp:
          protocols:
            grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
            http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
      processors:
        tail_sampling:
          decision_wait: 1s
          record_policy: ${env:RECORD}
          policies:
            - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
            - {name: slow, type: latency, latency: {threshold_ms: 500}}
            - {name: user, type: string_attribute, string_attribute: {key: user.id, values: ["4711"]}}
        batch: {timeout: 50ms}
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", compression: "${env:OUT}", tls: {insecure: true}}
      service:
        telemetry: {metrics: {address: "127.0.0.1:${env:METRICS_PORT}"}}
        pipelines:
          traces: {receivers: [otlp], processors: [tail_sampling, batch], exporters: [otlp]}
      """;

  @ParameterizedTest
  @CsvSource({
    "grpc, none, span, none",
    "grpc, gzip, off, gzip",
    "http, none, off, none",
    "http, gzip, scope, none"
  })
  void keepsErrorsSlowOnesAndAUserWhole(
      String protocol, String compression, String record, String out) throws Exception {
    Map<String, String> environment = new TreeMap<>();
    for (String port : new String[] {"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"}) {
      environment.put(port, Integer.toString(Ports.free()));
    }
    environment.put("RECORD", record);
    environment.put("OUT", out);
    try (OtlpBackend direct = new OtlpBackend(0);
        OtlpBackend backend = new OtlpBackend(0)) {
      environment.put("BACKEND_PORT", Integer.toString(backend.port()));
      try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment)) {
        Set<String> wanted = send(exporter(protocol, compression, environment), direct);
        Map<String, Received> sent = direct.spans();
        long expected =
            sent.keySet().stream().filter(id -> wanted.contains(id.substring(0, 32))).count();
        OtlpBackend.await("the kept spans", () -> backend.spans().size() >= expected);
        String metrics = RunningSpanweir.metrics(Integer.parseInt(environment.get("METRICS_PORT")));
        assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
        assertThat(spanweir.output()).doesNotContain("does not balance");
        compare(sent, backend.spans(), wanted, record);
        assertThat(metrics)
            .contains("spanweir_ledger_spans{component=\"receiver:otlp\"")
            .contains("otelcol_processor_tail_sampling");
      }
    }
  }

  private static SpanExporter exporter(
      String protocol, String compression, Map<String, String> environment) {
    return protocol.equals("grpc")
        ? OtlpGrpcSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + environment.get("GRPC_PORT"))
            .setCompression(compression)
            .build()
        : OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/v1/traces")
            .setCompression(compression)
            .build();
  }

  /** Sends forty traces to both. @return the ids of those that must be kept */
  private static Set<String> send(SpanExporter through, OtlpBackend direct) {
    SpanExporter recording =
        OtlpGrpcSpanExporter.builder().setEndpoint("http://127.0.0.1:" + direct.port()).build();
    Set<String> wanted = new TreeSet<>();
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(Attributes.builder().put("service.name", "shop").build()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(SpanExporter.composite(through, recording))
                    .setScheduleDelay(Duration.ofMillis(50))
                    .build())
            .build()) {
      Tracer tracer =
          provider
              .tracerBuilder("checkout")
              .setSchemaUrl("https://opentelemetry.io/schemas/1.30.0")
              .build();
      for (int i = 0; i < 40; i++) {
        String id = trace(tracer, i);
        if (i % 10 < 3) {
          wanted.add(id);
        }
      }
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
    return wanted;
  }

  private static String trace(Tracer tracer, int i) {
    long start = System.currentTimeMillis() * 1_000_000L;
    Span root =
        tracer.spanBuilder("GET /" + i).setStartTimestamp(start, TimeUnit.NANOSECONDS).startSpan();
    for (int child = 0; child < 3; child++) {
      Span span =
          tracer
              .spanBuilder("step " + child)
              .setParent(Context.root().with(root))
              .setStartTimestamp(start + 1000, TimeUnit.NANOSECONDS)
              .startSpan();
      span.addEvent("halfway", Attributes.builder().put("ok", true).build());
      if (i % 10 == 0 && child == 1) {
        span.setStatus(StatusCode.ERROR, "declined");
      }
      if (i % 10 == 2 && child == 2) {
        span.setAttribute("user.id", 4711);
      }
      long took = i % 10 == 1 && child == 0 ? 700_000_000L : 2_000_000L;
      span.end(start + took, TimeUnit.NANOSECONDS);
    }
    root.end(start + 3_000_000L, TimeUnit.NANOSECONDS);
    return root.getSpanContext().getTraceId();
  }

  private static void compare(
      Map<String, Received> sent, Map<String, Received> kept, Set<String> wanted, String record) {
    assertThat(kept.keySet())
        .isEqualTo(
            sent.keySet().stream()
                .filter(id -> wanted.contains(id.substring(0, 32)))
                .collect(Collectors.toCollection(TreeSet::new)));
    kept.forEach(
        (id, received) -> {
          Received original = sent.get(id);
          var span = received.span();
          var scope = received.scope().getScope();
          if (record.equals("span")) {
            KeyValue last = span.getAttributes(span.getAttributesCount() - 1);
            assertThat(last.getKey()).isEqualTo(POLICY);
            assertThat(last.getValue().getStringValue()).isIn("errors", "slow", "user");
            span = span.toBuilder().removeAttributes(span.getAttributesCount() - 1).build();
          } else if (record.equals("scope")) {
            assertThat(scope.getAttributesList())
                .extracting(KeyValue::getKey)
                .containsExactly(POLICY);
            scope = scope.toBuilder().clearAttributes().build();
          }
          assertThat(span.toByteString()).isEqualTo(original.span().toByteString());
          assertThat(scope).isEqualTo(original.scope().getScope());
          assertThat(received.scope().getSchemaUrl()).isEqualTo(original.scope().getSchemaUrl());
          assertThat(received.resource().getResource())
              .isEqualTo(original.resource().getResource());
        });
  }
}

package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.spanweir.testkit.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A header of the request that spans came with goes on with them, through a batch processor that
 * tells clients apart by it, over gRPC and HTTP; behind tail sampling it is gone, but for what the
 * attributes processor made of it before.
 */
class ClientHeadersTest {
  private static final String GATEWAY =
      """
      extensions:
        headers_setter:
          headers: [{key: X-Scope-OrgID, from_context: x-scope-orgid}]
        headers_setter/kept:
          headers: [{key: X-Scope-OrgID, from_context: x-scope-orgid, default_value: many}]
      receivers:
        otlp:
          protocols:
            grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}", include_metadata: true}
            http: {endpoint: "127.0.0.1:${env:HTTP_PORT}", include_metadata: true}
      processors:
        batch: {timeout: 300ms, metadata_keys: [X-Scope-OrgID]}
        attributes:
          actions:
            - {key: tenant, action: upsert, from_context: metadata.X-Scope-OrgID}
            - {key: sender, action: insert, from_context: client.address}
        tail_sampling: {decision_wait: 300ms, policies: [{name: all, type: always_sample}]}
      exporters:
        otlp:
          endpoint: "127.0.0.1:${env:BACKEND_PORT}"
          tls: {insecure: true}
          auth: {authenticator: headers_setter}
        otlp/kept:
          endpoint: "127.0.0.1:${env:KEPT_PORT}"
          tls: {insecure: true}
          auth: {authenticator: headers_setter/kept}
        otlp_http:
          endpoint: "http://127.0.0.1:${env:HTTP_BACKEND_PORT}"
          auth: {authenticator: headers_setter}
      service:
        extensions: [headers_setter, headers_setter/kept]
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], processors: [batch], exporters: [otlp, otlp_http]}
          traces/kept: {receivers: [otlp], processors: [attributes, tail_sampling], exporters: [otlp/kept]}
      """;

  @Test
  void aHeaderGoesOnWithTheSpansItCameWith() throws Exception {
    Map<String, String> environment = new TreeMap<>();
    for (String port : List.of("GRPC_PORT", "HTTP_PORT")) {
      environment.put(port, Integer.toString(Ports.free()));
    }
    List<String> overHttp = Collections.synchronizedList(new ArrayList<>());
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          overHttp.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-scope-orgid")));
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    http.start();
    try (OtlpBackend backend = new OtlpBackend(0);
        OtlpBackend kept = new OtlpBackend(0)) {
      environment.put("BACKEND_PORT", Integer.toString(backend.port()));
      environment.put("KEPT_PORT", Integer.toString(kept.port()));
      environment.put("HTTP_BACKEND_PORT", Integer.toString(http.getAddress().getPort()));
      try (RunningSpanweir gateway = RunningSpanweir.start(GATEWAY, environment)) {
        for (int i = 0; i < 2; i++) {
          send(overHttp(environment, "red"));
          send(overGrpc(environment, "blue"));
        }
        send(overHttp(environment, ""));
        OtlpBackend.await("five spans", () -> backend.spans().size() == 5);
        OtlpBackend.await("and again", () -> kept.spans().size() == 5);
        // One that is slow to be answered may be sent again before the next one comes.
        OtlpBackend.await(
            "each over HTTP", () -> overHttp.containsAll(List.of("red", "blue", "null")));
        assertThat(backend.header("x-scope-orgid")).contains("red", "blue", null);
        assertThat(kept.header("x-scope-orgid")).containsOnly("many");
        String attributes = kept.spans().values().toString();
        assertThat(attributes).contains("tenant", "red", "blue", "sender", "127.0.0.1");
        assertThat(gateway.terminate()).as(gateway.output()).isZero();
      }
    } finally {
      http.stop(0);
    }
  }

  private static SpanExporter overHttp(Map<String, String> environment, String tenant) {
    var builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/v1/traces");
    return tenant.isEmpty() ? builder.build() : builder.addHeader("X-Scope-OrgID", tenant).build();
  }

  private static SpanExporter overGrpc(Map<String, String> environment, String tenant) {
    return OtlpGrpcSpanExporter.builder()
        .setEndpoint("http://127.0.0.1:" + environment.get("GRPC_PORT"))
        .addHeader("X-Scope-OrgID", tenant)
        .build();
  }

  private static void send(SpanExporter exporter) {
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      provider.get("test").spanBuilder("one").startSpan().end();
      assertThat(provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }
}

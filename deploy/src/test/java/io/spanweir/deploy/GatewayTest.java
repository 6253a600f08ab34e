package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of a gateway as it stands in its file, but for addresses and times, in front of a
 * second Spanweir: an SDK's trace comes out kept and with its user hashed, and was counted.
 */
class GatewayTest {
  private static final String CENTRAL =
      """
      receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:${env:CENTRAL_PORT}"}}}}
      exporters: {otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp]}
          metrics: {receivers: [otlp], exporters: [otlp]}
          logs: {receivers: [otlp], exporters: [otlp]}
      """;

  @TempDir Path folder;

  @Test
  void theExampleKeepsCountsAndHidesAsItSays() throws Exception {
    TestCertificates.make(folder, "server");
    Map<String, String> environment = new TreeMap<>();
    int httpPort = Ports.free();
    int centralPort = Ports.free();
    environment.put("CERTS", folder.toString());
    environment.put("TOKEN", "t0ken");
    environment.put("CENTRAL_PORT", Integer.toString(centralPort));
    environment.put("BACKEND", "http://127.0.0.1:" + centralPort);
    try (OtlpBackend backend = new OtlpBackend(0)) {
      environment.put("BACKEND_PORT", Integer.toString(backend.port()));
      try (RunningSpanweir central = RunningSpanweir.start(CENTRAL, environment);
          RunningSpanweir gateway = RunningSpanweir.launch(environment, arguments(httpPort))) {
        gateway.await("Threads ");
        send(httpPort);
        OtlpBackend.await("the kept trace", () -> backend.spans().size() == 2);
        OtlpBackend.await(
            "its count",
            () -> backend.others().stream().anyMatch(m -> m.contains("traces.span.metrics.calls")));
        assertThat(backend.spans().values().toString())
            .contains("tailsampling.policy", "errors")
            .contains("438c4c7afe600cdf1e455c369bec76dc970fc8ca463447c7b387a347f3c79331")
            .doesNotContain("ann@example.org", "Bearer xyz");
        assertThat(gateway.terminate()).as(gateway.output()).isZero();
        assertThat(central.terminate()).as(central.output()).isZero();
        assertThat(gateway.output()).doesNotContain("t0ken").doesNotContain("does not balance");
      }
    }
  }

  private static String[] arguments(int httpPort) throws Exception {
    List<String> all = new ArrayList<>(List.of("--config", "examples/gateway.yaml"));
    String doors = "receivers.otlp.protocols.";
    for (String change :
        List.of(
            doors + "grpc.endpoint=127.0.0.1:" + Ports.free(),
            doors + "http.endpoint=127.0.0.1:" + httpPort,
            "extensions.health_check.endpoint=127.0.0.1:" + Ports.free(),
            "processors.tail_sampling.decision_wait=1s",
            "connectors.span_metrics.metrics_flush_interval=1s",
            "service.telemetry.metrics.address=127.0.0.1:" + Ports.free())) {
      all.add("--set=" + change);
    }
    return all.toArray(String[]::new);
  }

  private void send(int port) throws Exception {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint("https://localhost:" + port + "/v1/traces")
            .setTrustedCertificates(Files.readAllBytes(folder.resolve("server.crt")))
            .addHeader("authorization", "Bearer t0ken")
            .build();
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      Span root = provider.get("shop").spanBuilder("pay").startSpan();
      root.setAttribute("enduser.id", "ann@example.org");
      root.setAttribute("http.request.header.authorization", "Bearer xyz");
      Span child =
          provider
              .get("shop")
              .spanBuilder("charge")
              .setParent(io.opentelemetry.context.Context.root().with(root))
              .startSpan();
      child.setStatus(StatusCode.ERROR);
      child.end();
      root.end();
      assertThat(provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }
}

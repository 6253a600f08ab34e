package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.testkit.Ports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies captured from a released SDK, as it sent them: what is kept is equal, span by span. */
class WireCaptureTest {
  private static final String CONFIGURATION =
      """
      receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}}}}
      processors:
        tail_sampling:
          decision_wait: 100ms
          record_policy: "off"
          policies: [{name: all, type: always_sample}]
      exporters: {otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}}
      service:
        telemetry: {metrics: {level: none}}
        pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp]}}
      """;

  @ParameterizedTest
  @CsvSource({
    "otel-java-1.67.0-otlp-http.otlp.pb, identity",
    "otel-java-1.67.0-otlp-http-gzip-chunked.otlp.pb.gz, gzip"
  })
  void arrivesAsItWasSent(String file, String encoding) throws Exception {
    byte[] body = read(file);
    int port = Ports.free();
    try (OtlpBackend backend = new OtlpBackend(0);
        OtlpBackend direct = new OtlpBackend(0)) {
      direct.take(parse(body, encoding));
      Map<String, String> environment = new TreeMap<>();
      environment.put("HTTP_PORT", Integer.toString(port));
      environment.put("BACKEND_PORT", Integer.toString(backend.port()));
      try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment)) {
        assertThat(post(port, body, encoding)).isEqualTo(200);
        assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
      }
      assertThat(backend.spans().keySet()).isNotEmpty().isEqualTo(direct.spans().keySet());
      direct
          .spans()
          .forEach(
              (id, sent) -> {
                OtlpBackend.Received kept = backend.spans().get(id);
                assertThat(kept.span().toByteString()).isEqualTo(sent.span().toByteString());
                assertThat(kept.scope().getScope()).isEqualTo(sent.scope().getScope());
                assertThat(kept.resource().getResource()).isEqualTo(sent.resource().getResource());
              });
    }
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = WireCaptureTest.class.getResourceAsStream("/wire-captures/" + file)) {
      return in.readAllBytes();
    }
  }

  private static ExportTraceServiceRequest parse(byte[] body, String encoding) throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    return ExportTraceServiceRequest.parseFrom(
        encoding.equals("gzip") ? new GZIPInputStream(in) : in);
  }

  private static int post(int port, byte[] body, String encoding) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}

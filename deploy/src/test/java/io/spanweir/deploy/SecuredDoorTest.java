package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Doors with TLS and authentication: real clients with the right certificate and token get in, all
 * others hear what they lack; a renewed certificate is used without a restart.
 */
class SecuredDoorTest {
  private static final String GATEWAY =
      """
      extensions:
        bearertokenauth: {token: "t0ken"}
        basicauth: {htpasswd: {inline: "ann:$$2b$$05$$qja6oixCqVSAxO.RgU7Fj.guxPIE0gErX95sfu5IAh1f3VJ9k5SiS"}}
      receivers:
        otlp:
          protocols:
            grpc:
              endpoint: "127.0.0.1:${env:GRPC_PORT}"
              tls: {cert_file: "${env:DIR}/server.crt", key_file: "${env:DIR}/server.key", client_ca_file: "${env:DIR}/client.crt"}
              auth: {authenticator: bearertokenauth}
            http:
              endpoint: "127.0.0.1:${env:HTTP_PORT}"
              tls: {cert_file: "${env:DIR}/server.crt", key_file: "${env:DIR}/server.key", reload_interval: 100ms}
              auth: {authenticator: basicauth}
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}
        trace_store:
          path: "${env:DIR}/traces"
          endpoint: "127.0.0.1:${env:QUERY_PORT}"
          tls: {cert_file: "${env:DIR}/server.crt", key_file: "${env:DIR}/server.key"}
          auth: {authenticator: basicauth}
      service:
        extensions: [bearertokenauth, basicauth]
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp, trace_store]}
      """;

  private static final String SIDECAR =
      """
      extensions:
        bearertokenauth: {token: "t0ken"}
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:${env:SIDECAR_PORT}"}}}
      exporters:
        otlp:
          endpoint: "localhost:${env:GRPC_PORT}"
          tls: {ca_file: "${env:DIR}/server.crt", cert_file: "${env:DIR}/client.crt", key_file: "${env:DIR}/client.key"}
          auth: {authenticator: bearertokenauth}
      service:
        extensions: [bearertokenauth]
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp]}
      """;

  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  @Test
  void whoHasTheCertificateAndTheTokenGetsIn() throws Exception {
    for (String port : new String[] {"GRPC_PORT", "HTTP_PORT", "SIDECAR_PORT", "QUERY_PORT"}) {
      environment.put(port, Integer.toString(Ports.free()));
    }
    environment.put("DIR", folder.toString());
    X509Certificate first = TestCertificates.make(folder, "server");
    TestCertificates.make(folder, "client");
    try (OtlpBackend backend = new OtlpBackend(0)) {
      environment.put("BACKEND_PORT", Integer.toString(backend.port()));
      try (RunningSpanweir gateway = RunningSpanweir.start(GATEWAY, environment);
          RunningSpanweir sidecar = RunningSpanweir.start(SIDECAR, environment)) {
        assertThat(gateway.output()).contains("https://");
        assertThat(gateway.output()).doesNotContain("t0ken").doesNotContain("secret");
        assertThat(send(grpc().addHeader("authorization", "Bearer t0ken").build())).isTrue();
        assertThat(send(grpc().addHeader("authorization", "Bearer wrong").build())).isFalse();
        assertThat(send(grpc().build())).isFalse();
        String good = "Basic YW5uOnNlY3JldA==";
        assertThat(send(http().addHeader("authorization", good).build())).isTrue();
        assertThat(send(http().addHeader("authorization", "Basic eA==").build())).isFalse();
        OtlpGrpcSpanExporter nobody =
            OtlpGrpcSpanExporter.builder()
                .setEndpoint("https://localhost:" + environment.get("GRPC_PORT"))
                .setTrustedCertificates(Files.readAllBytes(folder.resolve("server.crt")))
                .addHeader("authorization", "Bearer t0ken")
                .build();
        assertThat(send(nobody)).as("without a client certificate").isFalse();
        assertThat(
                send(
                    OtlpGrpcSpanExporter.builder()
                        .setEndpoint("http://localhost:" + environment.get("SIDECAR_PORT"))
                        .build()))
            .isTrue();
        OtlpBackend.await("three spans", () -> backend.spans().size() == 3);
        assertThat(asked("")).as("whoever asks the store").isEqualTo(401);
        assertThat(asked(good)).isEqualTo(200);
        assertThat(served()).isEqualTo(first);
        X509Certificate second = TestCertificates.make(folder, "server");
        OtlpBackend.await("the renewed certificate", () -> second.equals(servedOrNull()));
        Files.writeString(folder.resolve("server.crt"), "no certificate");
        gateway.await("changed TLS files can't be used");
        assertThat(served()).as("what was good stays").isEqualTo(second);
        assertThat(sidecar.terminate()).as(sidecar.output()).isZero();
        assertThat(gateway.terminate()).as(gateway.output()).isZero();
        assertThat(backend.spans()).hasSize(3);
      }
    }
  }

  private io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder grpc()
      throws IOException {
    return OtlpGrpcSpanExporter.builder()
        .setEndpoint("https://localhost:" + environment.get("GRPC_PORT"))
        .setTrustedCertificates(Files.readAllBytes(folder.resolve("server.crt")))
        .setClientTls(
            Files.readAllBytes(folder.resolve("client.key")),
            Files.readAllBytes(folder.resolve("client.crt")));
  }

  private io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder http()
      throws IOException {
    return OtlpHttpSpanExporter.builder()
        .setEndpoint("https://localhost:" + environment.get("HTTP_PORT") + "/v1/traces")
        .setTrustedCertificates(Files.readAllBytes(folder.resolve("server.crt")));
  }

  /** Sends a span. @return whether it was taken */
  private static boolean send(SpanExporter exporter) {
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      Span span = provider.get("test").spanBuilder("one").startSpan();
      span.end();
      return provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess();
    }
  }

  /** Asks the store for the names of services. @return the code of its answer */
  private int asked(String authorization) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    String at = "https://localhost:" + environment.get("QUERY_PORT") + "/api/v2/services";
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private X509Certificate servedOrNull() {
    try {
      return served();
    } catch (Exception e) {
      return null;
    }
  }

  /** The certificate of the HTTP door. */
  private X509Certificate served() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    int port = Integer.parseInt(environment.get("HTTP_PORT"));
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

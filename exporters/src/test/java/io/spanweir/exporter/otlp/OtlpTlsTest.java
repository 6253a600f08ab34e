package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection is secured unless the file says otherwise. */
class OtlpTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;
  private static SslContext certificate;

  private final Stage stage = Stage.real();
  private final Settings settings = Fixtures.settings("otlp", stage.loops());

  @AfterEach
  void close() {
    stage.close();
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", "keys.p12", "-storetype", "PKCS12", "-storepass", "changeit"));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).as("keytool").isZero();
  }

  /** A server's certificate for localhost, signed by itself. */
  @BeforeAll
  static void makeCertificate() throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "s",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=dns:localhost");
    keytool("-exportcert", "-alias", "s", "-rfc", "-file", "ca.pem");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    certificate = GrpcSslContexts.configure(SslContextBuilder.forServer(factory)).build();
  }

  private Exporter exporter(String endpoint, TlsClientConfig tls) {
    OtlpExporterFactory factory = new OtlpExporterFactory();
    RetryConfig soon =
        new RetryConfig(
            true, Duration.ofMillis(20), 0, 1, Duration.ofMillis(50), Duration.ofMillis(800));
    return factory.create(
        settings,
        Records.with(factory.defaultConfig(), "endpoint", endpoint, "tls", tls, "retry", soon));
  }

  private void awaitEnd(Exporter exporter, Term term) throws IOException {
    exporter.start();
    ExportTraceServiceRequest request = Fixtures.request(3, 1);
    assertThat(exporter.reserve(3, 1000)).isTrue();
    exporter.commit(Fixtures.batch(settings, request), 3, 1000, new RecordingReceipt());
    stage.await(
        "spans are " + term,
        () -> settings.telemetry().ledger().account("exporter:otlp", "exporter").spans(term) == 3);
    exporter.shutdown(System.nanoTime());
    stage.await("shut down", exporter::isShutDown);
  }

  private TlsClientConfig trusting() {
    return TlsClientConfig.of(false, folder.resolve("ca.pem").toString(), "");
  }

  @Test
  void aTrustedServerGetsSpans() throws Exception {
    try (GrpcServer server = new GrpcServer(0, certificate)) {
      awaitEnd(exporter("localhost:" + server.port(), trusting()), Term.KEPT);
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aServerWithAnotherNameDoesNot() throws Exception {
    TlsClientConfig tls = TlsClientConfig.of(false, trusting().caFile(), "elsewhere.example");
    try (GrpcServer server = new GrpcServer(0, certificate)) {
      awaitEnd(exporter("localhost:" + server.port(), tls), Term.FAILED);
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void aServerThatIsNotTrustedDoesNot() throws Exception {
    try (GrpcServer server = new GrpcServer(0, certificate)) {
      awaitEnd(exporter("localhost:" + server.port(), TlsClientConfig.DEFAULT), Term.FAILED);
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void aServerWithoutTlsDoesNot() throws Exception {
    try (GrpcServer server = GrpcServer.plain(0)) {
      awaitEnd(exporter("localhost:" + server.port(), TlsClientConfig.DEFAULT), Term.FAILED);
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void aFileThatHoldsNoCertificateIsSaidSoAtStart() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.pem"), "not a certificate");
    Exporter exporter = exporter("localhost:1", TlsClientConfig.of(false, file.toString(), ""));
    assertThatThrownBy(exporter::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad.pem");
    TlsClientConfig missing = TlsClientConfig.of(false, "/nowhere/ca.pem", "");
    assertThatThrownBy(exporter("localhost:1", missing)::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/nowhere/ca.pem");
  }
}

package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.otlp.SecuredBackend.Way;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection is secured unless the file says otherwise, whatever is spoken over it. */
class OtlpTlsTest {
  @TempDir static Path folder;

  private final Stage stage = Stage.real();

  @BeforeAll
  static void makeCertificates() throws Exception {
    TestCertificates.make(folder, "server");
    TestCertificates.make(folder, "client");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static TlsClientConfig trusting() {
    return TlsClientConfig.of(false, path("server.crt"), "");
  }

  /** Sends spans to a server, and waits for what becomes of them. */
  private void send(Way way, int port, TlsClientConfig tls, Term term) throws IOException {
    Settings settings = Fixtures.settings(way.type, stage.loops());
    Exporter exporter = way.exporter(settings, port, tls);
    exporter.start();
    ExportTraceServiceRequest request = Fixtures.request(3, 1);
    assertThat(exporter.reserve(3, 1000)).isTrue();
    exporter.commit(Fixtures.batch(settings, request), 3, 1000, new RecordingReceipt());
    String account = "exporter:" + way.type;
    stage.await(
        "spans are " + term,
        () -> settings.telemetry().ledger().account(account, "exporter").spans(term) == 3);
    exporter.shutdown(System.nanoTime());
    stage.await("shut down", exporter::isShutDown);
  }

  private void assertTaken(Way way, String clients, TlsClientConfig tls) throws Exception {
    try (SecuredBackend server = new SecuredBackend(way, folder, clients)) {
      send(way, server.port(), tls, Term.KEPT);
      assertThat(server.requests()).isOne();
    }
  }

  private void assertNothingSent(Way way, String clients, TlsClientConfig tls) throws Exception {
    try (SecuredBackend server = new SecuredBackend(way, folder, clients)) {
      send(way, server.port(), tls, Term.FAILED);
      assertThat(server.requests()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTrustedServerGetsSpans(Way way) throws Exception {
    assertTaken(way, "", trusting());
  }

  @ParameterizedTest
  @EnumSource
  void aServerWithAnotherNameDoesNot(Way way) throws Exception {
    assertNothingSent(way, "", Records.with(trusting(), "serverNameOverride", "else.example"));
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatIsNotTrustedDoesNot(Way way) throws Exception {
    assertNothingSent(way, "", TlsClientConfig.DEFAULT);
  }

  @ParameterizedTest
  @EnumSource
  void whoeverAnswersDoesIfNothingIsVerified(Way way) throws Exception {
    TlsClientConfig blind = Records.with(TlsClientConfig.DEFAULT, "insecureSkipVerify", true);
    assertTaken(way, "", blind);
    assertTaken(way, "", Records.with(blind, "serverNameOverride", "else.example"));
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatAsksIsShownOurCertificate(Way way) throws Exception {
    TlsClientConfig known =
        Records.with(trusting(), "certFile", path("client.crt"), "keyFile", path("client.key"));
    assertTaken(way, "client.crt", known);
    assertNothingSent(way, "client.crt", trusting());
  }

  @Test
  void aServerWithoutTlsDoesNot() throws Exception {
    try (GrpcServer server = GrpcServer.plain(0)) {
      send(Way.GRPC, server.port(), TlsClientConfig.DEFAULT, Term.FAILED);
      assertThat(server.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatHoldsNoCertificateIsSaidSoAtStart(Way way) throws IOException {
    Settings settings = Fixtures.settings(way.type, stage.loops());
    Path file = Files.writeString(folder.resolve("bad.pem"), "not a certificate");
    for (String bad : new String[] {file.toString(), "/nowhere/ca.pem"}) {
      Exporter exporter = way.exporter(settings, 1, TlsClientConfig.of(false, bad, ""));
      assertThatThrownBy(exporter::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(bad)
          .hasMessageContaining("exporters::" + way.type + "::tls");
    }
  }
}

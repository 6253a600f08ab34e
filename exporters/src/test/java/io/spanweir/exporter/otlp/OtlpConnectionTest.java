package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the keys of a connection over gRPC do to it. */
class OtlpConnectionTest {
  private static final RetryConfig NEVER =
      new RetryConfig(
          false, Duration.ofSeconds(1), 0, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final Stage stage = Stage.real();
  private final Settings settings = Fixtures.settings("otlp", stage.loops());
  private Exporter exporter;

  @AfterEach
  void close() {
    exporter.shutdown(stage.loops().clock().nanoTime());
    stage.await("the exporter has ended", exporter::isShutDown);
    stage.close();
  }

  /** Sends three spans, once. */
  private void send(int port, Object... changes) throws IOException {
    OtlpExporterFactory factory = new OtlpExporterFactory();
    OtlpExporterConfig near =
        Records.with(
            factory.defaultConfig(),
            "endpoint",
            "localhost:" + port,
            "tls",
            TlsClientConfig.of(true, "", ""),
            "retry",
            NEVER);
    exporter = factory.create(settings, Records.with(near, changes));
    exporter.start();
    assertThat(exporter.reserve(3, 1000)).isTrue();
    exporter.commit(
        Fixtures.batch(settings, Fixtures.request(3, 1)), 3, 1000, new RecordingReceipt());
  }

  private void await(Term term) {
    stage.await(
        "spans are " + term,
        () -> settings.telemetry().ledger().account("exporter:otlp", "exporter").spans(term) == 3);
  }

  @Test
  void aServerIsCalledByItsEndpoint() throws IOException {
    try (GrpcServer server = GrpcServer.plain(0)) {
      send(server.port());
      await(Term.KEPT);
      assertThat(server.authorities).containsExactly("localhost:" + server.port());
    }
  }

  @Test
  void anAuthorityIsWhatAServerIsCalledInstead() throws IOException {
    try (GrpcServer server = GrpcServer.plain(0)) {
      send(server.port(), "authority", "traces.example");
      await(Term.KEPT);
      assertThat(server.authorities).containsExactly("traces.example");
    }
  }

  @Test
  void whoeverDoesNotWaitForTheConnectionFailsWithIt() throws IOException {
    send(Ports.free());
    await(Term.FAILED);
  }

  @Test
  void whoeverWaitsForTheConnectionSendsOnceItIsThere() throws IOException {
    int port = Ports.free();
    send(port, "waitForReady", true, "timeout", Duration.ofSeconds(25));
    stage.pass(TimeUnit.MILLISECONDS.toNanos(300));
    try (GrpcServer server = GrpcServer.plain(port)) {
      await(Term.KEPT);
      assertThat(server.requests).hasSize(1);
    }
  }
}

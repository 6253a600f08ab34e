package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Settings;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.core.runtime.EventLoops;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.otlp.GrpcServer.Reply;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Records;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real gRPC server, and against servers that are none, on loopback. */
class OtlpExporterTest {
  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  /** Longer than any answer takes on a busy machine: a second delivery would be our own doing. */
  private static final Duration LONG = Duration.ofSeconds(15);

  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofMillis(20), 0.5, 1.2, Duration.ofMillis(100), Duration.ofSeconds(60));

  private final EventLoops loops = new EventLoops(SystemClock.INSTANCE, 1, 0);
  private final Settings settings = Fixtures.settings("otlp", loops);
  private final List<Exporter> exporters = new ArrayList<>();

  @AfterEach
  void close() {
    for (Exporter exporter : exporters) {
      exporter.shutdown(System.nanoTime());
      await("shut down", exporter::isShutDown);
    }
    loops.close();
  }

  private Exporter exporter(
      String endpoint, Compression compression, Map<String, Secret> headers, Duration timeout)
      throws IOException {
    return start(
        Records.with(
            new OtlpExporterFactory().defaultConfig(),
            "endpoint",
            endpoint,
            "compression",
            compression,
            "headers",
            headers,
            "timeout",
            timeout,
            "tls",
            TlsClientConfig.of(true, "", ""),
            "userAgent",
            "Spanweir/test",
            "retry",
            SOON));
  }

  private Exporter start(OtlpExporterConfig config) throws IOException {
    Exporter exporter = new OtlpExporterFactory().create(settings, config);
    exporters.add(exporter);
    exporter.start();
    return exporter;
  }

  private Exporter exporter(int port) throws IOException {
    return exporter("127.0.0.1:" + port, Compression.NONE, Map.of(), LONG);
  }

  /** For servers that never answer. */
  private Exporter impatient(int port) throws IOException {
    return exporter("127.0.0.1:" + port, Compression.NONE, Map.of(), Duration.ofMillis(500));
  }

  private RecordingReceipt give(Exporter exporter, ExportTraceServiceRequest request) {
    RecordingReceipt answers = new RecordingReceipt(true);
    int bytes = request.getSerializedSize();
    int spans = request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
    assertThat(exporter.reserve(spans, bytes)).isTrue();
    exporter.commit(Fixtures.batch(settings, request), spans, bytes, answers);
    return answers;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private LedgerAccount account() {
    return settings.telemetry().ledger().account("exporter:otlp", "exporter");
  }

  /** Waits until nothing is under way any more: only then are all the numbers of one moment. */
  private void awaitBook(Term term, long spans) {
    await(
        term + " " + spans + ", now " + account(),
        () -> account().spans(term) == spans && account().openSpans() == 0 && queueBytes() == 0);
    assertThat(settings.telemetry().ledger().problems()).isEmpty();
  }

  private double queueBytes() {
    return settings.telemetry().meters().get("spanweir.exporter.queue.bytes").gauge().value();
  }

  @Test
  void bytesArriveAsTheyWere() throws IOException {
    for (Compression compression : Compression.values()) {
      try (GrpcServer backend = GrpcServer.plain(0)) {
        Exporter exporter =
            exporter(
                "http://127.0.0.1:" + backend.port(),
                compression,
                Map.of("X-Tenant", new Secret("blue")),
                LONG);
        ExportTraceServiceRequest request = Fixtures.request(5_000, 1);
        RecordingReceipt answers = give(exporter, request);
        await("an answer", () -> answers.isSettled());
        assertThat(backend.requests).containsExactly(request.toByteArray());
        Metadata sent = backend.headers.get(0);
        assertThat(sent.get(Metadata.Key.of("x-tenant", Metadata.ASCII_STRING_MARSHALLER)))
            .isEqualTo("blue");
        assertThat(sent.get(Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER)))
            .startsWith("Spanweir/test");
        assertThat(sent.get(ENCODING))
            .isEqualTo(compression == Compression.NONE ? null : compression.label());
      }
    }
    awaitBook(Term.KEPT, 15_000);
  }

  @Test
  void unavailableIsTriedAgain() throws IOException {
    try (GrpcServer backend = GrpcServer.plain(0)) {
      backend.replies.add(Reply.error(Status.UNAVAILABLE, null));
      backend.replies.add(Reply.error(Status.UNAVAILABLE, AnswerTest.details(0, 1_000_000)));
      give(exporter(backend.port()), Fixtures.request(4, 1));
      awaitBook(Term.KEPT, 4);
      assertThat(backend.requests).hasSize(3);
      assertThat(backend.requests.get(2)).isEqualTo(backend.requests.get(0));
    }
  }

  @Test
  void aFullBackendIsAskedAgainOnlyIfItSaysWhen() throws IOException {
    try (GrpcServer backend = GrpcServer.plain(0)) {
      Exporter exporter = exporter(backend.port());
      backend.replies.add(Reply.error(Status.RESOURCE_EXHAUSTED, null));
      give(exporter, Fixtures.request(4, 1));
      awaitBook(Term.FAILED, 4);
      backend.replies.add(
          Reply.error(Status.RESOURCE_EXHAUSTED, AnswerTest.details(0, 300_000_000)));
      long begin = System.nanoTime();
      give(exporter, Fixtures.request(3, 1));
      awaitBook(Term.KEPT, 3);
      assertThat(System.nanoTime() - begin).isGreaterThan(300_000_000L);
      assertThat(backend.requests).hasSize(3);
    }
  }

  @Test
  void aWishOfTenYearsDoesNotHoldSpansForTenYears() throws IOException {
    try (GrpcServer backend = GrpcServer.plain(0)) {
      backend.replies.add(
          Reply.error(Status.RESOURCE_EXHAUSTED, AnswerTest.details(315_576_000L, 0)));
      give(exporter(backend.port()), Fixtures.request(4, 1));
      awaitBook(Term.FAILED, 4);
    }
  }

  @Test
  void partialSuccessIsCounted() throws IOException {
    try (GrpcServer backend = GrpcServer.plain(0)) {
      ExportTracePartialSuccess partial =
          ExportTracePartialSuccess.newBuilder().setRejectedSpans(3).setErrorMessage("odd").build();
      backend.replies.add(
          Reply.ok(
              ExportTraceServiceResponse.newBuilder()
                  .setPartialSuccess(partial)
                  .build()
                  .toByteArray()));
      give(exporter(backend.port()), Fixtures.request(10, 1));
      awaitBook(Term.KEPT, 7);
      assertThat(account().spans(Term.REJECTED)).isEqualTo(3);
    }
  }

  @Test
  void strangeAnswersFailOnceAndForAll() throws IOException {
    try (GrpcServer backend = GrpcServer.plain(0)) {
      Exporter exporter = exporter(backend.port());
      List<Reply> strange =
          List.of(
              Reply.ok(new byte[] {1, 2, 3}),
              Reply.ok(new byte[5 << 20]),
              Reply.ok(new byte[0], new byte[0]),
              Reply.error(Status.UNIMPLEMENTED.withDescription("what?"), null));
      for (int i = 0; i < strange.size(); i++) {
        backend.replies.add(strange.get(i));
        give(exporter, Fixtures.request(1, i));
        awaitBook(Term.FAILED, i + 1);
      }
      assertThat(backend.requests).hasSize(strange.size());
      give(exporter, Fixtures.request(1, 9));
      awaitBook(Term.KEPT, 1);
    }
  }

  @Test
  void aTrailerTooLargeToReadIsNoReasonToStop() throws IOException {
    try (GrpcServer backend = GrpcServer.plain(0)) {
      Exporter exporter = exporter(backend.port());
      backend.replies.add(Reply.error(Status.UNAVAILABLE, new byte[100_000]));
      give(exporter, Fixtures.request(2, 1));
      await("an end", () -> account().openSpans() == 0);
      give(exporter, Fixtures.request(3, 1));
      await("the next", () -> account().spans(Term.KEPT) >= 3);
      assertThat(settings.telemetry().ledger().problems()).isEmpty();
    }
  }

  @Test
  void aBackendThatNeverAnswersTimesOut() throws IOException {
    try (GrpcServer backend = GrpcServer.plain(0)) {
      backend.replies.add(Reply.silence());
      give(impatient(backend.port()), Fixtures.request(4, 1));
      awaitBook(Term.KEPT, 4);
      assertThat(backend.requests).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aBackendThatIsDownAtStartIsNoError() throws IOException {
    int port = Ports.free();
    Exporter exporter = exporter(port);
    give(exporter, Fixtures.request(4, 1));
    await(
        "a failed attempt",
        () ->
            settings.telemetry().errors().count("exporter:otlp", "UNAVAILABLE, trying again") > 2);
    try (GrpcServer backend = GrpcServer.plain(port)) {
      awaitBook(Term.KEPT, 4);
      assertThat(backend.requests).hasSize(1);
    }
  }

  @Test
  void aBackendKilledInFlightAndStartedAgainGetsItAll() throws IOException {
    int port;
    Exporter exporter;
    try (GrpcServer backend = GrpcServer.plain(0)) {
      port = backend.port();
      exporter = exporter(port);
      give(exporter, Fixtures.request(1, 1));
      awaitBook(Term.KEPT, 1);
      for (int i = 0; i < 5; i++) {
        backend.replies.add(Reply.silence());
        give(exporter, Fixtures.request(2, i));
      }
      await("requests in flight", () -> backend.requests.size() == 6);
    }
    give(exporter, Fixtures.request(2, 7));
    try (GrpcServer backend = GrpcServer.plain(port)) {
      awaitBook(Term.KEPT, 13);
      assertThat(backend.requests).hasSize(6);
    }
  }

  @Test
  void garbageIsTriedAgainUntilABackendIsThere() throws IOException {
    int port;
    Exporter exporter;
    try (Impostor impostor = new Impostor(true)) {
      port = impostor.port();
      exporter = exporter(port);
      give(exporter, Fixtures.request(4, 1));
      await("connections", () -> impostor.connections >= 3);
      assertThat(account().openSpans()).isEqualTo(4);
    }
    try (GrpcServer backend = GrpcServer.plain(port)) {
      awaitBook(Term.KEPT, 4);
      assertThat(backend.requests).hasSize(1);
    }
  }

  @Test
  void silenceFromTheSocketOnIsTriedAgainUntilABackendIsThere() throws IOException {
    int port;
    Exporter exporter;
    try (Impostor impostor = new Impostor(false)) {
      port = impostor.port();
      exporter = impatient(port);
      give(exporter, Fixtures.request(4, 1));
      await(
          "a timeout",
          () ->
              settings
                          .telemetry()
                          .errors()
                          .count("exporter:otlp", "no answer within the timeout, trying again")
                      + settings
                          .telemetry()
                          .errors()
                          .count("exporter:otlp", "DEADLINE_EXCEEDED, trying again")
                  >= 1);
      assertThat(account().openSpans()).isEqualTo(4);
    }
    try (GrpcServer backend = GrpcServer.plain(port)) {
      awaitBook(Term.KEPT, 4);
      assertThat(backend.requests).isNotEmpty();
    }
  }

  @Test
  void shutdownWithADeadBackendEndsAtTheDeadline() throws IOException {
    Exporter exporter = exporter(Ports.free());
    give(exporter, Fixtures.request(4, 1));
    exporter.shutdown(System.nanoTime() + 200_000_000L);
    await("shut down", exporter::isShutDown);
    awaitBook(Term.FAILED, 4);
  }

  @Test
  void anEndpointThatIsNoneIsSaidSo() {
    OtlpExporterFactory factory = new OtlpExporterFactory();
    assertThatThrownBy(() -> factory.create(settings, factory.defaultConfig()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("endpoint: is missing");
    for (String bad :
        List.of("host", "host:99999", "ftp://h:1", "h:1/path", "http://u@h:1", ":1")) {
      assertThatThrownBy(() -> Endpoint.parse(bad, true)).hasMessageContaining("is no address");
    }
    assertThat(Endpoint.parse("h:1", false)).isEqualTo(new Endpoint("h:1", false));
    assertThat(Endpoint.parse("h:1", true)).isEqualTo(new Endpoint("h:1", true));
    assertThat(Endpoint.parse("http://h:1/", false)).isEqualTo(new Endpoint("h:1", true));
    assertThat(Endpoint.parse("https://h:1", true)).isEqualTo(new Endpoint("h:1", false));
    assertThat(Endpoint.parse("[::1]:4317", true)).isEqualTo(new Endpoint("[::1]:4317", true));
    assertThat(Endpoint.parse("dns:///h:1", true)).isEqualTo(new Endpoint("h:1", true));
  }

  @Test
  void aBadHeaderIsSaidSoWithoutItsValue() {
    for (Map<String, Secret> bad :
        List.of(
            Map.of("two words", new Secret("sesame")),
            Map.of("grpc-timeout", new Secret("sesame")),
            Map.of("x-bin", new Secret("sesame")),
            Map.of("x", new Secret("sesame\r\nhost: evil")))) {
      assertThatThrownBy(() -> exporter("h:1", Compression.NONE, bad, LONG))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("headers.")
          .hasMessageNotContaining("sesame");
    }
  }
}

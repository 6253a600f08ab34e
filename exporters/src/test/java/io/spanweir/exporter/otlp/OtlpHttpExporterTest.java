package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.http.HttpCompression;
import io.spanweir.exporter.http.HttpServer;
import io.spanweir.exporter.http.HttpTarget;
import io.spanweir.exporter.http.RetryAfter;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP/HTTP against servers that behave and servers that don't. */
class OtlpHttpExporterTest {
  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofMillis(5), 0, 1.1, Duration.ofMillis(20), Duration.ofSeconds(30));

  private final Stage stage = Stage.real();
  private final Settings settings = Fixtures.settings("otlp_http", stage.loops());
  private final List<Exporter> exporters = new ArrayList<>();
  private HttpServer backend;

  @AfterEach
  void close() throws IOException {
    for (Exporter exporter : exporters) {
      exporter.shutdown(stage.loops().clock().nanoTime());
      stage.await("the exporter has ended", exporter::isShutDown);
    }
    if (backend != null) {
      backend.close();
    }
    stage.close();
  }

  private Exporter exporter(Object... changes) throws IOException {
    backend = backend == null ? new HttpServer() : backend;
    OtlpHttpExporterFactory factory = new OtlpHttpExporterFactory();
    OtlpHttpExporterConfig near =
        Records.with(
            factory.defaultConfig(),
            "endpoint",
            "http://127.0.0.1:" + backend.port(),
            "compression",
            HttpCompression.NONE,
            "retry",
            SOON);
    Exporter exporter = factory.create(settings, Records.with(near, changes));
    exporters.add(exporter);
    exporter.start();
    return exporter;
  }

  private RecordingReceipt give(Exporter exporter, ExportTraceServiceRequest request) {
    RecordingReceipt answers = new RecordingReceipt(true);
    int bytes = request.getSerializedSize();
    int spans = request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
    assertThat(exporter.reserve(spans, bytes)).isTrue();
    exporter.commit(Fixtures.batch(settings, request), spans, bytes, answers);
    return answers;
  }

  private LedgerAccount account() {
    return settings.telemetry().ledger().account("exporter:otlp_http", "exporter");
  }

  private void awaitBook(Term term, long spans) {
    stage.await(
        term + " " + spans, () -> account().spans(term) == spans && account().openSpans() == 0);
    assertThat(settings.telemetry().ledger().problems()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(HttpCompression.class)
  void bytesArriveAsTheyWere(HttpCompression compression) throws IOException {
    Exporter exporter =
        exporter("compression", compression, "headers", Map.of("X-Tenant", new Secret("blue")));
    ExportTraceServiceRequest request = Fixtures.request(5_000, 1);
    RecordingReceipt answers = give(exporter, request);
    stage.await("an answer", answers::isSettled);
    HttpServer.Request came = backend.requests.get(0);
    assertThat(came.body()).isEqualTo(request.toByteString());
    assertThat(came.line()).isEqualTo("POST /v1/traces HTTP/1.1");
    assertThat(came.headers())
        .containsEntry("x-tenant", "blue")
        .containsEntry("host", "127.0.0.1:" + backend.port())
        .containsEntry("content-type", "application/x-protobuf");
    assertThat(came.headers().get("content-encoding"))
        .isEqualTo(compression == HttpCompression.NONE ? null : compression.label());
    assertThat(came.headers().get("user-agent")).startsWith("Spanweir/");
    awaitBook(Term.KEPT, 5_000);
  }

  @ParameterizedTest
  @CsvSource({"GZIP, 0, 1", "ZLIB, 0, 9", "DEFLATE, 0, -1", "GZIP, -2, 6", "ZSTD, 1, 19"})
  void levelsAreHonoured(HttpCompression compression, int light, int hard) throws IOException {
    ExportTraceServiceRequest request = Fixtures.request(5_000, 1);
    int[] bytes = new int[2];
    for (int i = 0; i < 2; i++) {
      CompressionParams level = new CompressionParams(i == 0 ? light : hard);
      Exporter exporter = exporter("compression", compression, "compressionParams", level);
      stage.await("an answer", give(exporter, request)::isSettled);
      HttpServer.Request came = backend.requests.get(i);
      assertThat(came.body()).isEqualTo(request.toByteString());
      bytes[i] = Integer.parseInt(came.headers().get("content-length"));
    }
    assertThat(bytes[1]).isLessThan(bytes[0]);
  }

  @ParameterizedTest
  @CsvSource({"GZIP, 10", "ZLIB, -3", "ZSTD, 0", "ZSTD, 23", "NONE, 1"})
  void levelsThatAreNoneAreRefused(HttpCompression compression, int level) {
    assertThatThrownBy(
            () ->
                exporter(
                    "compression", compression, "compressionParams", new CompressionParams(level)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("compression_params.level");
  }

  @Test
  void aConnectionIsUsedAgainAndAnotherTakenWhenItHasGone() throws IOException {
    Exporter exporter = exporter();
    for (int i = 1; i <= 5; i++) {
      give(exporter, Fixtures.request(2, 1));
      awaitBook(Term.KEPT, 2L * i);
    }
    assertThat(backend.connections).hasValue(1);
    backend.dropAll();
    give(exporter, Fixtures.request(2, 1));
    awaitBook(Term.KEPT, 12);
    backend.replies.add(HttpServer.HANG_UP);
    give(exporter, Fixtures.request(2, 1));
    awaitBook(Term.KEPT, 14);
    backend.replies.add(
        HttpServer.text("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
    give(exporter, Fixtures.request(2, 1));
    give(exporter, Fixtures.request(2, 1));
    awaitBook(Term.KEPT, 18);
  }

  @Test
  void withoutKeepAliveEachRequestHasItsConnection() throws IOException {
    Exporter exporter = exporter("disableKeepAlives", true);
    for (int i = 1; i <= 3; i++) {
      give(exporter, Fixtures.request(2, 1));
      awaitBook(Term.KEPT, 2L * i);
    }
    assertThat(backend.connections).hasValue(3);
    assertThat(backend.requests.get(0).headers()).containsEntry("connection", "close");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void whatPassesIsTriedAgain(int code) throws IOException {
    Exporter exporter = exporter();
    backend.replies.add(HttpServer.answer(code, "", new byte[0]));
    backend.replies.add(HttpServer.answer(code, "Retry-After: 0\r\n", new byte[0]));
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 3);
    assertThat(backend.requests).hasSize(3);
    assertThat(backend.requests.get(2).body()).isEqualTo(backend.requests.get(0).body());
  }

  /** By itself the exporter would be back after milliseconds. */
  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aWishToWaitIsGranted(int code) throws IOException {
    Exporter exporter = exporter();
    List<Long> came = new CopyOnWriteArrayList<>();
    backend.replier =
        request -> {
          came.add(System.nanoTime());
          return came.size() == 1
              ? HttpServer.answer(code, "Retry-After: 1\r\n", new byte[0])
              : HttpServer.OK;
        };
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 3);
    assertThat(came).hasSize(2);
    assertThat(Duration.ofNanos(came.get(1) - came.get(0)))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 404, 413, 500, 501})
  void whatDoesNotPassIsNot(int code) throws IOException {
    Exporter exporter = exporter();
    backend.replies.add(HttpServer.answer(code, "", HttpServer.text("no\u001b[31m thanks")));
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.FAILED, 3);
    give(exporter, Fixtures.request(2, 1));
    awaitBook(Term.KEPT, 2);
    assertThat(backend.requests).hasSize(2);
  }

  @Test
  void whatTheBackendTakesOutIsCounted() throws IOException {
    Exporter exporter = exporter();
    byte[] partial =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(2)
                    .setErrorMessage("too old"))
            .build()
            .toByteArray();
    backend.replies.add(
        HttpServer.answer(200, "Content-Type: application/x-protobuf\r\n", partial));
    give(exporter, Fixtures.request(5, 1));
    awaitBook(Term.KEPT, 3);
    assertThat(account().spans(Term.REJECTED)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage that is no HTTP\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/9.9 0 \r\n\r\n"
      })
  void garbageIsTriedAgainOverANewConnection(String garbage) throws IOException {
    Exporter exporter = exporter("timeout", Duration.ofSeconds(2));
    backend.replies.add(HttpServer.text(garbage));
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 3);
    assertThat(backend.connections).hasValue(2);
  }

  @Test
  void anEndlessAnswerIsCutOff() throws IOException {
    Exporter exporter = exporter();
    byte[] much = new byte[40 << 20];
    new Random(1).nextBytes(much);
    backend.replies.add(HttpServer.answer(400, "", much));
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.FAILED, 3);
  }

  @Test
  void interimAnswersArePassedOver() throws IOException {
    Exporter exporter = exporter();
    backend.replies.add(
        HttpServer.text(
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 3);
    assertThat(backend.requests).hasSize(1);
    backend.replies.add(HttpServer.text("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000)));
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 6);
    assertThat(backend.requests).hasSize(3);
  }

  @Test
  void silenceEndsWithTheTimeout() throws IOException {
    Exporter exporter =
        exporter("timeout", Duration.ofMillis(300), "compression", HttpCompression.GZIP);
    backend.replies.add(HttpServer.SILENCE);
    give(exporter, Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 3);
    assertThat(backend.requests).hasSize(2);
  }

  @Test
  void aBackendThatIsDownIsTriedUntilItIsThere() throws IOException {
    Exporter exporter = exporter();
    int port = backend.port();
    backend.close();
    RecordingReceipt answers = give(exporter, Fixtures.request(3, 1));
    stage.pass(100_000_000L);
    assertThat(answers.isSettled()).isFalse();
    assertThat(account().openSpans()).isEqualTo(3);
    backend = new HttpServer(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
    awaitBook(Term.KEPT, 3);
    assertThat(backend.requests).hasSize(1);
  }

  @Test
  void whatWaitsForABackendThatIsDownHasFailedAtTheEnd() throws IOException {
    Exporter exporter = exporter();
    backend.close();
    give(exporter, Fixtures.request(3, 1));
    exporter.shutdown(stage.loops().clock().nanoTime());
    awaitBook(Term.FAILED, 3);
  }

  @Test
  void eachSignalHasItsPath() {
    OtlpHttpExporterConfig config =
        Records.with(
            new OtlpHttpExporterFactory().defaultConfig(),
            "endpoint",
            "https://host/base/",
            "logsEndpoint",
            "http://[::1]:81/push?x=1");
    assertThat(config.target(Signal.TRACES)).hasToString("https://host/base/v1/traces");
    assertThat(config.target(Signal.METRICS)).hasToString("https://host/base/v1/metrics");
    assertThat(config.target(Signal.LOGS)).hasToString("http://[::1]:81/push?x=1");
    assertThatThrownBy(() -> new OtlpHttpExporterFactory().defaultConfig().target(Signal.TRACES))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("endpoint: is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:4318", "ftp://x", "http://", "http://a:b@c", "http://x:99999", "x y"})
  void whatIsNoUrlIsRefused(String text) {
    assertThatThrownBy(() -> HttpTarget.parse("endpoint", text, ""))
        .isInstanceOf(InvalidConfigException.class);
  }

  @Test
  void aWishToWaitIsSecondsOrADate() {
    long now = TimeUnit.SECONDS.toNanos(784_111_777);
    assertThat(RetryAfter.delay("3", now)).isEqualTo(3_000_000_000L);
    assertThat(RetryAfter.delay("Sun, 06 Nov 1994 08:49:47 GMT", now)).isEqualTo(10_000_000_000L);
    assertThat(RetryAfter.delay("Sun, 06 Nov 1994 08:49:07 GMT", now)).isZero();
    assertThat(RetryAfter.delay("99999999999999", now)).isEqualTo(300_000_000_000L);
    assertThat(RetryAfter.delay("-5", now)).isEqualTo(SendResult.NO_WISH);
    assertThat(RetryAfter.delay("soon", now)).isEqualTo(SendResult.NO_WISH);
    assertThat(RetryAfter.delay(null, now)).isEqualTo(SendResult.NO_WISH);
  }
}

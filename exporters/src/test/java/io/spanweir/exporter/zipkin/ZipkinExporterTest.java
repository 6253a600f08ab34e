package io.spanweir.exporter.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Settings;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.http.HttpCompression;
import io.spanweir.exporter.http.HttpServer;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** What goes over the wire, and what follows from answers. */
class ZipkinExporterTest {
  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofMillis(5), 0, 1.1, Duration.ofMillis(20), Duration.ofSeconds(30));
  private static final byte[] TAKEN = HttpServer.answer(202, "", new byte[0]);

  private final Stage stage = Stage.real();
  private final Settings settings = Fixtures.settings("zipkin", stage.loops());
  private HttpServer backend;
  private Exporter exporter;

  @BeforeEach
  void open() throws IOException {
    backend = new HttpServer();
    backend.replier = request -> TAKEN;
  }

  @AfterEach
  void close() throws IOException {
    if (exporter != null) {
      exporter.shutdown(stage.loops().clock().nanoTime());
      stage.await("the exporter has ended", exporter::isShutDown);
    }
    backend.close();
    stage.close();
  }

  private void start(Object... changes) throws IOException {
    ZipkinExporterFactory factory = new ZipkinExporterFactory();
    ZipkinExporterConfig near =
        Records.with(
            factory.defaultConfig(),
            "endpoint",
            "http://127.0.0.1:" + backend.port() + "/api/v2/spans",
            "retry",
            SOON);
    exporter = factory.create(settings, Records.with(near, changes));
    exporter.start();
  }

  private void give(ExportTraceServiceRequest request) {
    int bytes = request.getSerializedSize();
    int spans = request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
    assertThat(exporter.reserve(spans, bytes)).isTrue();
    exporter.commit(Fixtures.batch(settings, request), spans, bytes, new RecordingReceipt(true));
  }

  private LedgerAccount account() {
    return settings.telemetry().ledger().account("exporter:zipkin", "exporter");
  }

  private void awaitBook(Term term, long spans) {
    stage.await(
        term + " " + spans, () -> account().spans(term) == spans && account().openSpans() == 0);
    assertThat(settings.telemetry().ledger().problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"JSON, NONE", "JSON, GZIP", "PROTO, NONE", "PROTO, GZIP", "PROTO, ZSTD"})
  void whatArrivesIsZipkins(Format format, HttpCompression compression) throws IOException {
    Map<String, Secret> headers = Map.of("X-Tenant", new Secret("blue"));
    start("format", format, "compression", compression, "headers", headers);
    give(Fixtures.request(2_000, 1));
    awaitBook(Term.KEPT, 2_000);
    HttpServer.Request came = backend.requests.get(0);
    assertThat(came.line()).isEqualTo("POST /api/v2/spans HTTP/1.1");
    boolean json = format == Format.JSON;
    assertThat(came.headers())
        .containsEntry("x-tenant", "blue")
        .containsEntry("content-type", json ? "application/json" : "application/x-protobuf");
    SpanBytesDecoder decoder = json ? SpanBytesDecoder.JSON_V2 : SpanBytesDecoder.PROTO3;
    List<Span> spans = decoder.decodeList(came.body().toByteArray());
    assertThat(spans).hasSize(2_000).allMatch(span -> "shop".equals(span.localServiceName()));
    assertThat(spans.get(1_999).name()).isEqualTo("span 1999");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
  void whatPassesIsTriedAgain(int code) throws IOException {
    start("compression", HttpCompression.GZIP);
    backend.replies.add(HttpServer.answer(code, "", new byte[0]));
    backend.replies.add(HttpServer.answer(code, "Retry-After: 0\r\n", new byte[0]));
    give(Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 3);
    assertThat(backend.requests).hasSize(3);
    assertThat(backend.requests.get(2).body()).isEqualTo(backend.requests.get(0).body());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 404, 413, 415, 501, 505})
  void whatDoesNotPassIsNot(int code) throws IOException {
    start();
    backend.replies.add(HttpServer.answer(code, "", HttpServer.text("Expected [ \u001b[31m")));
    give(Fixtures.request(3, 1));
    awaitBook(Term.FAILED, 3);
    give(Fixtures.request(2, 1));
    awaitBook(Term.KEPT, 2);
    assertThat(backend.requests).hasSize(2);
  }

  @Test
  void garbageAndSilenceAreTriedAgain() throws IOException {
    start("timeout", Duration.ofMillis(300));
    backend.replies.add(HttpServer.text("SSH-2.0-OpenSSH_9.9\r\n\r\n"));
    backend.replies.add(HttpServer.HANG_UP);
    backend.replies.add(HttpServer.SILENCE);
    give(Fixtures.request(3, 1));
    awaitBook(Term.KEPT, 3);
    // One more than there were answers: a connection that was used again and broke doesn't count.
    assertThat(backend.requests.size()).isBetween(4, 5);
  }

  @Test
  void aDeadBackendLeavesThemWaiting() throws IOException {
    start();
    backend.close();
    give(Fixtures.request(3, 1));
    stage.await("they wait", () -> account().openSpans() == 3);
    stage.pass(50_000_000L);
    assertThat(account().openSpans()).isEqualTo(3);
    exporter.shutdown(stage.loops().clock().nanoTime());
    awaitBook(Term.FAILED, 3);
  }

  /** The door doesn't look into events: what is broken there goes alone. */
  @Test
  void aMalformedSpanGoesAloneAndIsCounted() throws IOException {
    start();
    ExportTraceServiceRequest.Builder request = Fixtures.request(3, 1).toBuilder();
    request
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilder(0)
        .getSpansBuilder(1)
        .addEvents(broken());
    give(request.build());
    awaitBook(Term.KEPT, 2);
    assertThat(account().spans(Term.REJECTED)).isEqualTo(1);
    assertThat(SpanBytesDecoder.JSON_V2.decodeList(backend.requests.get(0).body().toByteArray()))
        .hasSize(2);
    give(
        Otlp.request(
            Resource.getDefaultInstance(),
            InstrumentationScope.getDefaultInstance(),
            Otlp.span().addEvents(broken())));
    awaitBook(Term.FAILED, 1);
    assertThat(backend.requests).hasSize(1);
  }

  /** A field with a length past the end; protobuf lets it through as an unknown field's bytes. */
  private static Event broken() throws IOException {
    return Event.newBuilder()
        .setUnknownFields(
            com.google.protobuf.UnknownFieldSet.newBuilder()
                .addField(
                    99,
                    com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                        .addGroup(
                            com.google.protobuf.UnknownFieldSet.newBuilder()
                                .addField(
                                    1,
                                    com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.EMPTY)
                                        .build())
                                .build())
                        .build())
                .build())
        .build();
  }

  /** A resource stands in every span of it: the body has an end, whatever came in. */
  @Test
  void whatGrowsWithoutEndFails() throws IOException {
    start();
    io.opentelemetry.proto.trace.v1.Span.Builder[] spans =
        new io.opentelemetry.proto.trace.v1.Span.Builder[1_000];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = Otlp.span().setSpanId(Otlp.id(i + 1));
    }
    Resource large = Otlp.resource(Otlp.attribute("all", "x".repeat(100_000)));
    give(Otlp.request(large, InstrumentationScope.getDefaultInstance(), spans));
    awaitBook(Term.FAILED, 1_000);
    assertThat(backend.requests).isEmpty();
    give(Fixtures.request(2, 1));
    awaitBook(Term.KEPT, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "zipkin:9411", "ftp://zipkin", "http://a:b@zipkin"})
  void whatIsNoEndpointIsRefused(String endpoint) {
    assertThatThrownBy(() -> start("endpoint", endpoint))
        .isInstanceOf(InvalidConfigException.class);
  }
}

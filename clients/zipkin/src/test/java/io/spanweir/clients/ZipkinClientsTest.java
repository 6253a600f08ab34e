package io.spanweir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import brave.handler.SpanHandler;
import io.opentelemetry.exporter.zipkin.ZipkinSpanExporter;
import io.spanweir.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.reporter.AsyncReporter;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.SpanBytesEncoder;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;
import zipkin2.reporter.brave.ZipkinSpanHandler;
import zipkin2.reporter.okhttp3.OkHttpSender;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/** Zipkin's own clients as applications have them: Brave, and zipkin-reporter's senders. */
@Timeout(180)
class ZipkinClientsTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("spanweir.root"), "receivers/src/test/resources");

  private static Spanweir spanweir;
  private static AmqpBroker broker;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    int brokerPort = Ports.free();
    spanweir =
        Spanweir.start(
            folder,
            Map.of(
                "RABBIT_ADDRESSES",
                "127.0.0.1:" + Ports.free() + ",127.0.0.1:" + brokerPort,
                "RABBIT_QUEUE",
                "zipkin",
                "RABBIT_CONCURRENCY",
                "2"),
            "--config=" + Spanweir.example("zipkin-server-rabbitmq.yaml"));
    broker = new AmqpBroker(Files.createDirectory(folder.resolve("broker")), brokerPort);
    spanweir.awaitStart();
    broker.awaitQueue("zipkin");
  }

  @AfterAll
  static void stop() throws Exception {
    spanweir.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatBraveIsToldComesBack(Way way) throws Exception {
    try (BytesMessageSender sender = way.open(spanweir, broker);
        AsyncReporter<Span> reporter = AsyncReporter.builder(sender).build(way.encoder())) {
      SpanHandler handler = ZipkinSpanHandler.create(reporter);
      List<BraveStory> stories =
          List.of(
              new BraveStory(true, handler).play(false), new BraveStory(false, handler).play(true));
      reporter.flush();
      for (BraveStory story : stories) {
        assertComesBack(story);
      }
    }
  }

  /** As Brave 6 reports by itself, without Zipkin's library. */
  @Test
  void whatBraveEncodesItselfComesBack() throws Exception {
    String url = spanweir.url(Spanweir.Door.ZIPKIN, "/api/v2/spans");
    try (BytesMessageSender sender =
            URLConnectionSender.newBuilder().endpoint(url).compressionEnabled(false).build();
        AsyncZipkinSpanHandler handler = AsyncZipkinSpanHandler.create(sender)) {
      BraveStory story = new BraveStory(true, handler).play(false);
      handler.flush();
      assertComesBack(story);
    }
  }

  /** What zipkin-reporter and Sleuth ask at their start. */
  @ParameterizedTest
  @EnumSource
  void anEmptyListIsTaken(Way way) throws Exception {
    try (BytesMessageSender sender = way.open(spanweir, broker)) {
      assertThatCode(() -> sender.send(List.of())).doesNotThrowAnyException();
    }
  }

  /** The exporter of OpenTelemetry's SDK that is no longer made. */
  @ParameterizedTest
  @EnumSource(
      value = SpanBytesEncoder.class,
      names = {"JSON_V2", "PROTO3"})
  @SuppressWarnings("deprecation")
  void whatOpenTelemetrysExporterIsToldComesBack(SpanBytesEncoder encoder) throws Exception {
    String url = spanweir.url(Spanweir.Door.ZIPKIN, "/api/v2/spans");
    List<Span> expected =
        OtelZipkin.play(
            ZipkinSpanExporter.builder()
                .setSender(
                    OkHttpSender.newBuilder().endpoint(url).encoding(encoder.encoding()).build())
                .setEncoder(encoder)
                .setLocalIpAddressSupplier(() -> OtelZipkin.LOCAL)
                .build());
    assertThat(spanweir.trace(expected.get(0).traceId(), expected.size()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Bytes of older clients, and what a Zipkin server 3.6.1 answered once it had them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "py_zipkin-0.15.0-v1-thrift-128bit-error.thrift",
        "zipkin-go-opentracing-0.3.5-v1-thrift-no-hostport.thrift",
        "zipkin-go-opentracing-0.3.5-v1-thrift.thrift",
        "zipkin-reporter-3.5.3-v1-json.json",
        "zipkin-reporter-3.5.3-v1-thrift.thrift"
      })
  void capturesAreStoredAsAZipkinServerHadThem(String capture) throws Exception {
    URI uri = URI.create(spanweir.url(Spanweir.Door.ZIPKIN, "/api/v1/spans"));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .POST(HttpRequest.BodyPublishers.ofFile(FIXTURES.resolve("wire-captures/" + capture)))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(202);
    List<Span> answer = answer(capture.replaceFirst("\\.(thrift|json)$", ""));
    assertThat(spanweir.trace(answer.get(0).traceId(), answer.size()))
        .containsExactlyInAnyOrderElementsOf(answer);
  }

  /** A file has a list of spans for each trace, and of these each has one trace. */
  private static List<Span> answer(String capture) throws IOException {
    String name = "zipkin-server-3.6.1-answers/capture--" + capture + ".zipkin-v2.json";
    String json = Files.readString(FIXTURES.resolve(name));
    String list = json.substring(json.indexOf('['), json.lastIndexOf(']') + 1);
    return SpanBytesDecoder.JSON_V2.decodeList(list.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertComesBack(BraveStory story) throws Exception {
    assertThat(spanweir.trace(story.traceId(), story.expected().size()))
        .containsExactlyInAnyOrderElementsOf(story.expected());
  }
}

package io.spanweir.receiver.zipkin;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.Bodies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of Zipkin hear over real sockets. */
class ZipkinDoorTest {
  private static final String SPAN =
      "{\"traceId\":\"86154a4ba6e91385\",\"id\":\"4d1e00c0db9010db\",\"name\":\"get\","
          + "\"timestamp\":1472470996199000,\"duration\":207000,"
          + "\"localEndpoint\":{\"serviceName\":\"frontend\"}}";

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> send(OpenZipkin open, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send(open, path, HttpRequest.BodyPublishers.ofByteArray(body), headers);
  }

  /** A body whose length nobody knows is sent in chunks. */
  private HttpResponse<String> send(
      OpenZipkin open, String path, HttpRequest.BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + open.port() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] capture(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/wire-captures", name));
  }

  @Test
  void acceptsWith202AndNothingElse() throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      HttpResponse<String> answer =
          send(open, "/api/v2/spans", utf8("[" + SPAN + "]"), "Content-Type", "application/json");
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("content-length")).hasValue("0");
      assertThat(open.next().spans()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2/spans, brave-6.3.1-okhttp-v2-json.json, application/json",
    "/api/v2/spans, brave-6.3.1-proto3-part1.pb, application/x-protobuf",
    "/api/v1/spans, py_zipkin-0.15.0-v1-thrift-128bit-error.thrift, application/x-thrift",
    "/api/v1/spans, zipkin-reporter-3.5.3-v1-json.json, application/json",
    "/api/v1/spans, zipkin-go-head-v2-json.json, application/x-thrift",
    "/api/v2/spans, zipkin-go-opentracing-0.3.5-v1-thrift.thrift, text/plain",
  })
  void whatABodyIsItsBytesSay(String path, String capture, String type) throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      assertThat(send(open, path, capture(capture), "Content-Type", type).statusCode())
          .isEqualTo(202);
      assertThat(open.next().spans()).isNotEmpty();
    }
  }

  @Test
  void takesCompressedBodies() throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      byte[] list = utf8("[" + SPAN + "]");
      assertThat(
              send(open, "/api/v2/spans", Bodies.gzip(list), "Content-Encoding", "gzip")
                  .statusCode())
          .isEqualTo(202);
      assertThat(
              send(
                      open,
                      "/api/v2/spans",
                      Bodies.deflate(list, false),
                      "Content-Encoding",
                      "deflate")
                  .statusCode())
          .isEqualTo(202);
      assertThat(open.next().spans()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v2/spans", "/api/v1/spans"})
  void takesBodiesInChunks(String path) throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      byte[] body = Bodies.gzip(utf8("[" + SPAN + "]"));
      HttpRequest.BodyPublisher chunks =
          HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
      assertThat(send(open, path, chunks, "Content-Encoding", "gzip").statusCode()).isEqualTo(202);
      assertThat(open.next().spans()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "[ ]", "\f\0\0\0\0"})
  void emptyListsAreHowClientsAskWhetherAnybodyListens(String body) throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      assertThat(send(open, "/api/v2/spans", utf8(body)).statusCode()).isEqualTo(202);
      assertThat(open.next().spans()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"traceId\":", "nonsense", "[1]x", "\u000b"})
  void nonsenseIsToldSoAndTheConnectionStays(String body) throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      HttpResponse<String> answer = send(open, "/api/v2/spans", utf8(body));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/");
      assertThat(answer.body()).isNotBlank();
      assertThat(send(open, "/api/v2/spans", utf8("[" + SPAN + "]")).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void goodSpansAreKeptWhereOneIsBad() throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      String bad = SPAN.replace("86154a4ba6e91385", "00000000");
      byte[] list = utf8("[" + SPAN + "," + bad + "]");
      assertThat(send(open, "/api/v2/spans", list).statusCode()).isEqualTo(202);
      assertThat(open.next().spans()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2]|2|a span",
        "{}|1|without a trace id",
        "{\"a\":1}|1|without a trace id",
        "[{\"traceId\":\"zz\",\"id\":\"1\"}]|1|an id in hex",
        "[{\"traceId\":\"zz\",\"id\":\"1\"},7]|2|an id in hex",
        "[{\"traceId\":\"1\",\"id\":\"0\"}]|1|without an id",
        "[{\"traceId\":\"1\",\"id\":\"\\q\"}]|1|an escape",
        "[{\"traceId\":\"0\",\"id\":\"1\",\"binaryAnnotations\":[]}]|1|without a trace id",
      })
  void aListWithoutAGoodSpanIsToldWhy(String body, int spans, String reason) throws Exception {
    assertNoneGood(utf8(body), spans, reason);
  }

  @Test
  void soItIsInTheOtherEncodings() throws Exception {
    byte[] ids = HexFormat.of().parseHex("0a140a0800000000000000001a080000000000000002");
    assertNoneGood(ids, 1, "a span without a trace id");
    byte[] thrift = HexFormat.of().parseHex("0c00000001" + "0a00010000000000000007" + "00");
    assertNoneGood(thrift, 1, "a span without an id");
  }

  private void assertNoneGood(byte[] body, int spans, String reason) throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      HttpResponse<String> answer = send(open, "/api/v2/spans", body);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/");
      assertThat(answer.body()).contains(reason);
      assertThat(open.next().spans()).isEmpty();
      assertCounted(open, "http", spans);
    }
  }

  /**
   * The request as malformed, by the one door there is, and each of its spans as rejected, once.
   */
  private static void assertCounted(OpenZipkin open, String transport, int spans) {
    assertThat(open.counted("spanweir.receiver.requests", "outcome", "malformed")).isEqualTo(1);
    assertThat(open.counted("otelcol.receiver.refused.spans", "transport", transport))
        .isEqualTo(spans);
    assertLedger(open.process().ledger())
        .spans(OpenZipkin.ACCOUNT, Term.RECEIVED, spans)
        .spans(OpenZipkin.ACCOUNT, Term.REJECTED, spans)
        .spans(OpenZipkin.ACCOUNT, Term.KEPT, 0);
  }

  @Test
  void otherPathsAndMethodsAreSomebodyElses() throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      HttpResponse<String> answer = send(open, "/v1/traces", utf8("[]"));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("/api/v2/spans");
    }
  }

  @Test
  void pagesMaySendWhereTheyAreAllowed() throws Exception {
    var cors =
        new io.spanweir.core.door.CorsConfig(
            java.util.List.of("*"), java.util.List.of(), java.util.List.of(), 0);
    try (OpenZipkin open = new OpenZipkin("cors", cors)) {
      HttpResponse<String> answer =
          send(open, "/api/v2/spans", utf8("[]"), "Origin", "https://shop.example");
      assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
    }
  }

  private static MethodDescriptor<byte[], byte[]> report() {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("zipkin.proto3.SpanService/Report")
        .setRequestMarshaller(bytes)
        .setResponseMarshaller(bytes)
        .build();
  }

  @Test
  void aReportWithoutAGoodSpanIsAnInvalidArgument() throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", open.port()).usePlaintext().build();
      try {
        byte[] spans = HexFormat.of().parseHex("0a140a0800000000000000001a080000000000000002");
        assertThatThrownBy(
                () ->
                    ClientCalls.blockingUnaryCall(
                        channel, report(), io.grpc.CallOptions.DEFAULT, spans))
            .isInstanceOf(StatusRuntimeException.class)
            .hasMessage("INVALID_ARGUMENT: a span without a trace id");
        assertThat(
                ClientCalls.blockingUnaryCall(
                    channel, report(), io.grpc.CallOptions.DEFAULT, new byte[0]))
            .isEmpty();
      } finally {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
      assertThat(open.next().spans()).isEmpty();
      assertCounted(open, "grpc", 1);
    }
  }

  @Test
  void grpcIsSpokenAtTheSamePort() throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", open.port()).usePlaintext().build();
      try {
        byte[] spans = capture("brave-6.3.1-proto3-part1.pb");
        for (int i = 0; i < 3; i++) {
          assertThat(
                  ClientCalls.blockingUnaryCall(
                      channel, report(), io.grpc.CallOptions.DEFAULT, spans))
              .isEmpty();
        }
        assertThat(open.next().spans()).isNotEmpty();
        assertThatThrownBy(
                () ->
                    ClientCalls.blockingUnaryCall(
                        channel, report(), io.grpc.CallOptions.DEFAULT, new byte[] {10, 5, 1}))
            .isInstanceOf(StatusRuntimeException.class)
            .hasMessageContaining("INVALID_ARGUMENT");
      } finally {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
      assertThat(send(open, "/api/v2/spans", utf8("[]")).statusCode()).isEqualTo(202);
    }
  }
}

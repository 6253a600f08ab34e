package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.door.HttpKeepAlive;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.grpc.RpcStatus;
import io.spanweir.receiver.otlp.HttpClient.Answer;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.TestRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP door does what OTLP/HTTP says, for good requests and for wrong ones. */
@Timeout(60)
class HttpDoorTest {
  private static final String PROTOBUF = "Content-Type: application/x-protobuf\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final OpenReceiver open = new OpenReceiver();

  @AfterEach
  void close() {
    open.close();
  }

  @Test
  void takesWhatAnSdkSends() throws Exception {
    byte[] plain = Bodies.resource("wire-captures/otel-java-1.67.0-otlp-http.otlp.pb");
    byte[] gzip =
        Bodies.resource("wire-captures/otel-java-1.67.0-otlp-http-gzip-chunked.otlp.pb.gz");
    try (HttpClient client = open.http()) {
      Answer answer = client.postProtobuf(plain);
      assertThat(answer.code()).isEqualTo(200);
      assertThat(answer.headers()).containsEntry("content-type", "application/x-protobuf");
      assertThat(answer.body()).isEmpty();
      client.write(
          "POST /v1/traces HTTP/1.1\r\nContent-Encoding: gzip\r\nAccept-Encoding: gzip, identity\r\n"
              + PROTOBUF
              + "Transfer-Encoding: chunked\r\nHost: 127.0.0.1\r\nConnection: Keep-Alive\r\n\r\n");
      assertThat(client.write(Bodies.chunked(gzip, 100)).read().code()).isEqualTo(200);
    }
    assertThat(open.next().spans()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-protobuf",
        "application/x-protobuf; charset=utf-8",
        "Application/X-Protobuf",
        " application/x-protobuf ;a=b"
      })
  void knowsItsType(String type) throws Exception {
    TestRequest request = Bodies.request();
    try (HttpClient client = open.http()) {
      assertThat(client.post("Content-Type: " + type + "\r\n", request.body()).code())
          .isEqualTo(200);
    }
    assertThat(open.next().spans()).hasSameSizeAs(request.spans());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/traces, 405",
    "PUT, /v1/traces?x=1, 405",
    "DELETE, /v1/traces, 405",
    "OPTIONS, /v1/traces, 405",
    "POST, /v1/metrics, 404",
    "POST, /v1/logs, 404",
    "POST, /, 404",
    "POST, /v1/traces/, 404",
    "GET, /v1/tracesx, 404",
  })
  void refusesOtherMethodsAndPaths(String method, String path, int code) throws Exception {
    try (HttpClient client = open.http()) {
      client.write(HttpClient.head(method, path, PROTOBUF, 0));
      Answer answer = client.read();
      assertThat(answer.code()).isEqualTo(code);
      assertThat(answer.headers().get("allow")).isEqualTo(code == 405 ? "POST" : null);
      assertThat(RpcStatus.parse(answer.body()).message()).isNotEmpty();
      assertStillUsable(client);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/protobuf\r\n",
        "Content-Type: application/grpc\r\n",
        PROTOBUF + "Content-Encoding: snappy\r\n",
        PROTOBUF + "Content-Encoding: br\r\n",
        PROTOBUF + "Content-Encoding: gzip, gzip\r\n",
        PROTOBUF + "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n",
      })
  void refusesOtherTypesAndEncodings(String headers) throws Exception {
    try (HttpClient client = open.http()) {
      Answer answer = client.post(headers, Bodies.request().body());
      assertThat(answer.code()).isEqualTo(415);
      assertThat(answer.headers())
          .containsEntry("accept", "application/x-protobuf, application/json")
          .containsEntry("accept-encoding", "gzip, zstd, deflate, identity");
      assertStillUsable(client);
    }
  }

  @Test
  void answersInTheTypeOfTheRequest() throws Exception {
    byte[] malformed = {1, 2, 3};
    try (HttpClient client = open.http()) {
      Answer protobuf = client.postProtobuf(malformed);
      assertThat(protobuf.code()).isEqualTo(400);
      assertThat(protobuf.headers()).containsEntry("content-type", "application/x-protobuf");
      RpcStatus status = RpcStatus.parse(protobuf.body());
      assertThat(status.code()).isEqualTo(3);
      assertThat(status.message()).contains("at byte");
      Answer json = client.postJson("{\"resourceSpans\": 3}");
      assertThat(json.code()).isEqualTo(400);
      assertThat(json.headers()).containsEntry("content-type", "application/json");
      assertThat(json.text()).isEqualTo("{\"code\":3,\"message\":\"expected a list at byte 18\"}");
      assertStillUsable(client);
    }
  }

  @Test
  void takesEmptyRequests() throws Exception {
    try (HttpClient client = open.http()) {
      assertThat(client.postProtobuf(new byte[0]).code()).isEqualTo(200);
      assertThat(client.postGzip(Bodies.gzip(new byte[0])).code()).isEqualTo(200);
      Answer json = client.postJson("{}");
      assertThat(json.code()).isEqualTo(200);
      assertThat(json.text()).isEqualTo("{}");
      assertThat(client.postJson("").code()).isEqualTo(400);
    }
    assertThat(open.next().commits()).isZero();
  }

  @Test
  void saysWhatWasRejected() throws Exception {
    TestRequest request = Bodies.flawed();
    try (HttpClient client = open.http()) {
      Answer answer = client.postProtobuf(request.body());
      assertThat(answer.code()).isEqualTo(200);
      var partial = ExportTraceServiceResponse.parseFrom(answer.body()).getPartialSuccess();
      assertThat(partial.getRejectedSpans()).isEqualTo(2);
      assertThat(partial.getErrorMessage()).isNotEmpty();
      Answer json =
          client.postJson(
              "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"00\"}]}]}]}");
      assertThat(json.code()).isEqualTo(200);
      assertThat(json.text())
          .startsWith("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"");
    }
    assertThat(open.next().spans()).hasSameSizeAs(request.validSpans());
  }

  @Test
  void saysWhenToTryAgain() throws Exception {
    byte[] body = Bodies.request().body();
    try (HttpClient client = open.http()) {
      open.next().hasRoom(() -> false);
      Answer full = client.postProtobuf(body);
      assertThat(full.code()).isEqualTo(503);
      assertThat(full.headers()).containsEntry("retry-after", "1");
      assertThat(RpcStatus.parse(full.body()).retryNanos()).isEqualTo(1_000_000_000L);
      open.next().hasRoom(() -> true).answers(() -> CapturingConsumer.Answer.REFUSE);
      Answer refused = client.postProtobuf(body);
      assertThat(refused.code()).isEqualTo(503);
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      open.next().answers(() -> CapturingConsumer.Answer.REJECT);
      Answer rejected = client.postProtobuf(body);
      assertThat(rejected.code()).isEqualTo(500);
      assertThat(rejected.headers()).doesNotContainKey("retry-after");
      open.next().answers(() -> CapturingConsumer.Answer.ACCEPT);
      assertStillUsable(client);
    }
    assertThat(open.requests("http", Outcome.NO_ROOM)).isEqualTo(1);
    assertThat(open.requests("http", Outcome.UNAVAILABLE)).isEqualTo(1);
    assertThat(open.requests("http", Outcome.REJECTED)).isEqualTo(1);
  }

  @Test
  void saysContinueToThoseWhoWait() throws Exception {
    byte[] body = Bodies.request().body();
    try (HttpClient client = open.http()) {
      client.write(
          HttpClient.head(
              "POST", "/v1/traces", PROTOBUF + "Expect: 100-continue\r\n", body.length));
      assertThat(client.read().code()).isEqualTo(100);
      assertThat(client.write(body).read().code()).isEqualTo(200);
    }
  }

  @Test
  void tellsThoseWhoWaitThatTheyNeedNotGoOn() throws Exception {
    String expects = PROTOBUF + "Expect: 100-continue\r\n";
    try (HttpClient client = open.http()) {
      client.write(HttpClient.head("POST", "/v1/traces", expects, 1L << 40));
      Answer answer = client.read();
      assertThat(answer.code()).isEqualTo(413);
      assertThat(answer.closes()).isTrue();
      assertThat(client.isClosedByPeer()).isTrue();
    }
    try (HttpClient client = open.http()) {
      client.write(HttpClient.head("POST", "/v1/traces", PROTOBUF + "Expect: more\r\n", 5));
      assertThat(client.read().code()).isEqualTo(417);
    }
  }

  @Test
  void keepsTheOrderOfRequestsSentAhead() throws Exception {
    Deque<Runnable> held = new ArrayDeque<>();
    open.next()
        .answering(
            answer -> {
              synchronized (held) {
                held.add(answer);
              }
            });
    byte[] body = Bodies.request().body();
    String head = HttpClient.head("POST", "/v1/traces", PROTOBUF, body.length);
    String bad = HttpClient.head("POST", "/nowhere", PROTOBUF, body.length);
    String all = head + text(body) + bad + text(body) + head + text(body) + bad + text(body);
    try (HttpClient client = open.http()) {
      client.write(all);
      for (int i = 0; i < 2; i++) {
        open.stage().await("a request is handed on", () -> size(held) == 1);
        open.stage().pass(5_000_000);
        assertThat(size(held)).as("handed on at a time").isOne();
        synchronized (held) {
          held.remove().run();
        }
        assertThat(client.read().code()).isEqualTo(200);
        assertThat(client.read().code()).isEqualTo(404);
      }
    }
    assertThat(open.next().commits()).isEqualTo(2);
  }

  private static int size(Deque<Runnable> held) {
    synchronized (held) {
      return held.size();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void endsAConnectionThatSendsTooFarAhead() throws Exception {
    Deque<Runnable> held = new ArrayDeque<>();
    open.next()
        .answering(
            answer -> {
              synchronized (held) {
                held.add(answer);
              }
            });
    byte[] body = Bodies.request().body();
    String one = HttpClient.head("POST", "/v1/traces", PROTOBUF, body.length) + text(body);
    try (HttpClient client = open.http()) {
      client.write(one + HttpClient.head("POST", "/v1/traces", PROTOBUF, 0).repeat(400));
      open.stage().await("a request is handed on", () -> size(held) == 1);
      open.stage().pass(20_000_000);
      synchronized (held) {
        held.remove().run();
      }
      Answer last = client.read();
      assertThat(last.code()).isEqualTo(200);
      assertThat(last.closes()).isTrue();
      assertThat(client.isClosedByPeer()).isTrue();
    }
    assertThat(open.next().commits()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void closesWhenAsked(String version) throws Exception {
    byte[] body = Bodies.request().body();
    String close = version.endsWith("1") ? "Connection: close\r\n" : "";
    try (HttpClient client = open.http()) {
      client.write(
          "POST /v1/traces "
              + version
              + "\r\n"
              + PROTOBUF
              + close
              + "Content-Length: "
              + body.length
              + "\r\n\r\n");
      Answer answer = client.write(body).read();
      assertThat(answer.code()).isEqualTo(200);
      assertThat(answer.closes()).isTrue();
      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void takesABodyInTheSmallestPieces() throws Exception {
    TestRequest request = Bodies.request();
    byte[] gzip = Bodies.gzip(request.body());
    try (HttpClient client = open.http()) {
      client.write(
          "POST /v1/traces HTTP/1.1\r\nContent-Encoding: gzip\r\n"
              + PROTOBUF
              + "Transfer-Encoding: chunked\r\n\r\n");
      assertThat(client.write(Bodies.chunked(gzip, 1)).read().code()).isEqualTo(200);
    }
    assertThat(open.next().spans()).containsExactlyElementsOf(request.sent(open.process().pools()));
  }

  @Test
  void takesLargeBodies() throws Exception {
    TestRequest request = Bodies.request();
    byte[] large = Bodies.repeated(request.body(), (3 << 20) / request.bodyBytes());
    try (HttpClient client = open.http()) {
      assertThat(client.postProtobuf(large).code()).isEqualTo(200);
      assertThat(client.postGzip(Bodies.gzip(large)).code()).isEqualTo(200);
    }
    int times = large.length / request.bodyBytes();
    assertThat(open.next().spans()).hasSize(2 * times * request.spans().size());
  }

  @Test
  void takesJson() throws Exception {
    String json =
        new String(
            Bodies.resource("otlp-json/otlp-proto-example-trace.json"), StandardCharsets.UTF_8);
    try (HttpClient client = open.http()) {
      Answer answer = client.postJson(json);
      assertThat(answer.code()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("{}");
      byte[] gzip = Bodies.gzip(json.getBytes(StandardCharsets.UTF_8));
      assertThat(client.post(JSON + "Content-Encoding: gzip\r\n", gzip).code()).isEqualTo(200);
    }
    assertThat(open.next().spans()).hasSize(2);
  }

  private void assertStillUsable(HttpClient client) throws Exception {
    int before = open.next().commits();
    assertThat(client.postProtobuf(Bodies.request().body()).code()).isEqualTo(200);
    assertThat(open.next().commits()).isEqualTo(before + 1);
  }

  @Test
  void keepsConnectionsAsTheNewerFormSays() throws Exception {
    HttpKeepAlive off = new HttpKeepAlive(false, Duration.ofSeconds(5));
    HttpConfig config = Records.with(Configs.http(0), "keepalive", off);
    assertThat(config.server().keepAlive()).isEqualTo(off);
    try (OpenReceiver closing = new OpenReceiver(Configs.of(null, config));
        HttpClient client = closing.http()) {
      assertThat(client.postProtobuf(new byte[0]).closes()).isTrue();
    }
    assertThatThrownBy(() -> Records.with(config, "idleTimeout", Duration.ofSeconds(3)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("keepalive");
  }
}

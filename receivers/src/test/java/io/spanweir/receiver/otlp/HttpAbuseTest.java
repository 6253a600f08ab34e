package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.grpc.RpcStatus;
import io.spanweir.receiver.otlp.HttpClient.Answer;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.TestRequest;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The HTTP door among those who mean no good, or don't know better: the right answer at once, a
 * connection that is usable or closed, bounded memory, and everything counted.
 */
@Timeout(60)
class HttpAbuseTest {
  private static final String PROTOBUF = "Content-Type: application/x-protobuf\r\n";
  private static final String GZIP = PROTOBUF + "Content-Encoding: gzip\r\n";
  private static final int BODY_MAX = 20 << 20;

  private OpenReceiver open = new OpenReceiver();

  @AfterEach
  void close() {
    open.close();
  }

  private void reopen(OtlpReceiverConfig config) {
    open.close();
    open = new OpenReceiver(config);
  }

  @Test
  void refusesBodiesCutAnywhere() throws Exception {
    byte[] body = Bodies.request().body();
    byte[] gzip = Bodies.gzip(body);
    int answered = 0;
    try (HttpClient client = open.http()) {
      for (int length = 1; length < gzip.length; length += 7) {
        assertThat(client.postGzip(Bodies.cut(gzip, length)).code()).isEqualTo(400);
        answered++;
      }
      assertThat(client.postProtobuf(Bodies.cut(body, body.length - 1)).code()).isEqualTo(400);
      assertThat(client.postProtobuf(body).code()).isEqualTo(200);
    }
    assertThat(open.requests("http", Outcome.MALFORMED)).isEqualTo(answered + 1);
  }

  @Test
  void refusesGarbageInEveryForm() throws Exception {
    try (HttpClient client = open.http()) {
      for (int seed = 0; seed < 50; seed++) {
        byte[] garbage = Bodies.random(seed, 500);
        assertThat(client.postGzip(garbage).code()).isEqualTo(400);
        assertThat(client.post("Content-Type: application/json\r\n", garbage).code())
            .isEqualTo(400);
        // Random bytes that happen to be protobuf hold no valid span.
        assertThat(client.postProtobuf(garbage).code()).isIn(200, 400);
      }
    }
    assertThat(open.next().commits()).isZero();
  }

  @Test
  void refusesADeclaredLengthBeforeItComes() throws Exception {
    long before = open.loopAllocatedBytes();
    try (HttpClient client = open.http()) {
      client.write(HttpClient.head("POST", "/v1/traces", PROTOBUF, 99_000_000_000_000L));
      Answer answer = client.read();
      assertThat(answer.code()).isEqualTo(413);
      assertThat(answer.closes()).isTrue();
      assertThat(RpcStatus.parse(answer.body()).retryNanos()).isNegative();
      assertThat(client.isClosedByPeer()).isTrue();
    }
    assertThat(open.loopAllocatedBytes() - before).isLessThan(4 << 20);
    open.awaitRequests("http", Outcome.TOO_LARGE, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99000000000000000000000", "-1", "x", "5, 6"})
  void refusesLengthsThatAreNone(String length) throws Exception {
    try (HttpClient client = open.http()) {
      client.write("POST /v1/traces HTTP/1.1\r\n" + PROTOBUF);
      client.write("Content-Length: " + length + "\r\n\r\n");
      assertThat(client.read().code()).isEqualTo(400);
      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void stopsReadingABodyThatGoesOn() throws Exception {
    byte[] piece = Bodies.chunked(new byte[1 << 20], 1 << 20);
    byte[] open1 = Bodies.cut(piece, piece.length - 5);
    try (HttpClient client = open.http()) {
      client.write("POST /v1/traces HTTP/1.1\r\n" + PROTOBUF);
      client.write("Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 21; i++) {
        client.write(open1);
      }
      assertThat(client.read().code()).isEqualTo(413);
      assertGivesUp(client, open1);
    }
  }

  private static void assertGivesUp(HttpClient client, byte[] more) {
    try {
      for (int i = 0; i < 200; i++) {
        client.write(more);
      }
    } catch (IOException e) {
      return;
    }
    throw new AssertionError("200 MiB more were read");
  }

  @Test
  void survivesZerosInGzip() throws Exception {
    assertBounded(Bodies.zerosGzipped(), 413);
  }

  @Test
  void survivesMillionsOfEmptySpans() throws Exception {
    byte[] bomb = Bodies.gzip(Bodies.emptySpans(33_000_000));
    assertThat(bomb.length).isLessThan(80_000);
    assertBounded(bomb, 413);
  }

  @Test
  void survivesMoreSpansThanARequestMayHave() throws Exception {
    byte[] bomb = Bodies.gzip(Bodies.emptySpans(500_000));
    assertBounded(bomb, 400);
    try (HttpClient client = open.http()) {
      assertThat(client.postProtobuf(Bodies.emptySpans(100_001)).code()).isEqualTo(400);
      assertThat(client.postProtobuf(Bodies.emptySpans(100_000)).code()).isEqualTo(200);
    }
  }

  /** The heap gets no more than the body's limit and the buffers it grew through. */
  private void assertBounded(byte[] gzip, int code) throws Exception {
    try (HttpClient other = open.http()) {
      other.postProtobuf(Bodies.request().body());
      long before = open.loopAllocatedBytes();
      for (int i = 0; i < 2; i++) {
        try (HttpClient client = open.http()) {
          Answer answer = client.postGzip(gzip);
          assertThat(answer.code()).isEqualTo(code);
          if (!answer.closes()) {
            assertThat(client.postProtobuf(Bodies.request().body()).code()).isEqualTo(200);
          }
        }
        assertThat(other.postProtobuf(Bodies.request().body()).code()).isEqualTo(200);
      }
      assertThat(open.loopAllocatedBytes() - before).isLessThan(2 * 4L * BODY_MAX);
    }
    open.assertAllReleased();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{\"a\":",
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":",
        "{\"resourceSpans\":["
      })
  void survivesNests(String nest) throws Exception {
    try (HttpClient client = open.http()) {
      assertThat(client.postJson(nest.repeat(100_000)).code()).isEqualTo(400);
      String value = "{\"arrayValue\":{\"values\":[".repeat(100_000);
      assertThat(
              client
                  .postJson(
                      "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":" + value)
                  .code())
          .isEqualTo(400);
      assertThat(client.postJson("{}").code()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0001\u0002\u0003\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
      })
  void closesOnWhatIsNoHttp(String bytes) throws Exception {
    try (HttpClient client = open.http()) {
      Answer answer = client.write(bytes).read();
      assertThat(answer.code()).isEqualTo(400);
      assertThat(answer.closes()).isTrue();
      assertThat(client.isClosedByPeer()).isTrue();
    }
    open.awaitRequests("http", Outcome.MALFORMED, 1);
  }

  @Test
  void boundsLineAndHeaders() throws Exception {
    try (HttpClient client = open.http()) {
      client.write("POST /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n");
      assertThat(client.read().code()).isEqualTo(414);
      assertThat(client.isClosedByPeer()).isTrue();
    }
    try (HttpClient client = open.http()) {
      client.write("POST /v1/traces HTTP/1.1\r\n" + "a: b\r\n".repeat(5000) + "\r\n");
      assertThat(client.read().code()).isEqualTo(431);
      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void readsAShortRestAndKeepsTheConnection() throws Exception {
    try (HttpClient client = open.http()) {
      assertThat(client.post("Content-Type: text/html\r\n", new byte[900_000]).code())
          .isEqualTo(415);
      assertThat(client.postProtobuf(Bodies.request().body()).code()).isEqualTo(200);
      assertThat(client.post("Content-Type: text/html\r\n", new byte[1_100_000]).closes()).isTrue();
    }
  }

  @Test
  void doesNotWaitForSlowSenders() throws Exception {
    reopen(Configs.of(null, Configs.http(0, 100, Duration.ofMillis(150))));
    byte[] body = Bodies.request().body();
    try (HttpClient noBody = open.http();
        HttpClient halfBody = open.http();
        HttpClient halfHead = open.http();
        HttpClient good = open.http()) {
      noBody.write(HttpClient.head("POST", "/v1/traces", PROTOBUF, body.length));
      halfBody.write(HttpClient.head("POST", "/v1/traces", GZIP, body.length));
      halfBody.write(Bodies.cut(Bodies.gzip(body), 100));
      halfHead.write("POST /v1/tra");
      for (HttpClient slow : List.of(noBody, halfBody, halfHead)) {
        Answer answer = slow.read();
        assertThat(answer.code()).isEqualTo(408);
        assertThat(answer.closes()).isTrue();
        assertThat(slow.isClosedByPeer()).isTrue();
      }
      assertThat(good.postProtobuf(body).code()).isEqualTo(200);
    }
    open.awaitRequests("http", Outcome.TIMEOUT, 3);
  }

  @Test
  void doesNotWaitForThoseWhoTrickle() throws Exception {
    HttpConfig d = Configs.http(0);
    reopen(
        Configs.of(
            null,
            Records.with(
                d,
                "readTimeout",
                Duration.ofMillis(300),
                "readHeaderTimeout",
                Duration.ofMillis(300),
                "idleTimeout",
                Duration.ofMillis(300))));
    try (HttpClient body = open.http();
        HttpClient head = open.http();
        HttpClient idle = open.http()) {
      body.write(HttpClient.head("POST", "/v1/traces", PROTOBUF, 1000));
      head.write("POST /v1/traces HTTP/1.1\r\nx: ");
      for (int i = 0; i < 20; i++) {
        body.write(new byte[] {10});
        head.write("y");
        open.stage().pass(30_000_000);
      }
      assertThat(body.read().code()).isEqualTo(408);
      assertThat(head.read().code()).isEqualTo(408);
      assertThat(idle.isClosedByPeer()).isTrue();
    } catch (SocketException e) {
      // It was closed while this was being written to.
      open.awaitRequests("http", Outcome.TIMEOUT, 2);
    }
  }

  @Test
  void hasAtMostSoManyConnections() throws Exception {
    reopen(Configs.of(null, Configs.http(0, 3, Duration.ofSeconds(15))));
    List<HttpClient> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(open.http());
      assertThat(clients.get(i).postProtobuf(new byte[0]).code()).isEqualTo(200);
    }
    try (HttpClient oneMore = open.http()) {
      Answer answer = oneMore.read();
      assertThat(answer.code()).isEqualTo(503);
      assertThat(answer.closes()).isTrue();
      assertThat(answer.headers()).containsKey("retry-after");
      assertThat(oneMore.isClosedByPeer()).isTrue();
    }
    clients.get(0).close();
    open.stage()
        .await(
            "there is place again",
            () -> {
              try (HttpClient another = open.http()) {
                return another.postProtobuf(new byte[0]).code() == 200;
              } catch (IOException e) {
                return false;
              }
            });
    for (HttpClient client : clients) {
      client.close();
    }
    assertThat(
            open.process()
                .meters()
                .get("spanweir.receiver.connections.refused")
                .tags("transport", "http", "reason", "door_full")
                .counter()
                .count())
        .isPositive();
  }

  @Test
  void refusesWithoutMemory() throws Exception {
    open.close();
    open = new OpenReceiver(Configs.both(), 64 << 10);
    byte[] small = Bodies.request().body();
    byte[] large = Bodies.repeated(small, 200_000 / small.length);
    try (HttpClient client = open.http()) {
      Answer answer = client.postProtobuf(large);
      assertThat(answer.code()).isEqualTo(503);
      assertThat(answer.headers()).containsKey("retry-after");
      Answer gzipped = client.postGzip(Bodies.gzip(large));
      assertThat(gzipped.code()).isEqualTo(503);
      assertThat(client.postProtobuf(small).code()).isEqualTo(200);
    }
  }

  @Test
  void leasesAsBytesComeNotAsTheyAreAnnounced() throws Exception {
    List<HttpClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      HttpClient client = open.http();
      clients.add(client);
      client.write(HttpClient.head("POST", "/v1/traces", PROTOBUF, 15 << 20));
      client.write(new byte[] {10});
    }
    open.stage()
        .await(
            "all have come", () -> open.process().pools().chunks().leasedBytes() >= 20 * (4 << 10));
    open.stage().pass(20_000_000);
    assertThat(open.process().pools().chunks().leasedBytes()).isLessThanOrEqualTo(20 * (64 << 10));
    for (HttpClient client : clients) {
      client.close();
    }
    open.awaitRequests("http", Outcome.CANCELLED, 20);
  }

  @Test
  void saysWhatSendersDoWrong() throws Exception {
    try (HttpClient client = open.http()) {
      for (int i = 0; i < 5; i++) {
        client.postProtobuf(new byte[] {1, 2, 3});
        client.post("Content-Type: text/html\r\n", new byte[3]);
      }
    }
    String where = OpenReceiver.ACCOUNT;
    assertThat(open.process().errors().count(where, "HTTP request is malformed")).isEqualTo(5);
    assertThat(open.process().errors().count(where, "HTTP request is wrong_type")).isEqualTo(5);
  }

  @Test
  void forgetsSendersThatGoAway() throws Exception {
    TestRequest request = Bodies.request();
    for (int length = 0; length < request.bodyBytes(); length += 400) {
      try (HttpClient client = open.http()) {
        client.write(HttpClient.head("POST", "/v1/traces", PROTOBUF, request.bodyBytes()));
        client.write(Bodies.cut(request.body(), length));
      }
    }
    int gone = 1 + (request.bodyBytes() - 1) / 400;
    open.awaitRequests("http", Outcome.CANCELLED, gone);
    assertThat(open.next().commits()).isZero();
  }
}

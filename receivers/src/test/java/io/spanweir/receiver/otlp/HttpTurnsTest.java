package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.otlp.HttpClient.Answer;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.TestRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No body, however long, and no sender holds up the others. */
@Timeout(60)
class HttpTurnsTest {
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String PATH = "/v1/traces";

  private OpenReceiver open = new OpenReceiver();

  @AfterEach
  void close() {
    open.close();
  }

  @Test
  void othersAreAnsweredWhileALongJsonIsRead() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    open.stage().loops().workLoop().execute(() -> awaitQuietly(held));
    byte[] json =
        ("{\"resourceSpans\":[]," + " ".repeat(10 << 20) + "\"x\":1}")
            .getBytes(StandardCharsets.UTF_8);
    try (HttpClient large = open.http();
        HttpClient other = open.http()) {
      large.write(HttpClient.head("POST", PATH, JSON, json.length));
      large.write(json);
      assertThat(other.postProtobuf(Bodies.request().body()).code()).isEqualTo(200);
      assertThat(other.postJson("{}").code()).isEqualTo(200);
      assertThat(open.requests("http", Outcome.ACCEPTED)).isEqualTo(2);
      held.countDown();
      assertThat(large.read().code()).isEqualTo(200);
      assertThat(large.postJson("{").code()).isEqualTo(400);
      assertThat(large.post(JSON, new byte[100_000]).code()).isEqualTo(400);
      assertThat(large.post(JSON, json).code()).isEqualTo(200);
    } finally {
      held.countDown();
    }
  }

  @Test
  void aSenderThatLeavesDuringItsJsonLeavesNothingBehind() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    open.stage().loops().workLoop().execute(() -> awaitQuietly(held));
    byte[] json = ("{" + " ".repeat(200_000) + "}").getBytes(StandardCharsets.UTF_8);
    try (HttpClient large = open.http()) {
      large.write(HttpClient.head("POST", PATH, JSON, json.length));
      large.write(json);
      open.stage().await("it has come", () -> open.process().pools().chunks().leasedBytes() > 0);
    } finally {
      held.countDown();
    }
    open.assertAllReleased();
  }

  @Test
  void aBodyInTurnsComesWholeHoweverItIsCut() throws Exception {
    TestRequest request = Bodies.request();
    int times = (5 << 20) / request.bodyBytes();
    byte[] gzip = Bodies.gzip(Bodies.repeated(request.body(), times));
    try (HttpClient client = open.http()) {
      for (int piece : new int[] {7, 1000, gzip.length}) {
        client.write("POST /v1/traces HTTP/1.1\r\nContent-Type: application/x-protobuf\r\n");
        client.write("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.write(Bodies.chunked(gzip, piece));
        assertThat(client.read().code()).isEqualTo(200);
      }
      assertThat(client.postProtobuf(request.body()).code()).isEqualTo(200);
    }
    assertThat(open.next().spans()).hasSize((3 * times + 1) * request.spans().size());
  }

  @Test
  void oneAddressHasAtMostSoManyConnections() throws Exception {
    open.close();
    HttpConfig d = Configs.http(0, 10, Duration.ofSeconds(15));
    open =
        new OpenReceiver(
            Configs.of(null, Records.with(d, "maxConnections", 10, "maxConnectionsPerAddress", 2)));
    try (HttpClient first = open.http();
        HttpClient second = open.http();
        HttpClient third = open.http()) {
      Answer answer = third.read();
      assertThat(answer.code()).isEqualTo(503);
      assertThat(answer.headers()).containsKey("retry-after");
      assertThat(third.isClosedByPeer()).isTrue();
      assertThat(first.postProtobuf(new byte[0]).code()).isEqualTo(200);
      assertThat(second.postProtobuf(new byte[0]).code()).isEqualTo(200);
    }
    assertThat(
            open.process()
                .meters()
                .get("spanweir.receiver.connections.refused")
                .tags("transport", "http", "reason", "address_full")
                .counter()
                .count())
        .isOne();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

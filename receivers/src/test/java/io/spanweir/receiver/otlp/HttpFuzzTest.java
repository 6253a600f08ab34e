package io.spanweir.receiver.otlp;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.spanweir.core.door.EmbeddedDoor;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.intake.Intakes;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The HTTP door takes any bytes in any pieces: it answers in HTTP, loses no memory, throws nothing.
 */
class HttpFuzzTest {
  private static final HttpConfig CONFIG = Configs.http(0);

  /** One connection without a socket, and what stands behind it. */
  private static final class Connection {
    private final Stage stage = Stage.simulated(1);
    private final TestProcess process = new TestProcess(stage.loops());
    private final CapturingConsumer next = new CapturingConsumer(process.ledger(), "next");
    private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
    private final EmbeddedChannel channel;

    Connection() {
      var settings = process.settings("otlp", "receiver:otlp");
      HttpExport export =
          new HttpExport(
              settings,
              CONFIG,
              new Intakes(settings, Outputs.traces(next), OtlpIndexer.SPANS_MAX_DEFAULT));
      next.answering(answers::add);
      channel = EmbeddedDoor.connection(settings, CONFIG.server(), export);
    }

    void write(byte[] bytes) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
      }
    }

    void answerOne() {
      Runnable answer = answers.poll();
      if (answer != null) {
        answer.run();
        channel.runPendingTasks();
      }
    }

    void assertSound() {
      while (!answers.isEmpty()) {
        answerOne();
      }
      channel.runPendingTasks();
      channel.checkException();
      channel.close().syncUninterruptibly();
      channel.runPendingTasks();
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        if (out.isReadable()) {
          assertThat(out.toString(StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 ");
        }
        out.release();
      }
      assertThat(process.pools().chunks().leasedBytes()).isZero();
      next.assertContractKept();
      assertLedger(process.ledger()).accountsBalance();
      stage.close();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void anyBytes(FuzzedDataProvider data) {
    Connection connection = new Connection();
    while (data.remainingBytes() > 0) {
      connection.write(data.consumeBytes(data.consumeInt(1, 300)));
      if (data.consumeBoolean()) {
        connection.answerOne();
      }
    }
    connection.assertSound();
  }

  @FuzzTest(maxDuration = "1m")
  void anyBody(FuzzedDataProvider data) {
    String type = data.pickValue(new String[] {"x-protobuf", "json"});
    String encoding = data.pickValue(new String[] {"gzip", "identity", "zstd", "deflate"});
    byte[] body = data.consumeRemainingAsBytes();
    Connection connection = new Connection();
    connection.write(
        HttpClient.head(
                "POST",
                "/v1/traces",
                "Content-Type: application/" + type + "\r\nContent-Encoding: " + encoding + "\r\n",
                body.length)
            .getBytes(StandardCharsets.US_ASCII));
    connection.write(body);
    connection.assertSound();
  }

  @Test
  void goodRequestsWithDamageInAnyPieces() throws Exception {
    Seed.each(400, HttpFuzzTest::damaged);
  }

  private static void damaged(long seed) {
    Rng rng = new Rng(seed);
    Connection connection = new Connection();
    byte[] all = new byte[0];
    for (int i = 0; i < 4; i++) {
      all = concat(all, request(rng));
    }
    int damages = rng.below(4);
    for (int i = 0; i < damages; i++) {
      all[rng.below(all.length)] = (byte) rng.below(256);
    }
    for (int at = 0; at < all.length; ) {
      int length = Math.min(all.length - at, 1 + rng.below(rng.percent(30) ? 10 : 3000));
      byte[] piece = new byte[length];
      System.arraycopy(all, at, piece, 0, length);
      connection.write(piece);
      if (rng.percent(50)) {
        connection.answerOne();
      }
      at += length;
    }
    connection.assertSound();
    if (damages == 0) {
      assertThat(connection.next.commits()).isEqualTo(4);
    }
  }

  private static byte[] request(Rng rng) {
    byte[] body = Bodies.request().body();
    String headers = "Content-Type: application/x-protobuf\r\n";
    if (rng.percent(50)) {
      body = Bodies.gzip(body);
      headers += "Content-Encoding: gzip\r\n";
    }
    if (rng.percent(50)) {
      String head = "POST /v1/traces HTTP/1.1\r\n" + headers + "Transfer-Encoding: chunked\r\n\r\n";
      return concat(
          head.getBytes(StandardCharsets.US_ASCII), Bodies.chunked(body, 60 + rng.below(500)));
    }
    String head = HttpClient.head("POST", "/v1/traces", headers, body.length);
    return concat(head.getBytes(StandardCharsets.US_ASCII), body);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}

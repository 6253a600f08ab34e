package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.otlp.GrpcClient.Answer;
import io.spanweir.testkit.Bodies;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gRPC door against frames that no client library sends. */
@Timeout(60)
class GrpcAbuseTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int MESSAGE_MAX = 64 << 20;

  private OpenReceiver open = new OpenReceiver();

  @AfterEach
  void close() {
    open.close();
  }

  @Test
  void survivesZerosInGzip() throws Exception {
    assertBounded(Bodies.zerosGzipped());
  }

  @Test
  void survivesMillionsOfEmptySpans() throws Exception {
    assertBounded(Bodies.gzip(Bodies.emptySpans(33_000_000)));
  }

  /** The heap gets no more than the message's limit and the buffers it grew through. */
  private void assertBounded(byte[] gzip) throws Exception {
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      long before = open.loopAllocatedBytes();
      client.exportHeaders(1, true);
      client.message(1, true, gzip, true);
      assertThat(client.readStatus(1)).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
      assertThat(open.loopAllocatedBytes() - before).isLessThan(4L * MESSAGE_MAX);
      client.exportHeaders(3, false);
      client.message(3, false, Bodies.request().body(), true);
      assertThat(client.readStatus(3)).isZero();
    }
    open.assertAllReleased();
  }

  @Test
  void refusesADeclaredLengthBeforeItComes() throws Exception {
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      int stream = 1;
      for (int length : new int[] {MESSAGE_MAX + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
        long before = open.loopAllocatedBytes();
        client.exportHeaders(stream, false);
        client.frame(DATA, 0, stream, RawHttp2.prefix(false, length));
        assertThat(client.readStatus(stream)).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
        assertThat(open.loopAllocatedBytes() - before).isLessThan(4 << 20);
        stream += 2;
      }
      client.exportHeaders(stream, false);
      client.message(stream, false, Bodies.request().body(), true);
      assertThat(client.readStatus(stream)).isZero();
    }
    open.awaitRequests("grpc", Outcome.TOO_LARGE, 4);
  }

  @Test
  void boundsWhatIsHalfReceived() throws Exception {
    open.close();
    GrpcConfig config = Configs.grpc(0, 1, 100, Duration.ofSeconds(15), new ByteSize(2 << 20));
    open = new OpenReceiver(Configs.of(config, null));
    byte[] most = new byte[900_000];
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort());
        RawHttp2 other = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      other.handshake();
      for (int stream = 1; stream <= 5; stream += 2) {
        client.exportHeaders(stream, false);
        client.frame(DATA, 0, stream, RawHttp2.prefix(false, 1 << 20));
        client.data(stream, most, false);
      }
      // The oldest had to go, with a hint; the others are still welcome.
      assertThat(client.readStatus(1)).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
      assertThat(client.detailsOf(1)).isTrue();
      other.exportHeaders(1, false);
      other.message(1, false, Bodies.request().body(), true);
      assertThat(other.readStatus(1)).isZero();
    }
    open.awaitRequests("grpc", Outcome.NO_ROOM, 1);
  }

  @Test
  void endsAFloodOfResets() throws Exception {
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      for (int stream = 1; stream < 2000 && !client.isBroken(); stream += 2) {
        client.exportHeaders(stream, false);
        client.frame(RST, 0, stream, new byte[] {0, 0, 0, 8});
      }
      assertThat(client.isEnded()).isTrue();
    }
    assertUsable();
  }

  @Test
  void endsAFloodOfPings() throws Exception {
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      for (int i = 0; i < 2000 && !client.isBroken(); i++) {
        client.frame(PING, 0, 0, new byte[8]);
      }
      assertThat(client.isEnded()).isTrue();
    }
    assertUsable();
  }

  @Test
  void endsHeadersWithoutEnd() throws Exception {
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      client.frame(HEADERS, 0, 1, RawHttp2.exportHeaderBlock(false));
      byte[] more = RawHttp2.header("x-more", "y".repeat(1000));
      for (int i = 0; i < 500 && !client.isBroken(); i++) {
        client.frame(CONTINUATION, 0, 1, i % 2 == 0 ? more : new byte[0]);
      }
      assertThat(client.isEnded()).isTrue();
    }
    assertUsable();
  }

  @Test
  void endsAFloodOfSettings() throws Exception {
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      for (int i = 0; i < 20_000 && !client.isBroken(); i++) {
        client.frame(SETTINGS, 0, 0, new byte[0]);
      }
    }
    assertUsable();
  }

  @Test
  void boundsStreams() throws Exception {
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      for (int stream = 1; stream <= 2 * 150; stream += 2) {
        client.exportHeaders(stream, false);
      }
      assertThat(client.readReset(2 * 101 - 1)).isTrue();
    }
    assertUsable();
  }

  @Test
  void takesAMessageInTheSmallestFrames() throws Exception {
    byte[] body = Bodies.request().body();
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      client.exportHeaders(1, false);
      byte[] prefix = RawHttp2.prefix(false, body.length);
      for (byte b : prefix) {
        client.frame(DATA, 0, 1, new byte[] {b});
      }
      for (int i = 0; i < body.length; i++) {
        client.frame(DATA, i == body.length - 1 ? 1 : 0, 1, new byte[] {body[i]});
      }
      assertThat(client.readStatus(1)).isZero();
    }
    assertThat(open.next().spans()).hasSameSizeAs(Bodies.request().spans());
  }

  @Test
  void refusesGzipThatIsNone() throws Exception {
    byte[] gzip = Bodies.gzip(Bodies.request().body());
    try (RawHttp2 client = new RawHttp2(open.receiver().grpcPort())) {
      client.handshake();
      client.exportHeaders(1, true);
      client.message(1, true, Bodies.cut(gzip, gzip.length - 1), true);
      assertThat(client.readStatus(1)).isEqualTo(Code.INVALID_ARGUMENT.value());
      client.exportHeaders(3, true);
      client.message(3, true, Bodies.random(3, 200), true);
      assertThat(client.readStatus(3)).isEqualTo(Code.INVALID_ARGUMENT.value());
      client.exportHeaders(5, true);
      client.message(5, true, gzip, true);
      assertThat(client.readStatus(5)).isZero();
    }
  }

  private void assertUsable() throws Exception {
    try (GrpcClient client = open.grpc()) {
      Answer answer = client.send(Bodies.request().body());
      assertThat(answer.code()).isEqualTo(Code.OK);
    }
  }
}

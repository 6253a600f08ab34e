package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.Status.Code;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.grpc.RpcStatus;
import io.spanweir.receiver.otlp.GrpcClient.Answer;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.TestRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gRPC door does what OTLP/gRPC says, for good requests, wrong ones and hostile ones. */
@Timeout(60)
class GrpcDoorTest {
  private OpenReceiver open = new OpenReceiver();

  @AfterEach
  void close() {
    open.close();
  }

  private void reopen(GrpcConfig config) {
    open.close();
    open = new OpenReceiver(Configs.of(config, null));
  }

  @Test
  void takesWhatAnSdkSends() throws Exception {
    byte[] body = Bodies.resource("wire-captures/otel-java-1.67.0-otlp-http.otlp.pb");
    try (GrpcClient client = open.grpc()) {
      Answer plain = client.send(body);
      assertThat(plain.code()).isEqualTo(Code.OK);
      assertThat(plain.message()).isEmpty();
      assertThat(client.sendGzip(body).code()).isEqualTo(Code.OK);
      assertThat(client.send(new byte[0]).code()).isEqualTo(Code.OK);
      assertThat(client.sendGzip(new byte[0]).code()).isEqualTo(Code.OK);
    }
    assertThat(open.next().spans()).hasSize(4);
    assertThat(open.requests("grpc", Outcome.ACCEPTED)).isEqualTo(4);
  }

  @Test
  void takesLargeMessages() throws Exception {
    TestRequest request = Bodies.request();
    int times = (5 << 20) / request.bodyBytes();
    byte[] large = Bodies.repeated(request.body(), times);
    try (GrpcClient client = open.grpc()) {
      assertThat(client.send(large).code()).isEqualTo(Code.OK);
      assertThat(client.sendGzip(large).code()).isEqualTo(Code.OK);
    }
    assertThat(open.next().spans()).hasSize(2 * times * request.spans().size());
  }

  @Test
  void saysWhatWasRejected() throws Exception {
    try (GrpcClient client = open.grpc()) {
      Answer answer = client.send(Bodies.flawed().body());
      assertThat(answer.code()).isEqualTo(Code.OK);
      var partial = ExportTraceServiceResponse.parseFrom(answer.message()).getPartialSuccess();
      assertThat(partial.getRejectedSpans()).isEqualTo(2);
      assertThat(partial.getErrorMessage()).isNotEmpty();
    }
  }

  @Test
  void saysWhenToTryAgain() throws Exception {
    byte[] body = Bodies.request().body();
    try (GrpcClient client = open.grpc()) {
      open.next().hasRoom(() -> false);
      Answer full = client.send(body);
      assertThat(full.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      RpcStatus status = RpcStatus.parse(details(full));
      assertThat(status.code()).isEqualTo(8);
      assertThat(status.retryNanos()).isEqualTo(1_000_000_000L);
      open.next().hasRoom(() -> true).answers(() -> CapturingConsumer.Answer.REFUSE);
      Answer refused = client.send(body);
      assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(RpcStatus.parse(details(refused)).retryNanos()).isEqualTo(1_000_000_000L);
      open.next().answers(() -> CapturingConsumer.Answer.REJECT);
      Answer rejected = client.send(body);
      assertThat(rejected.code()).isEqualTo(Code.INTERNAL);
      assertThat(rejected.trailers().containsKey(GrpcClient.DETAILS)).isFalse();
      open.next().answers(() -> CapturingConsumer.Answer.ACCEPT);
      assertThat(client.send(body).code()).isEqualTo(Code.OK);
    }
  }

  private static ByteString details(Answer answer) {
    return ByteString.copyFrom(answer.trailers().get(GrpcClient.DETAILS));
  }

  @Test
  void refusesMalformedMessages() throws Exception {
    byte[] body = Bodies.request().body();
    try (GrpcClient client = open.grpc()) {
      Answer cut = client.send(Bodies.cut(body, body.length - 3));
      assertThat(cut.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(cut.status().getDescription()).contains("at byte");
      for (int seed = 0; seed < 20; seed++) {
        assertThat(client.send(Bodies.random(seed, 300)).code())
            .isIn(Code.OK, Code.INVALID_ARGUMENT);
      }
      assertThat(client.send(body).code()).isEqualTo(Code.OK);
    }
    assertThat(open.next().commits()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        "opentelemetry.proto.collector.logs.v1.LogsService/Export",
        "opentelemetry.proto.collector.trace.v1.TraceService/Import",
        "a/b"
      })
  void doesNotKnowOtherMethods(String method) throws Exception {
    try (GrpcClient client = open.grpc()) {
      assertThat(client.send(method, Bodies.request().body(), false).code())
          .isEqualTo(Code.UNIMPLEMENTED);
    }
  }

  @Test
  void wantsExactlyOneMessage() throws Exception {
    byte[] body = Bodies.request().body();
    try (GrpcClient client = open.grpc()) {
      for (int count : new int[] {0, 2, 5}) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = client.start(answer);
        call.request(2);
        for (int i = 0; i < count; i++) {
          call.sendMessage(body);
        }
        call.halfClose();
        assertThat(answer.get(20, TimeUnit.SECONDS).code())
            .as("with %s messages: %s", count, answer.get().status())
            .isEqualTo(Code.INVALID_ARGUMENT);
      }
      assertThat(client.send(body).code()).isEqualTo(Code.OK);
    }
    assertThat(open.next().commits()).isOne();
  }

  @Test
  void refusesMessagesThatAreTooLarge() throws Exception {
    reopen(Configs.grpc(0, 1, 100, Duration.ofSeconds(15), new ByteSize(0)));
    try (GrpcClient client = open.grpc()) {
      byte[] tooLarge = new byte[(1 << 20) + 1];
      for (Answer answer :
          List.of(client.send(tooLarge), client.sendGzip(Bodies.random(1, tooLarge.length)))) {
        assertThat(answer.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(answer.trailers().containsKey(GrpcClient.DETAILS)).isFalse();
      }
      byte[] body = Bodies.request().body();
      byte[] large = Bodies.repeated(body, (1 << 20) / body.length);
      assertThat(client.send(large).code()).isEqualTo(Code.OK);
      assertThat(client.sendGzip(large).code()).isEqualTo(Code.OK);
    }
    open.awaitRequests("grpc", Outcome.TOO_LARGE, 2);
  }

  @Test
  void refusesWithoutMemory() throws Exception {
    open.close();
    open = new OpenReceiver(Configs.both(), 64 << 10);
    byte[] small = Bodies.request().body();
    byte[] large = Bodies.repeated(small, 200_000 / small.length);
    try (GrpcClient client = open.grpc()) {
      for (Answer answer : List.of(client.send(large), client.sendGzip(large))) {
        assertThat(answer.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(RpcStatus.parse(details(answer)).retryNanos()).isPositive();
      }
      assertThat(client.send(small).code()).isEqualTo(Code.OK);
    }
  }

  @Test
  void doesNotWaitForSlowSenders() throws Exception {
    reopen(Configs.grpc(0, 0, 100, Duration.ofMillis(150), new ByteSize(0)));
    try (GrpcClient client = open.grpc()) {
      CompletableFuture<Answer> nothing = new CompletableFuture<>();
      client.start(nothing);
      CompletableFuture<Answer> notEnded = new CompletableFuture<>();
      ClientCall<byte[], byte[]> call = client.start(notEnded);
      call.sendMessage(Bodies.request().body());
      assertThat(nothing.get(20, TimeUnit.SECONDS).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(notEnded.get(20, TimeUnit.SECONDS).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(client.send(Bodies.request().body()).code()).isEqualTo(Code.OK);
    }
    open.awaitRequests("grpc", Outcome.TIMEOUT, 2);
  }

  @Test
  void forgetsSendersThatGoAway() throws Exception {
    try (GrpcClient client = open.grpc()) {
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = client.start(answer);
        call.sendMessage(Bodies.request().body());
        call.cancel("changed its mind", null);
      }
      assertThat(client.send(Bodies.request().body()).code()).isEqualTo(Code.OK);
    }
    assertThat(open.next().commits()).isOne();
  }

  @Test
  void doesNotAnswerTheGone() throws Exception {
    List<Runnable> held = new ArrayList<>();
    open.next()
        .answering(
            answer -> {
              synchronized (held) {
                held.add(answer);
              }
            });
    GrpcClient client = open.grpc();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = client.start(answer);
    call.sendMessage(Bodies.request().body());
    call.halfClose();
    open.stage().await("it is handed on", () -> open.next().commits() == 1);
    client.close();
    open.awaitRequests("grpc", Outcome.CANCELLED, 1);
    synchronized (held) {
      held.forEach(Runnable::run);
    }
    open.assertAllReleased();
    assertThat(open.requests("grpc", Outcome.ACCEPTED)).isZero();
  }

  @Test
  void hasAtMostSoManyConnections() throws Exception {
    reopen(Configs.grpc(0, 0, 2, Duration.ofSeconds(15), new ByteSize(0)));
    byte[] body = Bodies.request().body();
    try (GrpcClient first = open.grpc();
        GrpcClient second = open.grpc();
        GrpcClient third = open.grpc()) {
      assertThat(first.send(body).code()).isEqualTo(Code.OK);
      assertThat(second.send(body).code()).isEqualTo(Code.OK);
      assertThat(third.send(body).code()).isEqualTo(Code.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void closesOnRandomBytes(int seed) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(20_000);
      write(socket, Bodies.random(seed, 5000));
      assertEnds(socket);
    }
    assertUsable();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /v1/traces HTTP/1.0\r\n\r\n"})
  void closesOnHttp1(String text) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(20_000);
      write(socket, text.getBytes(StandardCharsets.US_ASCII));
      assertEnds(socket);
    }
    assertUsable();
  }

  private int port() {
    return open.receiver().grpcPort();
  }

  private static void write(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  private static void assertEnds(Socket socket) {
    try {
      byte[] last = socket.getInputStream().readNBytes(10_000);
      assertThat(last.length).isLessThan(10_000);
    } catch (IOException e) {
      // Reset is an end too.
      assertThat(e).isInstanceOf(SocketException.class);
    }
  }

  private void assertUsable() throws Exception {
    try (GrpcClient client = open.grpc()) {
      assertThat(client.send(Bodies.request().body()).code()).isEqualTo(Code.OK);
    }
  }

  @Test
  void takesEveryMessageEncoding() throws Exception {
    byte[] body = Bodies.repeated(Bodies.request().body(), 200);
    try (GrpcClient client = open.grpc()) {
      assertThat(client.sendEncoded("gzip", Bodies.gzip(body)).code()).isEqualTo(Code.OK);
      assertThat(client.sendEncoded("zstd", Bodies.zstd(body)).code()).isEqualTo(Code.OK);
      byte[] deflated = Bodies.deflate(body, false);
      assertThat(client.sendEncoded("deflate", deflated).code()).isEqualTo(Code.OK);
      for (String coding : new String[] {"gzip", "zstd", "deflate"}) {
        GrpcClient.Answer answer = client.sendEncoded(coding, Bodies.request().body());
        assertThat(answer.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(answer.status().getDescription()).startsWith("the body is no " + coding);
      }
      assertThat(client.sendEncoded("snappy", body).code()).isEqualTo(Code.UNIMPLEMENTED);
    }
    assertThat(open.next().commits()).isEqualTo(3);
  }
}

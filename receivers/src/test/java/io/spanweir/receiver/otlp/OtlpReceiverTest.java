package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.Receivers;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.CapturingConsumer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a receiver with two doors, and its configuration. */
@Timeout(60)
class OtlpReceiverTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void isOnTheList() {
    assertThat(Receivers.all()).hasAtLeastOneElementOfType(OtlpReceiverFactory.class);
  }

  @Test
  void wantsADoor() {
    try (OpenReceiver open = new OpenReceiver()) {
      assertThatThrownBy(
              () ->
                  new OtlpReceiverFactory()
                      .create(
                          open.process().settings("otlp/none"),
                          OtlpReceiverConfig.DEFAULT,
                          Outputs.traces(new CapturingConsumer())))
          .isInstanceOfSatisfying(
              InvalidConfigException.class, e -> assertThat(e.key()).isEqualTo("protocols"));
    }
  }

  @Test
  void opensTheDoorsThatAreNamed() {
    try (OpenReceiver open = new OpenReceiver(Configs.of(null, Configs.http(0)))) {
      assertThat(open.receiver().grpcPort()).isEqualTo(-1);
      assertThat(open.receiver().httpPort()).isPositive();
    }
    try (OpenReceiver open = new OpenReceiver(Configs.of(Configs.grpc(0), null))) {
      assertThat(open.receiver().grpcPort()).isPositive();
      assertThat(open.receiver().httpPort()).isEqualTo(-1);
    }
  }

  @Test
  void saysWhichPortIsTakenAndLetsGoOfTheOther() throws Exception {
    try (OpenReceiver open = new OpenReceiver()) {
      int taken = open.receiver().httpPort();
      OtlpReceiver second =
          (OtlpReceiver)
              new OtlpReceiverFactory()
                  .create(
                      open.process().settings("otlp/second"),
                      Configs.of(Configs.grpc(0), Configs.http(taken)),
                      Outputs.traces(new CapturingConsumer()));
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "127.0.0.1:"
                  + taken
                  + " is in use (receivers::otlp/second::protocols::http::endpoint)");
      second.shutdown(open.stage().loops().clock().nanoTime() + SECOND);
      open.stage().await("it is shut down", second::isShutDown);
    }
  }

  @Test
  void closesIdleConnectionsWhenItStops() throws Exception {
    OpenReceiver open = new OpenReceiver();
    byte[] body = Bodies.request().body();
    try (HttpClient idle = open.http();
        HttpClient fresh = open.http();
        GrpcClient grpc = open.grpc()) {
      assertThat(idle.postProtobuf(body).code()).isEqualTo(200);
      assertThat(grpc.send(body).code()).isEqualTo(Code.OK);
      open.receiver().shutdown(open.stage().loops().clock().nanoTime() + 30 * SECOND);
      open.stage().await("it is shut down", open.receiver()::isShutDown);
      assertThat(idle.isClosedByPeer()).isTrue();
      assertThat(fresh.isClosedByPeer()).isTrue();
      assertThat(grpc.send(body).code()).isEqualTo(Code.UNAVAILABLE);
      assertThatThrownBy(open::http).isInstanceOf(IOException.class);
    }
    open.close();
  }

  @Test
  void answersWhatItHasReadAndThenCloses() throws Exception {
    OpenReceiver open = new OpenReceiver();
    List<Runnable> held = new ArrayList<>();
    open.next()
        .answering(
            answer -> {
              synchronized (held) {
                held.add(answer);
              }
            });
    byte[] body = Bodies.request().body();
    try (HttpClient client = open.http()) {
      client.write(
          HttpClient.head(
              "POST", "/v1/traces", "Content-Type: application/x-protobuf\r\n", body.length));
      client.write(body);
      open.stage().await("it is handed on", () -> open.next().commits() == 1);
      open.receiver().shutdown(open.stage().loops().clock().nanoTime() + 30 * SECOND);
      assertThat(open.receiver().isShutDown()).isFalse();
      synchronized (held) {
        held.forEach(Runnable::run);
      }
      HttpClient.Answer answer = client.read();
      assertThat(answer.code()).isEqualTo(200);
      assertThat(answer.closes()).isTrue();
    }
    open.close();
  }

  @Test
  void stopsAtTheDeadlineWhateverIsOpen() throws Exception {
    OpenReceiver open = new OpenReceiver();
    List<Runnable> held = new ArrayList<>();
    open.next()
        .answering(
            answer -> {
              synchronized (held) {
                held.add(answer);
              }
            });
    byte[] body = Bodies.request().body();
    try (HttpClient http = open.http();
        GrpcClient grpc = open.grpc()) {
      http.write(
          HttpClient.head(
              "POST", "/v1/traces", "Content-Type: application/x-protobuf\r\n", body.length));
      http.write(body);
      CompletableFuture<GrpcClient.Answer> answer = new CompletableFuture<>();
      var call = grpc.start(answer);
      call.sendMessage(body);
      call.halfClose();
      open.stage().await("both are handed on", () -> open.next().commits() == 2);
      open.receiver().shutdown(open.stage().loops().clock().nanoTime() + SECOND / 20);
      open.stage().await("it is shut down", open.receiver()::isShutDown);
      assertThat(http.isClosedByPeer()).isTrue();
      assertThat(answer.get().code()).isIn(Code.UNAVAILABLE, Code.CANCELLED);
      synchronized (held) {
        held.forEach(Runnable::run);
      }
    }
    open.close();
  }

  @Test
  void checksItsNumbers() {
    assertThatThrownBy(() -> new OtlpReceiverConfig(Configs.both().protocols(), 0))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> Configs.grpc(0, 1024, 1, Duration.ofSeconds(1), new ByteSize(0)))
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            e -> assertThat(e.key()).isEqualTo("max_recv_msg_size_mib"));
    assertThatThrownBy(() -> Configs.grpc(0, 1, 0, Duration.ofSeconds(1), new ByteSize(0)))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> Configs.http(0, 1, Duration.ZERO))
        .isInstanceOf(InvalidConfigException.class);
    assertThat(GrpcConfig.defaults().door().messageBytesMax()).isEqualTo(64 << 20);
  }
}

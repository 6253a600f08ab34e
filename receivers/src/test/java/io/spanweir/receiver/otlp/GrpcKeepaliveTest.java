package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.receiver.grpc.GrpcDoorConfig;
import io.spanweir.receiver.grpc.GrpcDoorConfig.EnforcementPolicy;
import io.spanweir.receiver.grpc.GrpcDoorConfig.KeepAlive;
import io.spanweir.receiver.grpc.GrpcDoorConfig.ServerParameters;
import io.spanweir.receiver.otlp.RawHttp2.Goodbye;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Records;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections live as long as {@code keepalive} says, and pings are welcome as far as it says. */
@Timeout(60)
class GrpcKeepaliveTest {
  private static final int NO_ERROR = 0;
  private static final int ENHANCE_YOUR_CALM = 11;

  /** gRPC takes no less as the life of a connection. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Duration SHORT = Duration.ofMillis(300);

  private static OpenReceiver open(ServerParameters server, EnforcementPolicy policy) {
    KeepAlive keepalive = new KeepAlive(server, policy);
    return new OpenReceiver(
        Configs.of(Records.with(Configs.grpc(0), "keepalive", keepalive), null));
  }

  /** A door whose connections end, or are asked, as said. */
  private static OpenReceiver living(Object... changes) {
    KeepAlive defaults = GrpcDoorConfig.defaults().keepalive();
    return open(Records.with(defaults.serverParameters(), changes), defaults.enforcementPolicy());
  }

  private static OpenReceiver pinged(Duration minTime, boolean withoutStream) {
    return open(
        GrpcDoorConfig.defaults().keepalive().serverParameters(),
        new EnforcementPolicy(minTime, withoutStream));
  }

  private static RawHttp2 connect(OpenReceiver open) throws Exception {
    RawHttp2 client = new RawHttp2(open.receiver().grpcPort());
    client.handshake();
    return client;
  }

  private static void assertTaken(RawHttp2 client, int stream) throws Exception {
    client.message(stream, false, Bodies.request().body(), true);
    assertThat(client.readStatus(stream)).isZero();
  }

  @Test
  void closesAConnectionOnceItHasHadNoRequestForAWhile() throws Exception {
    try (OpenReceiver open = living("maxConnectionIdle", SECOND);
        RawHttp2 client = connect(open)) {
      client.exportHeaders(1, false);
      TimeUnit.MILLISECONDS.sleep(1500);
      assertTaken(client, 1);
      assertThat(client.goodbye()).as("while a request was open").isNull();
      client.readToEnd();
      assertThat(client.goodbye()).isEqualTo(new Goodbye(NO_ERROR, "max_idle"));
    }
  }

  @Test
  void asksAClientToConnectAnewAndLetsItsRequestsFinish() throws Exception {
    try (OpenReceiver open = living("maxConnectionAge", SECOND);
        RawHttp2 client = connect(open)) {
      client.exportHeaders(1, false);
      client.readGoodbye();
      assertThat(client.goodbye()).isEqualTo(new Goodbye(NO_ERROR, "max_age"));
      TimeUnit.MILLISECONDS.sleep(2 * SHORT.toMillis());
      assertTaken(client, 1);
      client.readToEnd();
    }
  }

  @Test
  void givesRequestsOfAnOldConnectionTheirGraceAndNoMore() throws Exception {
    try (OpenReceiver open = living("maxConnectionAge", SECOND, "maxConnectionAgeGrace", SHORT);
        RawHttp2 client = connect(open)) {
      long from = System.nanoTime();
      client.exportHeaders(1, false);
      client.readToEnd();
      assertThat(Duration.ofNanos(System.nanoTime() - from))
          .as("long before a request without a body is given up")
          .isBetween(SHORT.multipliedBy(3), Duration.ofSeconds(8));
      assertThat(client.goodbye()).isEqualTo(new Goodbye(NO_ERROR, "max_age"));
    }
  }

  /** gRPC for Java waits ten seconds at least before it asks; a read here waits twenty at most. */
  @Test
  void closesAConnectionThatDoesNotAnswerPings() throws Exception {
    try (OpenReceiver open = living("time", SHORT, "timeout", SHORT);
        RawHttp2 client = connect(open)) {
      client.leavePingsUnanswered();
      client.readToEnd();
    }
  }

  @ParameterizedTest
  @CsvSource({"300, false", "300, true", "0, false"})
  void sendsAwayWhoPingsMoreOftenThanIsWelcome(int minSeconds, boolean withoutStream)
      throws Exception {
    try (OpenReceiver open = pinged(Duration.ofSeconds(minSeconds), withoutStream);
        RawHttp2 client = connect(open)) {
      int answered = 0;
      while (answered < 20 && client.ping()) {
        answered++;
      }
      assertThat(answered).isLessThan(5);
      assertThat(client.goodbye()).isEqualTo(new Goodbye(ENHANCE_YOUR_CALM, "too_many_pings"));
      client.readToEnd();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void takesPingsThatAreWelcome(boolean withoutStream, boolean streamOpen) throws Exception {
    try (OpenReceiver open = pinged(Duration.ofMillis(5), withoutStream);
        RawHttp2 client = connect(open)) {
      if (streamOpen) {
        client.exportHeaders(1, false);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(client.ping()).as("%s", client.goodbye()).isTrue();
        TimeUnit.MILLISECONDS.sleep(10);
      }
      if (!streamOpen) {
        client.exportHeaders(1, false);
      }
      assertTaken(client, 1);
    }
  }
}

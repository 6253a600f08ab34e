package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.StartException;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class UnixSocketTest {
  @TempDir private Path folder;

  private static HttpConfig http(String endpoint, String transport, int connections) {
    return Records.with(
        HttpConfig.defaults(),
        "endpoint",
        endpoint,
        "transport",
        transport,
        "maxConnections",
        connections,
        "maxConnectionsPerAddress",
        1);
  }

  private static GrpcConfig grpc(String endpoint) {
    return Records.with(GrpcConfig.defaults(), "endpoint", endpoint);
  }

  private static OpenReceiver open(HttpConfig config) {
    return new OpenReceiver(Configs.of(null, config));
  }

  /** What is answered to an empty request; empty when the door closes instead. */
  private static String post(SocketChannel client) throws IOException {
    client.write(
        ByteBuffer.wrap(
            HttpClient.head("POST", "/v1/traces", "Content-Type: application/x-protobuf\r\n", 0)
                .getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer answer = ByteBuffer.allocate(1000);
    return client.read(answer) < 0
        ? ""
        : new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
  }

  private static SocketChannel connect(Path file) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(file));
  }

  @ParameterizedTest
  @CsvSource({"unix://, tcp", "unix:, tcp", "unix://, unix", "'', unix"})
  void listensOverHttp(String prefix, String transport) throws Exception {
    Path file = folder.resolve("otlp.sock");
    try (OpenReceiver open = open(http(prefix + file, transport, 10));
        SocketChannel client = connect(file);
        SocketChannel other = connect(file)) {
      assertThat(post(client)).startsWith("HTTP/1.1 200");
      assertThat(post(client)).startsWith("HTTP/1.1 200");
      assertThat(post(other)).startsWith("HTTP/1.1 200");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-rw----");
      assertThat(open.receiver().httpPort()).isEqualTo(-1);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void listensOverGrpc() throws Exception {
    Path file = folder.resolve("otlp.sock");
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (OpenReceiver open = new OpenReceiver(Configs.of(grpc("unix://" + file), null))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(file))
              .channelType(NioDomainSocketChannel.class)
              .eventLoopGroup(group)
              .negotiationType(NegotiationType.PLAINTEXT)
              .overrideAuthority("localhost")
              .build();
      try {
        assertThat(GrpcClient.send(channel, CallOptions.DEFAULT, Bodies.request().body()).code())
            .isEqualTo(Status.Code.OK);
      } finally {
        channel.shutdownNow();
      }
      assertThat(open.next().commits()).isOne();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void hasAtMostSoManyConnections() throws Exception {
    Path file = folder.resolve("otlp.sock");
    try (OpenReceiver open = open(http("unix://" + file, "tcp", 2));
        SocketChannel first = connect(file);
        SocketChannel second = connect(file)) {
      assertThat(post(first)).startsWith("HTTP/1.1 200");
      assertThat(post(second)).startsWith("HTTP/1.1 200");
      try (SocketChannel third = connect(file)) {
        assertThat(third.read(ByteBuffer.allocate(1))).isNegative();
      }
      second.shutdownOutput();
      open.stage()
          .await(
              "the place is free",
              () -> {
                try (SocketChannel again = connect(file)) {
                  return post(again).startsWith("HTTP/1.1 200");
                } catch (IOException e) {
                  return false;
                }
              });
    }
  }

  @Test
  void removesWhatACrashLeft() throws Exception {
    Path file = folder.resolve("otlp.sock");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(file));
    }
    assertThat(file).exists();
    try (OpenReceiver open = open(http("unix://" + file, "tcp", 10));
        SocketChannel client = connect(file)) {
      assertThat(post(client)).startsWith("HTTP/1.1 200");
      assertThat(open.next().commits()).isZero();
    }
  }

  @Test
  void leavesAloneWhatIsNotItsOwn() throws Exception {
    Path file = Files.writeString(folder.resolve("notes"), "mine");
    assertRefused(file, "is there and is no socket");
    assertThat(file).hasContent("mine");
    Path other = Files.createDirectory(folder.resolve("folder"));
    assertRefused(other, "is there and is no socket");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertRefused(link, "is there and is no socket");
    assertRefused(folder.resolve("none/otlp.sock"), "there is no folder");
    Path taken = folder.resolve("taken");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(taken));
      assertRefused(taken, "is in use");
      assertThat(taken).exists();
    }
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> open(http("unix://" + file, "tcp", 10)))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOf(StartException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("protocols::http::endpoint");
  }

  @ParameterizedTest
  @CsvSource({"unix:, tcp", "unix://, tcp", "'', unix", "/tmp/x/, unix", "@abstract, unix"})
  void refusesPathsThatAreNone(String endpoint, String transport) {
    assertThatThrownBy(() -> http(endpoint, transport, 10))
        .isInstanceOf(InvalidConfigException.class);
  }

  @Test
  void refusesPathsThatNoSystemTakes() {
    String longest = "/" + "x".repeat(107 - 1);
    assertThat(http(longest, "unix", 1).listen().socket()).isEqualTo(longest);
    assertThatThrownBy(() -> http(longest + "x", "unix", 10))
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            e -> assertThat(e.getMessage()).contains("is a path of 108 bytes"));
    assertThatThrownBy(() -> http("localhost:1", "udp", 10))
        .isInstanceOfSatisfying(
            InvalidConfigException.class, e -> assertThat(e.key()).isEqualTo("transport"));
  }
}

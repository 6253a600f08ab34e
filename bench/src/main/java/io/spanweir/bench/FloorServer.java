package io.spanweir.bench;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.spanweir.bench.sink.RawExport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The floor: a gRPC server that reads every byte of every export into one small buffer and forgets
 * it.
 *
 * <p>No collector on gRPC Java can be cheaper, and it shows how much load the generator can make.
 * Listens on {@code GRPC_PORT} like any system under test and ignores its arguments.
 */
public final class FloorServer {
  private FloorServer() {}

  /** Serves until the process is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int port = Integer.parseInt(System.getenv().getOrDefault("GRPC_PORT", "4317"));
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    byte[] buffer = new byte[64 << 10];
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .directExecutor()
            .maxInboundMessageSize(64 << 20)
            .addService(RawExport.service(message -> discard(message, buffer)))
            .build()
            .start();
    server.awaitTermination();
  }

  /** One event loop serves all connections, so one buffer does. */
  private static void discard(InputStream message, byte[] buffer) throws IOException {
    int read = 0;
    while (read >= 0) {
      read = message.read(buffer);
    }
  }
}

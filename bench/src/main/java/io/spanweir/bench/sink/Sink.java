package io.spanweir.bench.sink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * The backend behind the systems under test: OTLP over gRPC and over HTTP, counted into a table.
 */
public final class Sink implements AutoCloseable {
  private static final int MESSAGE_BYTES_MAX = 256 << 20;

  private final SpanWalker walker;
  private final EventLoopGroup loop;
  private final Server grpc;
  private final HttpServer http;
  private byte[] message = new byte[1 << 20];
  private long unreadable;

  private Sink(SpanWalker.SpanListener listener) throws IOException {
    walker = new SpanWalker(listener);
    loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    grpc =
        NettyServerBuilder.forAddress(anyPort)
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .directExecutor()
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .addService(RawExport.service(this::onMessage))
            .build()
            .start();
    http = HttpServer.create(anyPort, 0);
    http.createContext("/v1/traces", this::onPost);
    http.start();
  }

  /** Starts a sink on free ports of the loopback interface. */
  public static Sink start(TraceTable table) throws IOException {
    return new Sink(table);
  }

  /** Starts a sink that notes which spans came. */
  public static Sink start(KeptTraces traces) throws IOException {
    return new Sink(traces);
  }

  public int grpcPort() {
    return grpc.getPort();
  }

  public int httpPort() {
    return http.getAddress().getPort();
  }

  /** Returns how many messages could not be walked to their end. */
  public synchronized long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    grpc.shutdownNow();
    http.stop(0);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /**
   * Walks a message. The lock is for a system that exports over both protocols; it is free
   * otherwise.
   */
  private synchronized void onMessage(InputStream in) throws IOException {
    int length = 0;
    int read;
    while ((read = in.read(message, length, message.length - length)) >= 0) {
      length += read;
      if (length == message.length) {
        message = Arrays.copyOf(message, length * 2);
      }
    }
    try {
      walker.walk(message, length);
    } catch (IndexOutOfBoundsException e) {
      unreadable++;
    }
  }

  private void onPost(HttpExchange exchange) {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      onMessage(gzip ? new GZIPInputStream(body) : body);
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

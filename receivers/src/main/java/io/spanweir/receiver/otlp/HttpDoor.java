package io.spanweir.receiver.otlp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.spanweir.core.component.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.stream.Stream;

/** The HTTP/1.1 server, on the event loops of the process. */
@SuppressWarnings("FutureReturnValueIgnored") // a listener closes; isShutDown asks whether it has
final class HttpDoor implements Door {
  private static final int READ_BYTES_INITIAL = 16 << 10;

  /** Large reads for large bodies, and few of them, so that others on the loop get their turn. */
  private static final int READ_BYTES_MAX = 256 << 10;

  private static final int READS_MAX = 8;

  private static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  /** What a connection hears for which there is no place. */
  private static final byte[] FAREWELL =
      ByteBufUtil.getBytes(
          HttpAnswer.failure(
              Outcome.NO_ROOM, false, false, "", "too many connections", RETRY_AFTER_NANOS, ""));

  /** Nothing can be said before hands are shaken. */
  private static final byte[] SECRET_FAREWELL = {};

  private final LoopLocal loops;
  private final HttpExport export;
  private final Connections connections;
  private final Channel listener;
  private final Endpoint endpoint;

  private HttpDoor(
      LoopLocal loops,
      HttpExport export,
      Connections connections,
      Channel listener,
      Endpoint endpoint) {
    this.loops = loops;
    this.export = export;
    this.connections = connections;
    this.listener = listener;
    this.endpoint = endpoint;
  }

  /**
   * Listens.
   *
   * @param path where the endpoint stands in the configuration
   */
  static HttpDoor open(
      Settings settings, HttpConfig config, int spansMax, Intakes intakes, String path)
      throws IOException {
    LoopLocal loops = new LoopLocal(settings.loops().ioGroup(), settings.loops().clock(), spansMax);
    Endpoint endpoint = config.listen();
    Connections connections =
        endpoint.connections(config.maxConnections(), config.maxConnectionsPerAddress());
    DoorMetrics metrics = new DoorMetrics(settings, "http", connections::open);
    SocketAddress address = endpoint.address(path);
    Guard guard = Guard.open(settings, config.tls(), config.auth(), "", path);
    SslContext tls = guard.tls();
    byte[] farewell = tls == null ? FAREWELL : SECRET_FAREWELL;
    HttpExport export = new HttpExport(settings, config, guard, intakes, metrics);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(settings.loops().ioGroup())
            .channelFactory(
                () -> endpoint.channel(connections, farewell, metrics::connectionRefused))
            .option(ChannelOption.SO_BACKLOG, 1024)
            // The adaptive allocator, Netty's default, makes and unmaps buffers of this size.
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(1 << 10, READ_BYTES_INITIAL, READ_BYTES_MAX)
                    .maxMessagesPerRead(READS_MAX))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    HttpHandlers.add(channel, export, loops.get());
                  }
                });
    if (!endpoint.isSocket()) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      guard.close();
      throw Endpoint.bindFailed(address, bound.cause(), path);
    }
    try {
      endpoint.opened();
    } catch (IOException e) {
      bound.channel().close();
      guard.close();
      throw Endpoint.bindFailed(address, e, path);
    }
    loops.start(shortest(config));
    return new HttpDoor(loops, export, connections, bound.channel(), endpoint);
  }

  private static Duration shortest(HttpConfig config) {
    return Stream.of(
            config.bodyIdleTimeout(),
            config.readHeaderTimeout(),
            config.readTimeout(),
            config.connections().idleTimeout(),
            config.writeTimeout())
        .min(Duration::compareTo)
        .orElseThrow();
  }

  @Override
  public int port() {
    return listener.localAddress() instanceof InetSocketAddress tcp ? tcp.getPort() : -1;
  }

  @Override
  public void shutdown() {
    export.stop();
    listener.close();
    endpoint.closed();
    loops.onEach(loop -> loop.forEachWatched(HttpDoor::shutDown));
  }

  @Override
  public boolean isShutDown() {
    boolean done = !listener.isOpen() && connections.open() == 0;
    if (done) {
      loops.stop();
      export.guard().close();
    }
    return done;
  }

  @Override
  public void closeNow() {
    listener.close();
    loops.onEach(loop -> loop.forEachWatched(HttpDoor::close));
  }

  private static void shutDown(DoorLoop.Watched one) {
    if (one instanceof HttpConnection connection) {
      connection.shutDown();
    }
  }

  private static void close(DoorLoop.Watched one) {
    if (one instanceof HttpConnection connection) {
      connection.close();
    }
  }
}

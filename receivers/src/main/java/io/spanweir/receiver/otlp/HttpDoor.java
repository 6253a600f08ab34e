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

  private HttpDoor(LoopLocal loops, HttpExport export, Connections connections, Channel listener) {
    this.loops = loops;
    this.export = export;
    this.connections = connections;
    this.listener = listener;
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
    Connections connections =
        new Connections(config.maxConnections(), config.maxConnectionsPerAddress());
    DoorMetrics metrics = new DoorMetrics(settings, "http", connections::open);
    Guard guard = Guard.open(settings, config.tls(), config.auth(), "", path);
    SslContext tls = guard.tls();
    byte[] farewell = tls == null ? FAREWELL : SECRET_FAREWELL;
    HttpExport export = new HttpExport(settings, config, guard, intakes, metrics);
    InetSocketAddress address = Endpoint.parse(config.endpoint(), Endpoint.HTTP_PORT).resolve(path);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(settings.loops().ioGroup())
            .channelFactory(
                () -> new LimitedServerChannel(connections, farewell, metrics::connectionRefused))
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            // The adaptive allocator, Netty's default, makes and unmaps buffers of this size.
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
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
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      guard.close();
      throw Endpoint.bindFailed(address, bound.cause(), path);
    }
    loops.start(shortest(config));
    return new HttpDoor(loops, export, connections, bound.channel());
  }

  private static Duration shortest(HttpConfig config) {
    return Stream.of(
            config.bodyIdleTimeout(),
            config.readHeaderTimeout(),
            config.readTimeout(),
            config.idleTimeout(),
            config.writeTimeout())
        .min(Duration::compareTo)
        .orElseThrow();
  }

  @Override
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void shutdown() {
    export.stop();
    listener.close();
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

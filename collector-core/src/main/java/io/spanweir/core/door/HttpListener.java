package io.spanweir.core.door;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.runtime.Loops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on the event loops of the process, with the paths of every component that
 * names its endpoint. It listens from the first that opens it to the last that leaves.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a listener closes; isShutDown asks whether it has
final class HttpListener {
  private static final int READ_BYTES_INITIAL = 16 << 10;

  /** Large reads for large bodies, and few of them, so that others on the loop get their turn. */
  private static final int READ_BYTES_MAX = 256 << 10;

  private static final int READS_MAX = 8;

  private static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  /** Nothing can be said before hands are shaken. */
  private static final byte[] SECRET_FAREWELL = {};

  private @Nullable LoopLocal loops;
  private final ChunkPool chunks;
  private final Loops threads;
  private final List<Tenant> tenants = new CopyOnWriteArrayList<>();
  private volatile HttpServerSettings server;
  private Connections connections;
  private @Nullable Guard guard;
  private @Nullable Channel channel;
  private final ListenerEnd end = new ListenerEnd();
  private boolean closed;
  private volatile boolean stopping;

  /** Whether a component is there for its requests. */
  private enum Presence {
    /** It is made and not started: whoever it lets in it does not know yet. */
    AWAITED,
    OPEN,
    LEAVING
  }

  /** One component's place at the listener. */
  final class Tenant implements Door {
    private final HttpService service;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile Presence presence = Presence.AWAITED;

    private Tenant(HttpService service) {
      this.service = service;
    }

    HttpService service() {
      return service;
    }

    /** Why it takes no requests now, while others at the listener do; null if it does. */
    @Nullable String absence() {
      return switch (presence) {
        case AWAITED -> "this is being started";
        case OPEN -> null;
        case LEAVING -> "this is being shut down";
      };
    }

    /** From now on its requests are let in. */
    void open() {
      presence = Presence.OPEN;
    }

    private boolean isOpen() {
      return presence == Presence.OPEN;
    }

    /** One more request is being dealt with. */
    void enter() {
      inFlight.incrementAndGet();
    }

    /** A request is over. */
    void exit() {
      inFlight.decrementAndGet();
    }

    @Override
    public int port() {
      return HttpListener.this.port();
    }

    @Override
    public void shutdown() {
      presence = Presence.LEAVING;
      if (tenants.stream().noneMatch(Tenant::isOpen)) {
        HttpListener.this.shutdown();
      }
    }

    @Override
    public boolean isShutDown() {
      return stopping
          ? HttpListener.this.isShutDown()
          : presence == Presence.LEAVING && inFlight.get() == 0;
    }

    @Override
    public void closeNow() {
      if (stopping) {
        HttpListener.this.closeNow();
      }
    }
  }

  HttpListener(Settings settings, HttpServerSettings server) {
    this.threads = settings.loops();
    this.chunks = settings.pools().chunks();
    this.server = server;
    this.connections = limits(server);
  }

  private static Connections limits(HttpServerSettings server) {
    return server
        .endpoint()
        .connections(server.maxConnections(), server.maxConnectionsPerAddress());
  }

  /**
   * Gives a service its place. Before the listener is open.
   *
   * @throws InvalidConfigException for the key {@code endpoint} or {@code tls}, when it can't be
   *     shared
   */
  synchronized Tenant join(HttpService service, HttpServerSettings wanted) {
    for (Tenant other : tenants) {
      for (String route : service.routes()) {
        if (other.service.routes().contains(route)) {
          throw new InvalidConfigException(
              "endpoint",
              "has " + route + " of " + other.service.name() + " already",
              "an endpoint of its own");
        }
      }
      if (!Objects.equals(server.tls(), wanted.tls())) {
        throw new InvalidConfigException(
            "tls",
            "is not that of " + other.service.name() + ", which listens at the same endpoint",
            "the same tls, or an endpoint of its own");
      }
    }
    if (!wanted.follows()) {
      server = wanted;
      connections = limits(wanted);
    }
    Tenant tenant = new Tenant(service);
    tenants.add(tenant);
    service.metrics().connections(() -> connections.open());
    return tenant;
  }

  /** Whether it has ended, so that whoever names its endpoint needs another. */
  synchronized boolean isOver() {
    return closed || stopping;
  }

  List<Tenant> tenants() {
    return tenants;
  }

  /** Who answers where nobody has a route. */
  Tenant first() {
    return tenants.get(0);
  }

  HttpServerSettings server() {
    return server;
  }

  ChunkPool chunks() {
    return chunks;
  }

  /** The thread of servers within the process. */
  EventLoopGroup within() {
    return threads.localGroup();
  }

  /** From now on connections end with their next answer. */
  boolean isStopping() {
    return stopping;
  }

  /** For a person who asked for a path that nobody has. */
  String hint() {
    return tenants.stream()
        .map(tenant -> tenant.service.hint())
        .filter(hint -> !hint.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /**
   * Lets the requests of a service in; listens, if it doesn't yet.
   *
   * @param path where the endpoint stands in the configuration
   */
  synchronized void open(Tenant tenant, Settings settings, String path) throws IOException {
    if (channel == null) {
      listen(settings, path);
    }
    tenant.open();
  }

  private void listen(Settings settings, String path) throws IOException {
    Endpoint endpoint = server.endpoint();
    SocketAddress address = endpoint.address(path);
    guard = Guard.open(settings, server.tls(), null, "", path);
    try {
      channel = bind(address, bootstrap(guard.tls()), path);
    } catch (IOException e) {
      if (loops != null) {
        loops.stop();
      }
      guard.close();
      throw e;
    }
  }

  private Channel bind(SocketAddress address, ServerBootstrap bootstrap, String path)
      throws IOException {
    Endpoint endpoint = server.endpoint();
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw Endpoint.bindFailed(address, bound.cause(), path);
    }
    try {
      endpoint.opened();
    } catch (IOException e) {
      bound.channel().close();
      throw Endpoint.bindFailed(address, e, path);
    }
    return end.watch(bound.channel());
  }

  private ServerBootstrap bootstrap(@Nullable SslContext tls) {
    EventLoopGroup group = threads.ioGroup();
    LoopLocal mine = new LoopLocal(group, threads.clock());
    mine.start(server.shortest());
    loops = mine;
    Endpoint endpoint = server.endpoint();
    byte[] farewell = tls == null ? farewell() : SECRET_FAREWELL;
    DoorMetrics metrics = first().service.metrics();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
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
                    HttpHandlers.add(channel, HttpListener.this, mine.get());
                  }
                });
    if (!endpoint.isSocket()) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    return bootstrap;
  }

  /** What a connection hears for which there is no place. */
  private byte[] farewell() {
    return ByteBufUtil.getBytes(
        first()
            .service
            .elsewhere(null)
            .bytes(
                new HttpAnswer(
                    Outcome.NO_ROOM, false, "", 0, "too many connections", RETRY_AFTER_NANOS)));
  }

  private synchronized int port() {
    return channel != null && channel.localAddress() instanceof InetSocketAddress tcp
        ? tcp.getPort()
        : -1;
  }

  private synchronized void shutdown() {
    stopping = true;
    if (channel != null) {
      channel.close();
      server.endpoint().closed();
    }
    onEachWatched(HttpListener::shutDown);
  }

  private synchronized boolean isShutDown() {
    boolean done = end.isOver() && connections.open() == 0;
    if (done && !closed) {
      closed = true;
      if (loops != null) {
        loops.stop();
      }
      if (guard != null) {
        guard.close();
      }
    }
    return done;
  }

  private synchronized void closeNow() {
    if (channel != null) {
      channel.close();
    }
    onEachWatched(HttpListener::close);
  }

  private void onEachWatched(Consumer<DoorLoop.Watched> task) {
    if (loops != null) {
      loops.onEach(loop -> loop.forEachWatched(task));
    }
  }

  private static void shutDown(DoorLoop.Watched one) {
    if (one instanceof HttpConnection connection) {
      connection.shutDown();
    }
  }

  private static void close(DoorLoop.Watched one) {
    if (one instanceof HttpConnection connection) {
      connection.close();
    } else if (one instanceof Http2Relay relay) {
      relay.close();
    }
  }
}

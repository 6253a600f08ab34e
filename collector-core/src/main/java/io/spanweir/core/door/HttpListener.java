package io.spanweir.core.door;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.runtime.Loops;
import java.io.IOException;
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
final class HttpListener {
  private static final int READ_BYTES_INITIAL = 16 << 10;

  /** Large reads for large bodies. */
  private static final int READ_BYTES_MAX = 256 << 10;

  private static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  /** Nothing can be said before hands are shaken. */
  private static final byte[] SECRET_FAREWELL = {};

  /**
   * Over TLS clients of gRPC demand the name of HTTP/2, and offer nothing else. Whoever offers both
   * posts spans, for which HTTP/1.1 is spoken here.
   */
  private static final List<String> EITHER =
      List.of(ApplicationProtocolNames.HTTP_1_1, ApplicationProtocolNames.HTTP_2);

  private @Nullable LoopLocal loops;
  private final ChunkPool chunks;
  private final Loops threads;
  private final List<Tenant> tenants = new CopyOnWriteArrayList<>();
  private volatile HttpServerSettings server;
  private Connections connections;
  private @Nullable Guard guard;
  private @Nullable DoorSocket socket;
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
    if (socket == null) {
      listen(settings, path);
    }
    tenant.open();
  }

  private void listen(Settings settings, String path) throws IOException {
    boolean http2 = tenants.stream().anyMatch(tenant -> tenant.service.http2() != null);
    Guard mine = Guard.open(settings, server.tls(), null, http2 ? EITHER : List.of(), path);
    guard = mine;
    LoopLocal local = new LoopLocal(threads.ioGroup(), threads.clock());
    local.start(server.shortest());
    loops = local;
    try {
      socket = socket(local, mine.tls(), path);
    } catch (IOException e) {
      local.stop();
      mine.close();
      throw e;
    }
  }

  private DoorSocket socket(LoopLocal local, @Nullable SslContext tls, String path)
      throws IOException {
    DoorMetrics metrics = first().service.metrics();
    return DoorSocket.open(
        threads.ioGroup(),
        server.endpoint(),
        new DoorSocket.Admission(connections, metrics, READ_BYTES_INITIAL, READ_BYTES_MAX),
        tls == null ? farewell() : SECRET_FAREWELL,
        channel -> {
          if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
          }
          HttpHandlers.add(channel, this, local.get());
        },
        path);
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
    return socket == null ? -1 : socket.port();
  }

  private synchronized void shutdown() {
    stopping = true;
    if (socket != null) {
      socket.stop();
    }
    onEachWatched(HttpListener::shutDown);
  }

  private synchronized boolean isShutDown() {
    boolean done = (socket == null || socket.isOver()) && connections.open() == 0;
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
    if (socket != null) {
      socket.close();
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

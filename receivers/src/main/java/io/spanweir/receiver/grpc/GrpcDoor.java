package io.spanweir.receiver.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.ssl.SslContext;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.door.Connections;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.ListenerEnd;
import io.spanweir.core.door.LoopLocal;
import io.spanweir.core.door.RequestBody;
import io.spanweir.receiver.grpc.GrpcDoorConfig.EnforcementPolicy;
import io.spanweir.receiver.grpc.GrpcDoorConfig.ServerParameters;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The gRPC server: gRPC Java over Netty, on the event loops of the process, with everything bounded
 * that a stranger can make grow: connections, streams, headers, resets, messages, and the bytes of
 * messages that are not whole.
 */
public final class GrpcDoor implements Door {
  /**
   * Bytes in flight on a stream, and on a connection, before its sender waits for us. Several
   * requests, so that saying "go on" costs a write for many and not for each. It bounds no memory:
   * bytes are taken off the stream as they come, and counted by {@link PartialBytes}.
   */
  private static final int WINDOW_BYTES = 4 << 20;

  private static final int HEADER_BYTES_MAX = 8 << 10;
  private static final int RESETS_MAX = 200;
  private static final int RESETS_SECONDS = 30;
  private static final int HANDSHAKE_SECONDS = 10;
  private static final int READ_BYTES_INITIAL = 16 << 10;
  private static final int WRITE_BYTES_DEFAULT = 64 << 10;

  /**
   * gRPC writes a warning with a stack trace for what a stranger sends; here that is counted. Held,
   * because a logger that nobody holds forgets its level.
   */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc.netty");

  /**
   * A connection for which there is no place is closed without a word: a client that has shaken
   * hands and is then sent away comes back at once, one that can't shake hands waits ever longer.
   */
  private static final byte[] NO_FAREWELL = {};

  private final LoopLocal loops;
  private final Guard guard;
  private final Server server;
  private final Endpoint endpoint;
  private final ListenerEnd end;

  private GrpcDoor(
      LoopLocal loops, Guard guard, Server server, Endpoint endpoint, ListenerEnd end) {
    this.loops = loops;
    this.guard = guard;
    this.server = server;
    this.endpoint = endpoint;
    this.end = end;
  }

  /**
   * Listens.
   *
   * @param path where the endpoint stands in the configuration
   */
  public static GrpcDoor open(
      Settings settings,
      Endpoint endpoint,
      GrpcDoorConfig config,
      List<? extends GrpcMethod> methods,
      String path)
      throws IOException {
    Connections connections =
        endpoint.connections(config.maxConnections(), config.maxConnectionsPerAddress());
    DoorMetrics metrics = new DoorMetrics(settings, "grpc");
    metrics.connections(connections::open);
    SocketAddress address = endpoint.address(path);
    Guard guard = Guard.open(settings, config.tls(), config.auth(), List.of("h2"), path);
    ListenerEnd end = new ListenerEnd();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelFactory(
                () ->
                    end.watch(
                        endpoint.channel(connections, NO_FAREWELL, metrics::connectionRefused)));
    SslContext tls = guard.tls();
    if (tls != null) {
      builder.sslContext(tls);
    }
    EventLoopGroup group = settings.loops().ioGroup();
    return open(
        settings, config, methods, metrics, guard, builder, group, endpoint, end, address, path);
  }

  /**
   * Serves connections from within the process, for a listener that passes them on.
   *
   * @param config of which only the limits on requests count
   * @param metrics of the listener
   * @param guard who is let in; TLS is behind it
   * @param path where the endpoint stands in the configuration
   */
  public static GrpcDoor openWithin(
      Settings settings,
      GrpcDoorConfig config,
      List<? extends GrpcMethod> methods,
      DoorMetrics metrics,
      Guard guard,
      LocalAddress address,
      String path)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address).channelType(LocalServerChannel.class);
    EventLoopGroup group = settings.loops().localGroup();
    Endpoint nowhere = new Endpoint("", 0);
    ListenerEnd end = new ListenerEnd();
    return open(
        settings, config, methods, metrics, guard, builder, group, nowhere, end, address, path);
  }

  private static GrpcDoor open(
      Settings settings,
      GrpcDoorConfig config,
      List<? extends GrpcMethod> methods,
      DoorMetrics metrics,
      Guard guard,
      NettyServerBuilder builder,
      EventLoopGroup group,
      Endpoint endpoint,
      ListenerEnd end,
      SocketAddress address,
      String path)
      throws IOException {
    GRPC_LOG.setLevel(Level.SEVERE);
    LoopLocal loops = new LoopLocal(group, settings.loops().clock());
    PartialBytes partial = new PartialBytes(partialBytesMax(settings, config));
    ChunkPool chunks = settings.pools().chunks();
    GrpcExport export = new GrpcExport(loops, guard, metrics, partial, chunks, config);
    BodyMarshaller marshaller = new BodyMarshaller(chunks, config.messageBytesMax());
    builder
        .bossEventLoopGroup(group)
        .workerEventLoopGroup(group)
        .directExecutor()
        .addStreamTracerFactory(export)
        .decompressorRegistry(PassedThrough.registry());
    services(methods, export, marshaller).forEach(builder::addService);
    limit(builder, config);
    keepAlive(builder, config.keepalive());
    Server server = builder.build();
    try {
      server.start();
      endpoint.opened();
    } catch (IOException e) {
      server.shutdownNow();
      guard.close();
      throw Endpoint.bindFailed(address, e, path);
    }
    loops.start(Duration.ofNanos(Math.min(export.bodyIdleNanos(), export.readNanos())));
    return new GrpcDoor(loops, guard, server, endpoint, end);
  }

  private static List<ServerServiceDefinition> services(
      List<? extends GrpcMethod> methods, GrpcExport export, BodyMarshaller marshaller) {
    Map<String, ServerServiceDefinition.Builder> services = new LinkedHashMap<>();
    for (GrpcMethod one : methods) {
      MethodDescriptor<RequestBody, byte[]> method =
          MethodDescriptor.<RequestBody, byte[]>newBuilder()
              // Unary it is. A second message in a unary call gRPC answers itself, with a code that
              // senders take for a reason to try again.
              .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
              .setFullMethodName(
                  MethodDescriptor.generateFullMethodName(one.service(), one.method()))
              .setRequestMarshaller(marshaller)
              .setResponseMarshaller(new AnswerMarshaller())
              .build();
      services
          .computeIfAbsent(one.service(), ServerServiceDefinition::builder)
          .addMethod(method, export.handler(one));
    }
    return services.values().stream().map(ServerServiceDefinition.Builder::build).toList();
  }

  private static void limit(NettyServerBuilder builder, GrpcDoorConfig config) {
    int readBytesMax = (int) config.readBufferSize().bytes();
    int writeBytes = (int) config.writeBufferSize().bytes();
    int writeBytesMax = writeBytes == 0 ? WRITE_BYTES_DEFAULT : writeBytes;
    builder
        .flowControlWindow(WINDOW_BYTES)
        .maxInboundMessageSize(config.messageBytesMax())
        .maxInboundMetadataSize(HEADER_BYTES_MAX)
        .maxConcurrentCallsPerConnection(config.maxConcurrentStreams())
        .maxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
        .withChildOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(
                Math.min(1 << 10, readBytesMax),
                Math.min(READ_BYTES_INITIAL, readBytesMax),
                readBytesMax))
        .withChildOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(writeBytesMax / 2, writeBytesMax));
  }

  private static void keepAlive(NettyServerBuilder builder, GrpcDoorConfig.KeepAlive keepAlive) {
    ServerParameters server = keepAlive.serverParameters();
    EnforcementPolicy policy = keepAlive.enforcementPolicy();
    builder
        .keepAliveTime(server.time().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(server.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveTime(policy.minTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(policy.permitWithoutStream());
    if (!server.maxConnectionIdle().isZero()) {
      builder.maxConnectionIdle(server.maxConnectionIdle().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (!server.maxConnectionAge().isZero()) {
      builder.maxConnectionAge(server.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (!server.maxConnectionAgeGrace().isZero()) {
      builder.maxConnectionAgeGrace(server.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static long partialBytesMax(Settings settings, GrpcDoorConfig config) {
    long configured = config.partialBytesMax().bytes();
    long wanted = configured == 0 ? settings.limits().directBytesMax() / 8 : configured;
    return Math.max(wanted, 2L * config.messageBytesMax());
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void shutdown() {
    server.shutdown();
    endpoint.closed();
  }

  @Override
  public boolean isShutDown() {
    boolean done = server.isTerminated() && end.isOver();
    if (done) {
      loops.stop();
      guard.close();
    }
    return done;
  }

  @Override
  public void closeNow() {
    server.shutdownNow();
  }
}

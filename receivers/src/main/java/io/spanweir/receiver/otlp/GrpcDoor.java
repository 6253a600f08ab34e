package io.spanweir.receiver.otlp;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.receiver.otlp.GrpcConfig.EnforcementPolicy;
import io.spanweir.receiver.otlp.GrpcConfig.ServerParameters;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The gRPC server: gRPC Java over Netty, on the event loops of the process, with everything bounded
 * that a stranger can make grow: connections, streams, headers, resets, messages, and the bytes of
 * messages that are not whole.
 */
final class GrpcDoor implements Door {
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

  private GrpcDoor(LoopLocal loops, Guard guard, Server server, Endpoint endpoint) {
    this.loops = loops;
    this.guard = guard;
    this.server = server;
    this.endpoint = endpoint;
  }

  /**
   * Listens.
   *
   * @param path where the endpoint stands in the configuration
   */
  static GrpcDoor open(
      Settings settings, GrpcConfig config, int spansMax, Intakes intakes, String path)
      throws IOException {
    GRPC_LOG.setLevel(Level.SEVERE);
    EventLoopGroup group = settings.loops().ioGroup();
    LoopLocal loops = new LoopLocal(group, settings.loops().clock(), spansMax);
    Endpoint endpoint = config.listen();
    Connections connections =
        endpoint.connections(config.maxConnections(), config.maxConnectionsPerAddress());
    DoorMetrics metrics = new DoorMetrics(settings, "grpc", connections::open);
    PartialBytes partial = new PartialBytes(partialBytesMax(settings, config));
    SocketAddress address = endpoint.address(path);
    Guard guard = Guard.open(settings, config.tls(), config.auth(), "h2", path);
    GrpcExport export =
        new GrpcExport(loops, guard, metrics, partial, settings.pools().chunks(), config);
    BodyMarshaller marshaller =
        new BodyMarshaller(settings.pools().chunks(), config.messageBytesMax());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .channelFactory(
                () -> endpoint.channel(connections, NO_FAREWELL, metrics::connectionRefused))
            .directExecutor()
            .addStreamTracerFactory(export)
            .decompressorRegistry(PassedThrough.registry());
    for (Signal signal : intakes.signals()) {
      Intake intake = intakes.of(signal);
      if (intake != null) {
        builder.addService(service(signal, export.method(intake), marshaller));
      }
    }
    SslContext tls = guard.tls();
    if (tls != null) {
      builder.sslContext(tls);
    }
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
    return new GrpcDoor(loops, guard, server, endpoint);
  }

  private static ServerServiceDefinition service(
      Signal signal, ServerCallHandler<RequestBody, byte[]> handler, BodyMarshaller marshaller) {
    String service =
        switch (signal) {
          case TRACES -> "opentelemetry.proto.collector.trace.v1.TraceService";
          case METRICS -> "opentelemetry.proto.collector.metrics.v1.MetricsService";
          case LOGS -> "opentelemetry.proto.collector.logs.v1.LogsService";
        };
    MethodDescriptor<RequestBody, byte[]> method =
        MethodDescriptor.<RequestBody, byte[]>newBuilder()
            // Unary it is. A second message in a unary call gRPC answers itself, with a code that
            // senders take for a reason to try again.
            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Export"))
            .setRequestMarshaller(marshaller)
            .setResponseMarshaller(new AnswerMarshaller())
            .build();
    return ServerServiceDefinition.builder(service).addMethod(method, handler).build();
  }

  private static void limit(NettyServerBuilder builder, GrpcConfig config) {
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

  private static void keepAlive(NettyServerBuilder builder, GrpcConfig.KeepAlive keepAlive) {
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

  private static long partialBytesMax(Settings settings, GrpcConfig config) {
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
    boolean done = server.isTerminated();
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

package io.spanweir.exporter.otlp;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ClientAuthenticator;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.data.Signal;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.core.net.TlsContext;
import io.spanweir.core.runtime.Loops;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.exporter.sending.Sender;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over gRPC with gRPC Java's own retries off: the queue retries, and it alone knows for how
 * long. Calls run on the process's event loops.
 */
final class OtlpGrpcSender implements Sender {
  /** Limit of the OTLP specification for what a client reads of an answer. */
  private static final int ANSWER_BYTES_MAX = 4 << 20;

  private static final int TRAILER_BYTES_MAX = 8 << 10;

  /** How often at most a failed attempt makes the channel connect sooner than it would. */
  private static final long CONNECT_NUDGE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MethodDescriptor<ChunkMessage, byte[]> export;
  private final Settings settings;
  private final Loops loops;
  private final Endpoint endpoint;
  private final OtlpExporterConfig config;
  private final Metadata headers = new Metadata();
  private @Nullable ClientAuthenticator authenticator;
  private volatile long nextNudgeNanos = Long.MIN_VALUE;
  private @Nullable TlsContext secured;
  private volatile @Nullable ManagedChannel channel;

  OtlpGrpcSender(Settings settings, Endpoint endpoint, OtlpExporterConfig config) {
    this.export = export(settings.signal());
    this.settings = settings;
    this.loops = settings.loops();
    this.endpoint = endpoint;
    this.config = config;
    add(config.headers(), headers);
  }

  private static MethodDescriptor<ChunkMessage, byte[]> export(Signal signal) {
    String service =
        switch (signal) {
          case TRACES -> "trace.v1.TraceService";
          case METRICS -> "metrics.v1.MetricsService";
          case LOGS -> "logs.v1.LogsService";
        };
    return MethodDescriptor.<ChunkMessage, byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("opentelemetry.proto.collector." + service + "/Export")
        .setRequestMarshaller(new RequestMarshaller())
        .setResponseMarshaller(new AnswerMarshaller())
        .build();
  }

  @Override
  public void start() throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("dns:///" + endpoint.hostPort())
            .eventLoopGroup(loops.ioGroup())
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .disableRetry()
            .userAgent(config.userAgent())
            .compressorRegistry(
                LevelCodec.registry(config.compression(), config.compressionParams()))
            .maxInboundMessageSize(ANSWER_BYTES_MAX)
            .maxInboundMetadataSize(TRAILER_BYTES_MAX)
            .defaultLoadBalancingPolicy(config.balancerName().policy());
    secure(builder);
    AuthConfig auth = config.auth();
    if (auth != null) {
      String path = "exporters::" + settings.id() + "::auth::authenticator";
      authenticator =
          settings
              .extensions()
              .find(
                  auth.authenticator(),
                  ClientAuthenticator.class,
                  path,
                  "an extension that says who we are, such as bearertokenauth");
    }
    if (!config.keepalive().time().isZero()) {
      builder
          .keepAliveTime(config.keepalive().time().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(config.keepalive().timeout().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveWithoutCalls(config.keepalive().permitWithoutStream());
    }
    channel = builder.build();
  }

  private void secure(NettyChannelBuilder builder) throws IOException {
    TlsClientConfig tls = config.tls();
    if (!tls.serverNameOverride().isEmpty()) {
      builder.overrideAuthority(tls.serverNameOverride());
    } else if (!config.authority().isEmpty()) {
      builder.overrideAuthority(config.authority());
    }
    if (endpoint.plaintext()) {
      builder.usePlaintext();
      return;
    }
    secured = TlsContext.client(settings, tls, "h2", "exporters::" + settings.id() + "::tls");
    builder.sslContext(secured.netty());
  }

  @Override
  public Attempt send(Chunk framed, int spans, Callback callback) {
    return send(framed, spans, null, callback);
  }

  @Override
  public Attempt send(Chunk framed, int spans, @Nullable ClientInfo client, Callback callback) {
    ManagedChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("send before start");
    }
    Call call = new Call(open.newCall(export, options()), new ChunkMessage(framed), callback);
    Metadata sent = new Metadata();
    sent.merge(headers);
    ClientAuthenticator asked = authenticator;
    if (asked != null) {
      add(asked.headers(client), sent);
    }
    call.start(sent);
    return call;
  }

  /** Later ones take the place of earlier ones. */
  private static void add(Map<String, Secret> names, Metadata to) {
    names.forEach(
        (name, value) -> {
          Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
          to.discardAll(key);
          to.put(key, value.reveal());
        });
  }

  private CallOptions options() {
    CallOptions options = CallOptions.DEFAULT;
    if (!config.sending().timeout().isZero()) {
      options =
          options.withDeadlineAfter(config.sending().timeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (config.compression() != Compression.NONE) {
      options = options.withCompression(config.compression().label());
    }
    return config.waitForReady() ? options.withWaitForReady() : options;
  }

  @Override
  public void close() {
    ManagedChannel open = channel;
    if (open != null) {
      open.shutdownNow();
    }
    if (secured != null) {
      secured.close();
    }
  }

  /** A channel that is looking up its backend's name still connects to it, on the event loops. */
  @Override
  public boolean isClosed() {
    ManagedChannel ending = channel;
    return ending == null || ending.isTerminated();
  }

  /**
   * gRPC waits up to two minutes between two connects; a backend that is back is found sooner when
   * each failed attempt starts a connect for the next one to find done. Does nothing to a
   * connection that stands.
   */
  private void connectSoon() {
    long now = loops.clock().nanoTime();
    ManagedChannel open = channel;
    if (open != null && now >= nextNudgeNanos) {
      nextNudgeNanos = now + CONNECT_NUDGE_NANOS;
      open.resetConnectBackoff();
    }
  }

  /** One attempt. gRPC calls a listener's methods one after the other. */
  private final class Call extends ClientCall.Listener<byte[]> implements Attempt {
    private final ClientCall<ChunkMessage, byte[]> call;
    private final ChunkMessage message;
    private final Callback callback;
    private boolean answerStarted;
    private boolean answersMany;
    private byte @Nullable [] answer;

    Call(ClientCall<ChunkMessage, byte[]> call, ChunkMessage message, Callback callback) {
      this.call = call;
      this.message = message;
      this.callback = callback;
    }

    void start(Metadata sent) {
      call.start(this, sent);
      call.request(2);
      call.sendMessage(message);
      call.halfClose();
    }

    @Override
    public void onHeaders(Metadata received) {
      answerStarted = true;
    }

    @Override
    public void onMessage(byte[] received) {
      if (answer == null) {
        answer = received;
      } else {
        answersMany = true;
        call.cancel("more than one answer", null);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      message.abandon();
      if (!status.isOk() && !answerStarted) {
        connectSoon();
      }
      callback.done(
          answersMany
              ? SendResult.permanent("more than one answer", "")
              : Answer.of(status, trailers, answerStarted, answer));
    }

    @Override
    public void cancel() {
      call.cancel("no answer in time", null);
      message.abandon();
    }
  }

  private static final class RequestMarshaller
      implements MethodDescriptor.Marshaller<ChunkMessage> {
    @Override
    public InputStream stream(ChunkMessage message) {
      return message;
    }

    @Override
    public ChunkMessage parse(InputStream stream) {
      throw new UnsupportedOperationException("requests are only sent");
    }
  }

  private static final class AnswerMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      throw new UnsupportedOperationException("answers are only read");
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

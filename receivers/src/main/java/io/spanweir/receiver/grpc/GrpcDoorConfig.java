package io.spanweir.receiver.grpc;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.net.TlsServerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keys that every gRPC door has, of the OpenTelemetry Collector's configgrpc server; where a door
 * listens and what it has besides is said by whoever inlines this.
 */
@Description("What holds for a gRPC door, wherever it is")
@Differs(
    unset = {
      "max_recv_msg_size_mib: is 4 there; here 64, which OTLP advises, for 0 too",
      "max_concurrent_streams: is without limit there; here 100, for 0 too"
    })
@NotYet({"dialer: a door does not dial", "middlewares: there are none"})
public record GrpcDoorConfig(
    @Description("Largest request in MiB, also after decompression; 0 for 64, which OTLP advises")
        int maxRecvMsgSizeMib,
    @Description("Requests that one connection may have open at a time; 0 for 100")
        int maxConcurrentStreams,
    @Description("Most bytes read from a connection at a time; 0 for 512 KiB")
        ByteSize readBufferSize,
    @Description("Bytes of answers a connection holds before it counts as slow; 0 for 64 KiB")
        ByteSize writeBufferSize,
    @Description("Life of connections and what pings are welcome") KeepAlive keepalive,
    @Description("Connections at a time; more are closed at once") int maxConnections,
    @Description(
            "Connections at a time from one address, of IPv6 from one /64; behind a proxy all come"
                + " from its address")
        int maxConnectionsPerAddress,
    @Description("Close a request that has not come whole and of which nothing came for this long")
        Duration bodyIdleTimeout,
    @Description("Close a request that has not come whole after this long") Duration readTimeout,
    @Description(
            "Bytes of requests that have not come whole, all connections together; past it the"
                + " oldest are told to try again. 0 for an eighth of the memory off the heap; never"
                + " less than two of the largest requests")
        ByteSize partialBytesMax,
    @Description("TLS; absent for plain text") @Nullable TlsServerConfig tls,
    @Description("Who may send; absent for everybody") @Nullable AuthConfig auth) {
  private static final int MESSAGE_MIB_DEFAULT = 64;
  private static final int MESSAGE_MIB_MAX = 1023;
  private static final int STREAMS_DEFAULT = 100;
  private static final ByteSize READ_BUFFER_DEFAULT = new ByteSize(512 << 10);

  public GrpcDoorConfig {
    maxConcurrentStreams = maxConcurrentStreams == 0 ? STREAMS_DEFAULT : maxConcurrentStreams;
    readBufferSize = readBufferSize.bytes() == 0 ? READ_BUFFER_DEFAULT : readBufferSize;
    ConfigChecks.range("max_recv_msg_size_mib", maxRecvMsgSizeMib, 0, MESSAGE_MIB_MAX);
    ConfigChecks.range("max_concurrent_streams", maxConcurrentStreams, 1, 1_000_000);
    ConfigChecks.range("max_connections", maxConnections, 1, 1_000_000);
    ConfigChecks.range("max_connections_per_address", maxConnectionsPerAddress, 1, 1_000_000);
    ConfigChecks.range("read_buffer_size", readBufferSize.bytes(), 1 << 10, 16 << 20);
    ConfigChecks.range("write_buffer_size", writeBufferSize.bytes(), 0, 16 << 20);
    ConfigChecks.positive("body_idle_timeout", bodyIdleTimeout);
    ConfigChecks.positive("read_timeout", readTimeout);
    if (tls != null) {
      tls.requireCertificate();
    }
  }

  /** What holds where the file says nothing. */
  public static GrpcDoorConfig defaults() {
    return new GrpcDoorConfig(
        0,
        STREAMS_DEFAULT,
        READ_BUFFER_DEFAULT,
        new ByteSize(0),
        KeepAlive.DEFAULT,
        10_000,
        5_000,
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        new ByteSize(0),
        null,
        null);
  }

  /** The defaults, for requests up to this long, in whole MiB. */
  public static GrpcDoorConfig withMessagesOf(ByteSize max) {
    GrpcDoorConfig other = defaults();
    return new GrpcDoorConfig(
        (int) Math.max(1, Math.min(MESSAGE_MIB_MAX, max.bytes() >> 20)),
        other.maxConcurrentStreams,
        other.readBufferSize,
        other.writeBufferSize,
        other.keepalive,
        other.maxConnections,
        other.maxConnectionsPerAddress,
        other.bodyIdleTimeout,
        other.readTimeout,
        other.partialBytesMax,
        null,
        null);
  }

  public int messageBytesMax() {
    return (maxRecvMsgSizeMib == 0 ? MESSAGE_MIB_DEFAULT : maxRecvMsgSizeMib) << 20;
  }

  /** {@code keepalive}. */
  @Description("Life of connections and what pings are welcome")
  public record KeepAlive(
      @Description("What the server does with its connections") ServerParameters serverParameters,
      @Description("What clients may do") EnforcementPolicy enforcementPolicy) {
    static final KeepAlive DEFAULT =
        new KeepAlive(ServerParameters.DEFAULT, EnforcementPolicy.DEFAULT);
  }

  /** {@code keepalive.server_parameters}; defaults of gRPC. */
  @Differs("time: is 10s at least; there 1s at least")
  @Description("What the server does with its connections")
  public record ServerParameters(
      @Description("Close a connection without requests after this long; 0 for never")
          Duration maxConnectionIdle,
      @Description("Ask a client to connect anew after this long; 0 for never")
          Duration maxConnectionAge,
      @Description("How long requests may take to finish then; 0 for as long as they want")
          Duration maxConnectionAgeGrace,
      @Description("Ping a connection on which nothing came for this long; 0 for 2h") Duration time,
      @Description("Close it when the ping is not answered in this time; 0 for 20s")
          Duration timeout) {
    private static final Duration TIME_DEFAULT = Duration.ofHours(2);
    private static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(20);

    static final ServerParameters DEFAULT =
        new ServerParameters(
            Duration.ZERO, Duration.ZERO, Duration.ZERO, TIME_DEFAULT, TIMEOUT_DEFAULT);

    public ServerParameters {
      ConfigChecks.notNegative("max_connection_idle", maxConnectionIdle);
      ConfigChecks.notNegative("max_connection_age", maxConnectionAge);
      ConfigChecks.notNegative("max_connection_age_grace", maxConnectionAgeGrace);
      time = ConfigChecks.bounded("time", time, TIME_DEFAULT);
      timeout = ConfigChecks.bounded("timeout", timeout, TIMEOUT_DEFAULT);
    }
  }

  /** {@code keepalive.enforcement_policy}; defaults of gRPC. */
  @Description("What clients may do")
  public record EnforcementPolicy(
      @Description("A client that pings more often than this is disconnected") Duration minTime,
      @Description("Whether a client may ping without an open request")
          boolean permitWithoutStream) {
    static final EnforcementPolicy DEFAULT = new EnforcementPolicy(Duration.ofMinutes(5), false);

    public EnforcementPolicy {
      if (minTime.isNegative()) {
        throw new InvalidConfigException("min_time", "is " + minTime, "0 or more");
      }
    }
  }
}

package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.net.TlsServerConfig;
import io.spanweir.receiver.grpc.GrpcConfig.KeepAlive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code protocols.grpc}; keys of the OpenTelemetry Collector's configgrpc server. */
@Description("Jaeger over gRPC: CollectorService/PostSpans, SamplingManager/GetSamplingStrategy")
@NotYet({
  "dialer: a door does not dial",
  "include_metadata: the otlp receiver alone keeps request headers",
  "middlewares: there are none"
})
public record GrpcConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("tcp, or unix with a path as endpoint") String transport,
    @Description("Largest request in MiB, also after decompression; 0 for 64")
        int maxRecvMsgSizeMib,
    @Description("Requests that one connection may have open at a time") int maxConcurrentStreams,
    @Description("Most bytes read from a connection at a time") ByteSize readBufferSize,
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
  static final int PORT = 14_250;

  public GrpcConfig {
    check(
        new io.spanweir.receiver.grpc.GrpcConfig(
            withPort(endpoint, transport),
            transport,
            maxRecvMsgSizeMib,
            maxConcurrentStreams,
            readBufferSize,
            writeBufferSize,
            keepalive,
            maxConnections,
            maxConnectionsPerAddress,
            bodyIdleTimeout,
            readTimeout,
            partialBytesMax,
            false,
            tls,
            auth));
  }

  /** Its making is the check. */
  private static void check(io.spanweir.receiver.grpc.GrpcConfig made) {
    made.listen();
  }

  /** What holds where the file says nothing. */
  public static GrpcConfig defaults() {
    io.spanweir.receiver.grpc.GrpcConfig server = io.spanweir.receiver.grpc.GrpcConfig.defaults();
    return new GrpcConfig(
        "localhost:" + PORT,
        server.transport(),
        server.maxRecvMsgSizeMib(),
        server.maxConcurrentStreams(),
        server.readBufferSize(),
        server.writeBufferSize(),
        server.keepalive(),
        server.maxConnections(),
        server.maxConnectionsPerAddress(),
        server.bodyIdleTimeout(),
        server.readTimeout(),
        server.partialBytesMax(),
        null,
        null);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, transport, PORT);
  }

  /** What the server wants to know. */
  io.spanweir.receiver.grpc.GrpcConfig server() {
    return new io.spanweir.receiver.grpc.GrpcConfig(
        withPort(endpoint, transport),
        transport,
        maxRecvMsgSizeMib,
        maxConcurrentStreams,
        readBufferSize,
        writeBufferSize,
        keepalive,
        maxConnections,
        maxConnectionsPerAddress,
        bodyIdleTimeout,
        readTimeout,
        partialBytesMax,
        false,
        tls,
        auth);
  }

  /** The server has a port of its own for an endpoint without one. */
  private static String withPort(String endpoint, String transport) {
    Endpoint parsed = Endpoint.parse(endpoint, transport, PORT);
    return parsed.isSocket() ? endpoint : parsed.toString();
  }
}

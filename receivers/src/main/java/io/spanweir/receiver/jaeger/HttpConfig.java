package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpKeepAlive;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.net.TlsServerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code protocols.thrift_http}; keys of the OpenTelemetry Collector's confighttp server. */
@Description("Jaeger's Thrift over HTTP: POST /api/traces; and GET /api/sampling")
@NotYet({
  "include_metadata: the otlp receiver alone keeps request headers",
  "middlewares: there are none",
  "cors: no web page sends Thrift",
  "response_headers: no client of Jaeger reads any",
  "keepalive: idle_timeout and keep_alives_enabled say the same"
})
public record HttpConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("tcp, or unix with a path as endpoint") String transport,
    @Description("Largest body, also after decompression") ByteSize maxRequestBodySize,
    @Description("Content encodings that are decoded; \"\" for bodies without one")
        List<String> compressionAlgorithms,
    @Description("Close a request that has not come whole after this long") Duration readTimeout,
    @Description("Close a connection whose request line and headers take longer")
        Duration readHeaderTimeout,
    @Description("Close a connection that does not read its answers for this long")
        Duration writeTimeout,
    @Description("Close a connection without a request after this long") Duration idleTimeout,
    @Description("Whether a connection may have more than one request") boolean keepAlivesEnabled,
    @Description("Close a request of whose body nothing came for this long")
        Duration bodyIdleTimeout,
    @Description("Connections at a time; more are closed at once") int maxConnections,
    @Description(
            "Connections at a time from one address, of IPv6 from one /64; behind a proxy all come"
                + " from its address")
        int maxConnectionsPerAddress,
    @Description("TLS; absent for plain text") @Nullable TlsServerConfig tls,
    @Description("Who may send; absent for everybody") @Nullable AuthConfig auth) {
  static final int PORT = 14_268;

  private static final long BODY_BYTES_MAX = 1023L << 20;

  public HttpConfig {
    ConfigChecks.range("max_request_body_size", maxRequestBodySize.bytes(), 1, BODY_BYTES_MAX);
    Coding.all(compressionAlgorithms);
    compressionAlgorithms = List.copyOf(compressionAlgorithms);
    ConfigChecks.positive("read_timeout", readTimeout);
    ConfigChecks.positive("read_header_timeout", readHeaderTimeout);
    ConfigChecks.positive("write_timeout", writeTimeout);
    ConfigChecks.positive("idle_timeout", idleTimeout);
    ConfigChecks.positive("body_idle_timeout", bodyIdleTimeout);
    ConfigChecks.range("max_connections", maxConnections, 1, 1_000_000);
    ConfigChecks.range("max_connections_per_address", maxConnectionsPerAddress, 1, 1_000_000);
    if (tls != null) {
      tls.requireCertificate();
    }
    Endpoint.parse(endpoint, transport, PORT);
  }

  /** What holds where the file says nothing. */
  public static HttpConfig defaults() {
    HttpKeepAlive keepAlive = HttpKeepAlive.defaults();
    return new HttpConfig(
        "localhost:14268",
        Endpoint.TCP,
        ByteSize.ofMiB(20),
        Coding.NAMES,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        keepAlive.idleTimeout(),
        keepAlive.enabled(),
        Duration.ofSeconds(15),
        10_000,
        5_000,
        null,
        null);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, transport, PORT);
  }

  HttpServerSettings server() {
    return new HttpServerSettings(
        listen(),
        readTimeout,
        readHeaderTimeout,
        writeTimeout,
        new HttpKeepAlive(keepAlivesEnabled, idleTimeout),
        bodyIdleTimeout,
        maxConnections,
        maxConnectionsPerAddress,
        tls,
        false);
  }

  Set<Coding> codings() {
    return Coding.all(compressionAlgorithms);
  }
}

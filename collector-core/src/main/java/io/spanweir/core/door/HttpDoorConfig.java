package io.spanweir.core.door;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.net.TlsServerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys that every HTTP door has, of the OpenTelemetry Collector's confighttp server; where a door
 * listens and what it has besides is said by whoever inlines this.
 */
@Description("What holds for an HTTP door, wherever it is")
@NotYet("middlewares: there are none")
public record HttpDoorConfig(
    @Description("Largest body, also after decompression") ByteSize maxRequestBodySize,
    @Description("Content encodings that are decoded; \"\" for bodies without one")
        List<String> compressionAlgorithms,
    @Description("Close a request that has not come whole after this long") Duration readTimeout,
    @Description("Close a connection whose request line and headers take longer")
        Duration readHeaderTimeout,
    @Description("Close a connection that does not read its answers for this long")
        Duration writeTimeout,
    @Description("Close a connection without a request after this long; or see keepalive")
        Duration idleTimeout,
    @Description("Whether a connection may have more than one request; or see keepalive")
        boolean keepAlivesEnabled,
    @Description("The two keys above in the form of newer files; not beside them")
        @Nullable HttpKeepAlive keepalive,
    @Description("Close a request of whose body nothing came for this long")
        Duration bodyIdleTimeout,
    @Description("Connections at a time; more are closed at once") int maxConnections,
    @Description(
            "Connections at a time from one address, of IPv6 from one /64; behind a proxy all come"
                + " from its address")
        int maxConnectionsPerAddress,
    @Description("TLS; absent for plain text") @Nullable TlsServerConfig tls,
    @Description("Who may send over it; absent for everybody") @Nullable AuthConfig auth) {
  private static final long BODY_BYTES_MAX = 1023L << 20;

  public HttpDoorConfig {
    ConfigChecks.range("max_request_body_size", maxRequestBodySize.bytes(), 1, BODY_BYTES_MAX);
    Coding.all(compressionAlgorithms);
    compressionAlgorithms = List.copyOf(compressionAlgorithms);
    ConfigChecks.range("max_connections", maxConnections, 1, 1_000_000);
    ConfigChecks.range("max_connections_per_address", maxConnectionsPerAddress, 1, 1_000_000);
    ConfigChecks.positive("read_timeout", readTimeout);
    ConfigChecks.positive("read_header_timeout", readHeaderTimeout);
    ConfigChecks.positive("write_timeout", writeTimeout);
    ConfigChecks.positive("idle_timeout", idleTimeout);
    HttpKeepAlive.of(keepalive, keepAlivesEnabled, idleTimeout);
    ConfigChecks.positive("body_idle_timeout", bodyIdleTimeout);
    if (tls != null) {
      tls.requireCertificate();
    }
  }

  /** What holds where the file says nothing. */
  public static HttpDoorConfig defaults() {
    return new HttpDoorConfig(
        ByteSize.ofMiB(20),
        Coding.NAMES,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        HttpKeepAlive.defaults().idleTimeout(),
        HttpKeepAlive.defaults().enabled(),
        null,
        Duration.ofSeconds(15),
        10_000,
        5_000,
        null,
        null);
  }

  /** What holds for a listener. */
  public HttpServerSettings settings(Endpoint endpoint) {
    return settings(endpoint, tls, false);
  }

  HttpServerSettings settings(
      Endpoint endpoint, @Nullable TlsServerConfig secured, boolean follows) {
    return new HttpServerSettings(
        endpoint,
        readTimeout,
        readHeaderTimeout,
        writeTimeout,
        HttpKeepAlive.of(keepalive, keepAlivesEnabled, idleTimeout),
        bodyIdleTimeout,
        maxConnections,
        maxConnectionsPerAddress,
        secured,
        follows);
  }

  public Set<Coding> codings() {
    return Coding.all(compressionAlgorithms);
  }

  public int bodyBytesMax() {
    return (int) maxRequestBodySize.bytes();
  }
}

package io.spanweir.core.door;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
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
@Differs(
    value = {"write_timeout: " + HttpDoorConfig.WAITING, "idle_timeout: " + HttpDoorConfig.WAITING},
    unset = {
      "read_timeout: is without limit there, as 0 is; here 60s, for 0 too",
      "read_header_timeout: is 1m there, and 0 is without limit; here 10s, for 0 too"
    })
@NotYet("middlewares: there are none")
public record HttpDoorConfig(
    @Description("Largest body, also after decompression; 0 for 20 MiB")
        ByteSize maxRequestBodySize,
    @Description(
            "Content encodings that are decoded; \"\" for bodies without one, snappy and lz4 only as in the Collector's own list, and not decoded")
        List<String> compressionAlgorithms,
    @Description("Close a request that has not come whole after this long; 0 for 60s")
        Duration readTimeout,
    @Description("Close a connection whose request line and headers take longer; 0 for 10s")
        Duration readHeaderTimeout,
    @Description("Close a connection that does not read its answers for this long; 0 for 30s")
        Duration writeTimeout,
    @Description(
            "Close a connection without a request after this long, 0 for 60s; or see keepalive")
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
  static final String WAITING =
      "0 is without limit there; here it is the key's own default, as a door waits for nobody"
          + " forever";

  private static final long BODY_BYTES_MAX = 1023L << 20;
  private static final ByteSize BODY_DEFAULT = ByteSize.ofMiB(20);
  private static final Duration READ_DEFAULT = Duration.ofSeconds(60);
  private static final Duration READ_HEADER_DEFAULT = Duration.ofSeconds(10);
  private static final Duration WRITE_DEFAULT = Duration.ofSeconds(30);

  public HttpDoorConfig {
    maxRequestBodySize = maxRequestBodySize.bytes() == 0 ? BODY_DEFAULT : maxRequestBodySize;
    ConfigChecks.range("max_request_body_size", maxRequestBodySize.bytes(), 1, BODY_BYTES_MAX);
    Coding.all(compressionAlgorithms);
    compressionAlgorithms = List.copyOf(compressionAlgorithms);
    ConfigChecks.range("max_connections", maxConnections, 1, 1_000_000);
    ConfigChecks.range("max_connections_per_address", maxConnectionsPerAddress, 1, 1_000_000);
    readTimeout = ConfigChecks.bounded("read_timeout", readTimeout, READ_DEFAULT);
    readHeaderTimeout =
        ConfigChecks.bounded("read_header_timeout", readHeaderTimeout, READ_HEADER_DEFAULT);
    writeTimeout = ConfigChecks.bounded("write_timeout", writeTimeout, WRITE_DEFAULT);
    idleTimeout = new HttpKeepAlive(keepAlivesEnabled, idleTimeout).idleTimeout();
    HttpKeepAlive.of(keepalive, keepAlivesEnabled, idleTimeout);
    ConfigChecks.positive("body_idle_timeout", bodyIdleTimeout);
    if (tls != null) {
      tls.requireCertificate();
    }
  }

  /** What holds where the file says nothing. */
  public static HttpDoorConfig defaults() {
    return new HttpDoorConfig(
        BODY_DEFAULT,
        Coding.NAMES,
        READ_DEFAULT,
        READ_HEADER_DEFAULT,
        WRITE_DEFAULT,
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

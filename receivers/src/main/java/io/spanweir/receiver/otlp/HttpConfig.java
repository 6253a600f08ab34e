package io.spanweir.receiver.otlp;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpKeepAlive;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.net.TlsServerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code protocols.http}; keys of the OpenTelemetry Collector's confighttp server. */
@Description("OTLP over HTTP, protobuf and JSON")
@NotYet("middlewares: there are none")
public record HttpConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("tcp, or unix with a path as endpoint") String transport,
    @Description("Largest body, also after decompression") ByteSize maxRequestBodySize,
    @Description("The path that traces are posted to") String tracesUrlPath,
    @Description("The path that metrics are posted to") String metricsUrlPath,
    @Description("The path that logs are posted to") String logsUrlPath,
    @Description("Content encodings that are decoded; \"\" for bodies without one")
        List<String> compressionAlgorithms,
    @Description("Which web pages may send; none without allowed_origins") CorsConfig cors,
    @Description("Headers that every answer has besides its own")
        Map<String, String> responseHeaders,
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
    @Description(
            "Whether batches keep the headers of their request, for headers_setter, batch and"
                + " attributes; tail_sampling ends that, as its traces are of many requests")
        boolean includeMetadata,
    @Description("TLS; absent for plain text") @Nullable TlsServerConfig tls,
    @Description("Who may send; absent for everybody") @Nullable AuthConfig auth) {
  private static final long BODY_BYTES_MAX = 1023L << 20;

  public HttpConfig {
    ConfigChecks.range("max_request_body_size", maxRequestBodySize.bytes(), 1, BODY_BYTES_MAX);
    Coding.all(compressionAlgorithms);
    compressionAlgorithms = List.copyOf(compressionAlgorithms);
    responseHeaders = ConfigChecks.answerHeaders("response_headers", responseHeaders);
    ConfigChecks.range("max_connections", maxConnections, 1, 1_000_000);
    ConfigChecks.range("max_connections_per_address", maxConnectionsPerAddress, 1, 1_000_000);
    ConfigChecks.positive("read_timeout", readTimeout);
    ConfigChecks.positive("read_header_timeout", readHeaderTimeout);
    ConfigChecks.positive("write_timeout", writeTimeout);
    ConfigChecks.positive("idle_timeout", idleTimeout);
    HttpKeepAlive.of(keepalive, keepAlivesEnabled, idleTimeout);
    ConfigChecks.positive("body_idle_timeout", bodyIdleTimeout);
    path("traces_url_path", tracesUrlPath);
    path("metrics_url_path", metricsUrlPath);
    path("logs_url_path", logsUrlPath);
    if (tracesUrlPath.equals(metricsUrlPath)
        || tracesUrlPath.equals(logsUrlPath)
        || metricsUrlPath.equals(logsUrlPath)) {
      throw new InvalidConfigException("", "has one path for two signals", "a path for each");
    }
    if (tls != null) {
      tls.requireCertificate();
    }
    Endpoint.parse(endpoint, transport, Endpoint.HTTP_PORT);
  }

  private static void path(String key, String path) {
    if (!path.startsWith("/")) {
      throw new InvalidConfigException(key, "is \"" + path + "\"", "a path such as /v1/traces");
    }
  }

  /** What holds where the file says nothing. */
  public static HttpConfig defaults() {
    return new HttpConfig(
        "localhost:4318",
        Endpoint.TCP,
        ByteSize.ofMiB(20),
        "/v1/traces",
        "/v1/metrics",
        "/v1/logs",
        Coding.NAMES,
        CorsConfig.OFF,
        Map.of(),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        HttpKeepAlive.defaults().idleTimeout(),
        HttpKeepAlive.defaults().enabled(),
        null,
        Duration.ofSeconds(15),
        10_000,
        5_000,
        false,
        null,
        null);
  }

  /** What holds between requests, whichever form the file has. */
  HttpKeepAlive connections() {
    return HttpKeepAlive.of(keepalive, keepAlivesEnabled, idleTimeout);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, transport, Endpoint.HTTP_PORT);
  }

  /** What holds for the listener. */
  HttpServerSettings server() {
    return new HttpServerSettings(
        listen(),
        readTimeout,
        readHeaderTimeout,
        writeTimeout,
        connections(),
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

package io.spanweir.receiver.zipkin;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpKeepAlive;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.net.TlsServerConfig;
import io.spanweir.core.otlp.OtlpIndexer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the {@code zipkin} receiver; keys of the OpenTelemetry Collector, which has
 * neither {@code scribe} nor {@code rabbitmq}.
 */
@Description("Takes spans in as a Zipkin server does: HTTP and gRPC on one port, Scribe, RabbitMQ")
@Differs(
    whole = {
      "what a body is its bytes say, whatever its path and content type; good spans of a list are"
          + " kept when another is bad",
      "spans of v1 become two where Zipkin's server makes two of them; debug, shared and the types of"
          + " v1's values are kept"
    })
@NotYet({
  "include_metadata: the otlp receiver alone keeps request headers",
  "middlewares: there are none"
})
public record ZipkinReceiverConfig(
    @Description("Where to listen, host:port; no host means every interface, port 0 a free one")
        String endpoint,
    @Description("Largest body, also after decompression") ByteSize maxRequestBodySize,
    @Description("Texts of tags that look like true, 17 or 1.5 become values of those types")
        boolean parseStringTags,
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
    @Description("Connections at a time from one address, of IPv6 from one /64")
        int maxConnectionsPerAddress,
    @Description("Spans that one request may have") int maxSpansPerRequest,
    @Description("Scribe on a port of its own; absent for none") @Nullable ScribeConfig scribe,
    @Description("A queue to read besides; absent for none") @Nullable RabbitConfig rabbitmq,
    @Description("TLS; absent for plain text") @Nullable TlsServerConfig tls,
    @Description("Who may send over HTTP and gRPC; absent for everybody") @Nullable AuthConfig auth)
    implements Announced {
  private static final long BODY_BYTES_MAX = 1023L << 20;
  private static final int SPANS_MAX = 10_000_000;
  private static final int PORT = 9411;

  /** What holds where the file says nothing. */
  public static final ZipkinReceiverConfig DEFAULT =
      new ZipkinReceiverConfig(
          "localhost:9411",
          ByteSize.ofMiB(20),
          false,
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
          OtlpIndexer.SPANS_MAX_DEFAULT,
          null,
          null,
          null,
          null);

  public ZipkinReceiverConfig {
    ConfigChecks.range("max_request_body_size", maxRequestBodySize.bytes(), 1, BODY_BYTES_MAX);
    Coding.all(compressionAlgorithms);
    compressionAlgorithms = List.copyOf(compressionAlgorithms);
    responseHeaders = ConfigChecks.answerHeaders("response_headers", responseHeaders);
    ConfigChecks.range("max_connections", maxConnections, 1, 1_000_000);
    ConfigChecks.range("max_connections_per_address", maxConnectionsPerAddress, 1, 1_000_000);
    ConfigChecks.range("max_spans_per_request", maxSpansPerRequest, 1, SPANS_MAX);
    ConfigChecks.positive("read_timeout", readTimeout);
    ConfigChecks.positive("read_header_timeout", readHeaderTimeout);
    ConfigChecks.positive("write_timeout", writeTimeout);
    ConfigChecks.positive("idle_timeout", idleTimeout);
    ConfigChecks.positive("body_idle_timeout", bodyIdleTimeout);
    HttpKeepAlive.of(keepalive, keepAlivesEnabled, idleTimeout);
    if (tls != null) {
      tls.requireCertificate();
    }
    if (Endpoint.parse(endpoint, Endpoint.TCP, PORT).isSocket()) {
      throw new InvalidConfigException("endpoint", "is a file", "host:port");
    }
  }

  Set<Coding> codings() {
    return Coding.all(compressionAlgorithms);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, Endpoint.TCP, PORT);
  }

  /** What holds for the listener. */
  HttpServerSettings server() {
    return new HttpServerSettings(
        listen(),
        readTimeout,
        readHeaderTimeout,
        writeTimeout,
        HttpKeepAlive.of(keepalive, keepAlivesEnabled, idleTimeout),
        bodyIdleTimeout,
        maxConnections,
        maxConnectionsPerAddress,
        tls,
        false);
  }

  @Override
  public List<String> announcement(Limits limits) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Zipkin     "
            + (tls == null ? "http://" : "https://")
            + listen().shown()
            + "/api/v2/spans");
    if (scribe != null) {
      lines.add("Scribe     " + scribe.listen().shown());
    }
    if (rabbitmq != null) {
      lines.add("RabbitMQ   queue " + rabbitmq.queue() + " of " + rabbitmq.addresses().get(0));
    }
    return lines;
  }
}

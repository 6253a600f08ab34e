package io.spanweir.exporter.zipkin;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.core.component.Secret;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.http.HttpClientConfig;
import io.spanweir.exporter.http.HttpCompression;
import io.spanweir.exporter.http.HttpTarget;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendQueueConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code zipkin} exporter; keys and defaults of the OpenTelemetry Collector (reference
 * otel-collector §2.12).
 */
@Differs(
    value = {
      "default_service_name: spans whose resource says nothing at all, as those that came from"
          + " Zipkin without an endpoint, stay without a name"
    },
    whole = {
      "spans that came from Zipkin go out as they came in: debug, shared, 64-bit ids, endpoints"
          + " and tags",
      "a request is sent again after 408, 429 and 5xx, and not after any other error"
    })
@Description("Sends spans to a Zipkin server, or to whatever takes Zipkin's v2 over HTTP")
@NotYet({
  "proxy_url: give the proxy's own address as endpoint",
  "read_buffer_size: the transport sizes its buffers itself",
  "write_buffer_size: the transport sizes its buffers itself",
  "max_conns_per_host: sending_queue::num_consumers bounds the connections",
  "max_idle_conns_per_host: there is one host; give max_idle_conns",
  "force_attempt_http2: HTTP/1.1 is spoken",
  "http2_read_idle_timeout: HTTP/1.1 is spoken",
  "http2_ping_timeout: HTTP/1.1 is spoken",
  "keepalive: use idle_conn_timeout, max_idle_conns and disable_keep_alives",
  "cookies: answers set none",
  "middlewares: there are none"
})
public record ZipkinExporterConfig(
    @Required @Description("URL of the server, such as http://zipkin:9411/api/v2/spans")
        String endpoint,
    @Description("json or proto") Format format,
    @Description("What a service is called whose resource has attributes but no name")
        String defaultServiceName,
    @Description("none, gzip, zstd, zlib or deflate; Zipkin's own server reads gzip alone")
        HttpCompression compression,
    CompressionParams compressionParams,
    @Description("Sent with every request; values never appear in logs")
        Map<String, Secret> headers,
    @Description("How long one attempt may take; 0 for no limit") Duration timeout,
    TlsClientConfig tls,
    @Description("Which extension says who we are; absent for none") @Nullable AuthConfig auth,
    @Description("Connections that may wait for their next request") int maxIdleConns,
    @Description("How long one may wait") Duration idleConnTimeout,
    @Description("Whether each request has a connection of its own") boolean disableKeepAlives,
    @Description("How we call ourselves") String userAgent,
    SendQueueConfig sendingQueue,
    RetryConfig retryOnFailure)
    implements Announced {
  public ZipkinExporterConfig {
    headers = Map.copyOf(headers);
    HttpClientConfig.check(headers, timeout, idleConnTimeout, maxIdleConns);
    HttpClientConfig.check(compression, compressionParams);
    if (!endpoint.isBlank()) {
      HttpTarget.parse("endpoint", endpoint, "");
    }
  }

  /**
   * How requests go out.
   *
   * @throws InvalidConfigException if there is no endpoint
   */
  HttpClientConfig client() {
    if (endpoint.isBlank()) {
      throw new InvalidConfigException(
          "endpoint", "is missing", "a URL such as http://zipkin:9411/api/v2/spans");
    }
    return new HttpClientConfig(
        HttpTarget.parse("endpoint", endpoint, ""),
        compression,
        compressionParams,
        headers,
        tls,
        auth,
        maxIdleConns,
        idleConnTimeout,
        disableKeepAlives,
        userAgent);
  }

  @Override
  public List<String> announcement(Limits limits) {
    String packed = compression == HttpCompression.NONE ? "" : ", " + compression.label();
    return List.of(
        "Zipkin  " + endpoint + (format == Format.JSON ? ", JSON" : ", proto3") + packed);
  }
}

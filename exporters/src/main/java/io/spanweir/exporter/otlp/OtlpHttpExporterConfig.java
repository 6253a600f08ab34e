package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Secret;
import io.spanweir.core.data.Signal;
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
 * {@code otlp_http} exporter; keys and defaults of the OpenTelemetry Collector (reference
 * otel-collector §2.15).
 */
@Description("Sends spans, metrics and log records to an OTLP server over HTTP")
@NotYet({
  "encoding: bodies are protobuf",
  "proxy_url: give the proxy's own address as endpoint",
  "read_buffer_size: the transport sizes its buffers itself",
  "write_buffer_size: the transport sizes its buffers itself",
  "max_conns_per_host: sending_queue::num_consumers bounds the connections",
  "max_idle_conns_per_host: there is one host; give max_idle_conns",
  "force_attempt_http2: HTTP/1.1 is spoken",
  "http2_read_idle_timeout: HTTP/1.1 is spoken",
  "http2_ping_timeout: HTTP/1.1 is spoken",
  "keepalive: use idle_conn_timeout, max_idle_conns and disable_keep_alives",
  "profiles_endpoint: profiles pipelines are not there yet",
  "cookies: answers set none",
  "middlewares: there are none"
})
public record OtlpHttpExporterConfig(
    @Description("URL of the server, to which /v1/traces, /v1/metrics or /v1/logs is added")
        String endpoint,
    @Description("URL for traces, as it is; empty for the one of endpoint") String tracesEndpoint,
    @Description("URL for metrics, as it is; empty for the one of endpoint") String metricsEndpoint,
    @Description("URL for logs, as it is; empty for the one of endpoint") String logsEndpoint,
    @Description("none, gzip, zstd, zlib or deflate, which is zlib by another name")
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
  public OtlpHttpExporterConfig {
    headers = Map.copyOf(headers);
    HttpClientConfig.check(headers, timeout, idleConnTimeout, maxIdleConns);
    HttpClientConfig.check(compression, compressionParams);
    parse("endpoint", endpoint, "");
    parse("traces_endpoint", tracesEndpoint, "");
    parse("metrics_endpoint", metricsEndpoint, "");
    parse("logs_endpoint", logsEndpoint, "");
  }

  private static @Nullable HttpTarget parse(String key, String url, String suffix) {
    return url.isBlank() ? null : HttpTarget.parse(key, url, suffix);
  }

  /**
   * Where a signal goes.
   *
   * @throws InvalidConfigException if nothing says so
   */
  HttpTarget target(Signal signal) {
    String own =
        switch (signal) {
          case TRACES -> tracesEndpoint;
          case METRICS -> metricsEndpoint;
          case LOGS -> logsEndpoint;
        };
    String key = signal.key() + "_endpoint";
    HttpTarget target = parse(key, own, "");
    if (target == null) {
      target = parse("endpoint", endpoint, "/v1/" + signal.key());
    }
    if (target == null) {
      throw new InvalidConfigException(
          "endpoint", "is missing", "a URL such as https://backend:4318, here or in " + key);
    }
    return target;
  }

  /** How requests of a signal go out. */
  HttpClientConfig client(Signal signal) {
    return new HttpClientConfig(
        target(signal),
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
    String shown = endpoint.isBlank() ? tracesEndpoint : endpoint;
    return List.of(
        "OTLP/HTTP  "
            + shown
            + (compression == HttpCompression.NONE ? "" : ", " + compression.label()));
  }
}

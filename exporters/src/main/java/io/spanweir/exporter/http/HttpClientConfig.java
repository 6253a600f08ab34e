package io.spanweir.exporter.http;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Secret;
import io.spanweir.core.net.TlsClientConfig;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys of every exporter that sends over HTTP, of the OpenTelemetry Collector's confighttp client.
 */
@Description("What holds for requests over HTTP, wherever to")
@NotYet({
  "proxy_url: connections go straight to endpoint; where only a proxy leads out, give as endpoint a"
      + " server that sends on by itself, such as a reverse proxy",
  "read_buffer_size: the transport sizes its buffers itself",
  "write_buffer_size=0|524288: the transport sizes its buffers itself",
  "max_conns_per_host: sending_queue::num_consumers bounds the connections",
  "max_idle_conns_per_host: there is one host; give max_idle_conns",
  "force_attempt_http2=true|false: HTTP/1.1 is spoken",
  "http2_read_idle_timeout: HTTP/1.1 is spoken",
  "http2_ping_timeout=0|15s: HTTP/1.1 is spoken",
  "keepalive: use idle_conn_timeout, max_idle_conns and disable_keep_alives",
  "cookies: answers set none",
  "middlewares: there are none"
})
public record HttpClientConfig(
    @Description(
            "none, gzip, zstd, zlib or deflate, which is zlib by another name; Zipkin's own server"
                + " reads gzip alone")
        HttpCompression compression,
    CompressionParams compressionParams,
    @Description("Sent with every request; values never appear in logs")
        Map<String, Secret> headers,
    TlsClientConfig tls,
    @Description("Which extension says who we are; absent for none") @Nullable AuthConfig auth,
    @Description("Connections that may wait for their next request") int maxIdleConns,
    @Description("How long one may wait") Duration idleConnTimeout,
    @Description("Whether each request has a connection of its own") boolean disableKeepAlives,
    @Description("How we call ourselves") String userAgent) {
  private static final Pattern HEADER_NAME = Pattern.compile("[0-9A-Za-z_.!#$%&'*+^`|~-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

  public HttpClientConfig {
    headers = Map.copyOf(headers);
    headers.forEach(HttpClientConfig::checkHeader);
    if (idleConnTimeout.isNegative()) {
      throw new InvalidConfigException("idle_conn_timeout", "is negative", "0s or more");
    }
    if (maxIdleConns < 0) {
      throw new InvalidConfigException("max_idle_conns", "is " + maxIdleConns, "0 or more");
    }
    compressionParams.check(
        switch (compression) {
          case NONE -> CompressionParams.Family.NONE;
          case ZSTD -> CompressionParams.Family.ZSTD;
          case GZIP, ZLIB, DEFLATE -> CompressionParams.Family.DEFLATE;
        });
  }

  /** What holds where the file says nothing. */
  public static HttpClientConfig defaults(HttpCompression compression) {
    return new HttpClientConfig(
        compression,
        CompressionParams.DEFAULT,
        Map.of(),
        TlsClientConfig.DEFAULT,
        null,
        100,
        Duration.ofSeconds(90),
        false,
        defaultUserAgent());
  }

  /** How we call ourselves if the file says nothing. */
  public static String defaultUserAgent() {
    String version = HttpClientConfig.class.getPackage().getImplementationVersion();
    return "Spanweir/" + (version == null ? "dev" : version);
  }

  private static void checkHeader(String name, Secret value) {
    if (!HEADER_NAME.matcher(name).matches()) {
      throw new InvalidConfigException(
          "headers." + name, "is no name of a header", "letters, digits and -");
    }
    if (!HEADER_VALUE.matcher(value.reveal()).matches()) {
      throw new InvalidConfigException(
          "headers." + name, "has characters that a header can't", "printable ASCII");
    }
  }
}

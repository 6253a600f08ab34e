package io.spanweir.exporter.http;

import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.core.net.TlsClientConfig;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How requests go out; exporters assemble it from their own record.
 *
 * @param target where to
 * @param headers sent with every request
 * @param auth which extension says who we are, null for none
 * @param maxIdleConns connections that may wait for their next request
 * @param idleConnTimeout how long one may wait
 * @param disableKeepAlives whether each request has a connection of its own
 * @param userAgent how we call ourselves
 */
public record HttpClientConfig(
    HttpTarget target,
    HttpCompression compression,
    CompressionParams compressionParams,
    Map<String, Secret> headers,
    TlsClientConfig tls,
    @Nullable AuthConfig auth,
    int maxIdleConns,
    Duration idleConnTimeout,
    boolean disableKeepAlives,
    String userAgent) {
  private static final Pattern HEADER_NAME = Pattern.compile("[0-9A-Za-z_.!#$%&'*+^`|~-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

  /** How we call ourselves if the file says nothing. */
  public static String defaultUserAgent() {
    String version = HttpClientConfig.class.getPackage().getImplementationVersion();
    return "Spanweir/" + (version == null ? "dev" : version);
  }

  /**
   * Checks what records of exporters have in common.
   *
   * @throws InvalidConfigException naming the key
   */
  public static void check(
      Map<String, Secret> headers, Duration timeout, Duration idleConnTimeout, int maxIdleConns) {
    headers.forEach(HttpClientConfig::checkHeader);
    if (timeout.isNegative()) {
      throw new InvalidConfigException("timeout", "is " + timeout, "0 or more");
    }
    if (idleConnTimeout.isNegative()) {
      throw new InvalidConfigException("idle_conn_timeout", "is negative", "0s or more");
    }
    if (maxIdleConns < 0) {
      throw new InvalidConfigException("max_idle_conns", "is " + maxIdleConns, "0 or more");
    }
  }

  /**
   * Whether the level goes with the compression.
   *
   * @throws InvalidConfigException naming the key
   */
  public static void check(HttpCompression compression, CompressionParams params) {
    params.check(
        switch (compression) {
          case NONE -> CompressionParams.Family.NONE;
          case ZSTD -> CompressionParams.Family.ZSTD;
          case GZIP, ZLIB, DEFLATE -> CompressionParams.Family.DEFLATE;
        });
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

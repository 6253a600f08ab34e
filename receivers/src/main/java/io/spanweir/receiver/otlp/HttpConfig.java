package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpDoorConfig;
import io.spanweir.core.door.HttpServerSettings;
import java.util.Map;

/** {@code protocols.http}; keys of the OpenTelemetry Collector's confighttp server. */
@Description("OTLP over HTTP, protobuf and JSON")
public record HttpConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("tcp, or unix with a path as endpoint") String transport,
    @Description("The path that traces are posted to") String tracesUrlPath,
    @Description("The path that metrics are posted to") String metricsUrlPath,
    @Description("The path that logs are posted to") String logsUrlPath,
    @Description("Which web pages may send; none without allowed_origins") CorsConfig cors,
    @Description("Headers that every answer has besides its own")
        Map<String, String> responseHeaders,
    @Inline HttpDoorConfig door,
    @Description(
            "Whether batches keep the headers of their request, for headers_setter, batch and"
                + " attributes; tail_sampling ends that, as its traces are of many requests")
        boolean includeMetadata) {
  public HttpConfig {
    responseHeaders = ConfigChecks.answerHeaders("response_headers", responseHeaders);
    path("traces_url_path", tracesUrlPath);
    path("metrics_url_path", metricsUrlPath);
    path("logs_url_path", logsUrlPath);
    if (tracesUrlPath.equals(metricsUrlPath)
        || tracesUrlPath.equals(logsUrlPath)
        || metricsUrlPath.equals(logsUrlPath)) {
      throw new InvalidConfigException("", "has one path for two signals", "a path for each");
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
        "/v1/traces",
        "/v1/metrics",
        "/v1/logs",
        CorsConfig.OFF,
        Map.of(),
        HttpDoorConfig.defaults(),
        false);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, transport, Endpoint.HTTP_PORT);
  }

  /** What holds for the listener. */
  HttpServerSettings server() {
    return door.settings(listen());
  }
}

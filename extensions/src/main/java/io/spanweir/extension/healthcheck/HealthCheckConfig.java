package io.spanweir.extension.healthcheck;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import org.jspecify.annotations.Nullable;

/** {@code health_check}; keys of the OpenTelemetry Collector. */
@Description("Says over HTTP whether spans are taken in: 200 if so, else 503")
@NotYet({
  "check_collector_pipeline: alert on otelcol_exporter_send_failed_spans and the queue's size",
  "use_v2: the process is healthy or not as a whole; leave it out",
  "component_health: see own metrics for what each component does",
  "http: give endpoint and path",
  "grpc: give endpoint; probes ask over HTTP",
  "transport=tcp: it is tcp",
  "tls=null: put the endpoint where only probes get to",
  "auth=null: put the endpoint where only probes get to",
  "cors: pages of other origins have nothing to ask here",
  "include_metadata: nothing is handed on",
  "response_headers: answers have no headers of their own",
  "compression_algorithms: what is sent here is not read",
  "max_request_body_size=0|20971520: what is sent here is not read",
  "read_timeout: a request has 2 s",
  "read_header_timeout=0|1m: a request has 2 s",
  "write_timeout=0|30s: an answer has 30 s",
  "idle_timeout=0|1m: connections that say nothing are closed after 30 s",
  "keep_alives_enabled=true: connections stay open",
  "keepalive: connections stay open, and are closed after 30 s without a word",
  "middlewares: there are none"
})
public record HealthCheckConfig(
    @Description("host:port it listens on") String endpoint,
    @Description("Path it answers at; / is every path") String path,
    @Description("What is said instead of the JSON object; absent for that object")
        @Nullable ResponseBody responseBody) {
  private static final String ENDPOINT = "localhost:13133";

  static final HealthCheckConfig DEFAULT = new HealthCheckConfig(ENDPOINT, "/", null);

  public HealthCheckConfig {
    if (!path.startsWith("/")) {
      throw new InvalidConfigException("path", "does not start with /", "a path such as /health");
    }
    portOf(endpoint);
  }

  /** What is said. */
  @Description("What is said, as plain text")
  public record ResponseBody(
      @Description("While spans are taken in") String healthy,
      @Description("Before and after that") String unhealthy) {
    /** What holds where the block says nothing. */
    public static ResponseBody defaults() {
      return new ResponseBody("", "");
    }
  }

  /** The host of the endpoint, without the brackets of IPv6; every address if it is empty. */
  String host() {
    String host = endpoint.substring(0, endpoint.lastIndexOf(':'));
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.isEmpty() ? "0.0.0.0" : host;
  }

  int port() {
    return portOf(endpoint);
  }

  private static int portOf(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    try {
      int port = Integer.parseInt(endpoint.substring(colon + 1));
      if (colon >= 0 && port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, as every other endpoint that is none.
    }
    throw new InvalidConfigException("endpoint", "is no address", "host:port, as " + ENDPOINT);
  }
}

package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpDoorConfig;
import io.spanweir.core.door.HttpServerSettings;

/** {@code protocols.thrift_http}; keys of the OpenTelemetry Collector's confighttp server. */
@Description("Jaeger's Thrift over HTTP: POST /api/traces; and GET /api/sampling")
@NotYet({
  "include_metadata: the otlp receiver alone keeps request headers",
  "cors: no web page sends Thrift",
  "response_headers: no client of Jaeger reads any"
})
public record HttpConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("tcp, or unix with a path as endpoint") String transport,
    @Inline HttpDoorConfig door) {
  static final int PORT = 14_268;

  public HttpConfig {
    Endpoint.parse(endpoint, transport, PORT);
  }

  /** What holds where the file says nothing. */
  public static HttpConfig defaults() {
    return new HttpConfig("localhost:" + PORT, Endpoint.TCP, HttpDoorConfig.defaults());
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, transport, PORT);
  }

  /** What holds for the listener. */
  HttpServerSettings server() {
    return door.settings(listen());
  }
}

package io.spanweir.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spanweir.core.component.StartException;
import io.spanweir.core.net.LocalServer;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The Prometheus page, read-only, on loopback unless told otherwise. */
@MachineTouch
final class MetricsServer {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String PATH = "service::telemetry::metrics::address";

  private final HttpServer server;

  /**
   * @throws StartException when the address can't be had
   */
  MetricsServer(String host, int port, PrometheusMeterRegistry registry) throws StartException {
    server =
        LocalServer.listen(
            host, port, PATH, "host:port with a free port, or level: none for no page");
    server.createContext("/", exchange -> answer(exchange, registry));
    server.start();
  }

  private static void answer(HttpExchange exchange, PrometheusMeterRegistry registry)
      throws IOException {
    try (exchange) {
      boolean page = exchange.getRequestURI().getPath().equals("/metrics");
      boolean get = exchange.getRequestMethod().equals("GET");
      byte[] body =
          page && get
              ? registry.scrape().getBytes(StandardCharsets.UTF_8)
              : "own metrics are at GET /metrics\n".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page ? CONTENT_TYPE : "text/plain");
      exchange.sendResponseHeaders(page ? (get ? 200 : 405) : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  void close() {
    server.stop(0);
  }
}

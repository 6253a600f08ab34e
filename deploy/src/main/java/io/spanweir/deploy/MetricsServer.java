package io.spanweir.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spanweir.config.ServiceConfig;
import io.spanweir.core.component.StartException;
import io.spanweir.core.net.LocalServer;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A Prometheus page, read-only, on loopback unless told otherwise; in OpenMetrics for scrapers that
 * ask for it.
 */
@MachineTouch
final class MetricsServer {
  private final HttpServer server;
  private final OwnPage page;

  /**
   * @throws StartException when the address can't be had
   */
  MetricsServer(ServiceConfig.Page where, OwnPage page) throws StartException {
    this.page = page;
    server =
        LocalServer.listen(
            "the page of own metrics",
            where.prometheus().host(),
            where.prometheus().port(),
            where.path(),
            "host:port with a free port, or level: none for no page");
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean there = exchange.getRequestURI().getPath().equals("/metrics");
      boolean shown = there && exchange.getRequestMethod().equals("GET");
      PageFormat format =
          shown
              ? PageFormat.asked(exchange.getRequestHeaders().getOrDefault("Accept", List.of()))
              : PageFormat.PROMETHEUS;
      String text = shown ? page.text(format) : "own metrics are at GET /metrics\n";
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("Content-Type", there ? format.contentType() : "text/plain");
      exchange.sendResponseHeaders(shown ? 200 : there ? 405 : 404, body.length);
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

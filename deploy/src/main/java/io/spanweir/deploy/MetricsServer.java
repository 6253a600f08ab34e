package io.spanweir.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spanweir.config.ServiceConfig;
import io.spanweir.core.component.StartException;
import io.spanweir.core.net.LocalServer;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The Prometheus page, read-only, on loopback unless told otherwise; in OpenMetrics for scrapers
 * that ask for it.
 */
@MachineTouch
final class MetricsServer {
  private static final String PATH = "service::telemetry::metrics::address";

  private final HttpServer server;
  private final PrometheusMeterRegistry meters;
  private final ResourceAttributes resource;
  private final boolean totals;

  /**
   * @throws StartException when the address can't be had
   */
  MetricsServer(ServiceConfig.Telemetry settings, PrometheusMeterRegistry meters)
      throws StartException {
    ServiceConfig.Prometheus page = settings.metrics().page();
    this.meters = meters;
    resource = ResourceAttributes.of(settings.resource(), page.withResourceConstantLabels());
    totals = !page.withoutTypeSuffix();
    server =
        LocalServer.listen(
            page.host(),
            page.port(),
            PATH,
            "host:port with a free port, or level: none for no page");
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean page = exchange.getRequestURI().getPath().equals("/metrics");
      boolean shown = page && exchange.getRequestMethod().equals("GET");
      PageFormat format =
          shown
              ? PageFormat.asked(exchange.getRequestHeaders().getOrDefault("Accept", List.of()))
              : PageFormat.PROMETHEUS;
      String text = shown ? page(format) : "own metrics are at GET /metrics\n";
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page ? format.contentType() : "text/plain");
      exchange.sendResponseHeaders(shown ? 200 : page ? 405 : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String page(PageFormat format) {
    PageText text =
        switch (format) {
          case PROMETHEUS -> new PrometheusText(resource, totals);
          case OPEN_METRICS -> new OpenMetricsText(resource, totals);
        };
    return text.of(meters.getPrometheusRegistry().scrape());
  }

  int port() {
    return server.getAddress().getPort();
  }

  void close() {
    server.stop(0);
  }
}

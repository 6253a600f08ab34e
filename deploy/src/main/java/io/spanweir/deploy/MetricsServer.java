package io.spanweir.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The Prometheus page, read-only, on loopback unless told otherwise. The JDK's little server and
 * its one thread: a scrape must not borrow the event loop that spans go through.
 */
@MachineTouch
final class MetricsServer {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  /**
   * @throws IOException with a message for the operator when the address can't be had
   */
  MetricsServer(String host, int port, PrometheusMeterRegistry registry) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    try {
      server = HttpServer.create(address, 16);
    } catch (BindException e) {
      throw new IOException(
          host + ":" + port + " is in use (service::telemetry::metrics; set another port there)",
          e);
    }
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

package io.spanweir.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.zip.GZIPInputStream;

/** Metrics and logs over OTLP/HTTP, for a backend that keeps them; the JDK has the server. */
final class OtlpHttpBackend implements AutoCloseable {
  private final HttpServer server;

  /** Takes one body in. */
  @FunctionalInterface
  private interface Taker {
    void take(InputStream body) throws IOException;
  }

  OtlpHttpBackend(OtlpBackend keeper) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    on("/v1/metrics", body -> keeper.take(ExportMetricsServiceRequest.parseFrom(body)));
    on("/v1/logs", body -> keeper.take(ExportLogsServiceRequest.parseFrom(body)));
    server.start();
  }

  private void on(String path, Taker taker) {
    server.createContext(path, exchange -> serve(exchange, taker));
  }

  private static void serve(HttpExchange exchange, Taker taker) throws IOException {
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream body = exchange.getRequestBody();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if ("application/x-protobuf".equals(type)) {
      taker.take(gzip ? new GZIPInputStream(body) : body);
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(415, -1);
    }
    exchange.close();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

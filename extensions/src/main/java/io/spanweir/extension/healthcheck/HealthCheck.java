package io.spanweir.extension.healthcheck;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spanweir.core.component.Extension;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.net.LocalServer;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers probes from before the doors open until after they are closed and all is handed on, so
 * that a load balancer sees 503 while a process drains, not a refused connection.
 */
@MachineTouch
final class HealthCheck implements Extension {
  private static final Health.Answer NOT_HERE =
      new Health.Answer(404, "text/plain; charset=utf-8", "404 page not found\n");

  private final HealthCheckConfig config;
  private final Health health;
  private final String id;
  private final String keys;
  private volatile @Nullable HttpServer server;
  private volatile boolean stopped;

  HealthCheck(Settings settings, HealthCheckConfig config) {
    this.config = config;
    health = new Health(settings.loops().clock(), config.responseBody());
    id = settings.id().toString();
    keys = "extensions::" + settings.id() + "::endpoint";
    settings
        .listeners()
        .claim(
            new Endpoint(config.host(), config.port()),
            "extension " + settings.id(),
            "endpoint",
            () -> stopped);
  }

  /**
   * @throws StartException when the endpoint can't be had
   */
  @Override
  public void start() throws StartException {
    HttpServer opened =
        LocalServer.listen(id, config.host(), config.port(), keys, "host:port with a free port");
    opened.createContext("/", this::answer);
    opened.start();
    server = opened;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Health.Answer answer = asks(exchange.getRequestURI().getPath()) ? health.answer() : NOT_HERE;
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? -1 : body.length);
      if (!head && body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** As Go matches paths: one that ends with a slash stands for all below it. */
  private boolean asks(String path) {
    String asked = config.path();
    return path.equals(asked) || (asked.endsWith("/") && path.startsWith(asked));
  }

  /** The port it listens on. */
  int port() {
    return Objects.requireNonNull(server, "not started").getAddress().getPort();
  }

  @Override
  public void onReady() {
    health.onUp();
  }

  @Override
  public void onStopping() {
    health.onDown();
  }

  @Override
  public void shutdown(long deadlineNanos) {
    health.onDown();
    stopped = true;
    HttpServer opened = server;
    if (opened != null) {
      opened.stop(0);
      server = null;
    }
  }

  @Override
  public boolean isShutDown() {
    return server == null;
  }
}

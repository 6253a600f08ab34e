package io.spanweir.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spanweir.core.component.StartException;
import io.spanweir.core.net.LocalServer;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about decisions, read-only, to whoever is on the same machine. A listener of
 * its own: the metrics page may be shown to others, what became of a trace may not.
 */
@MachineTouch
final class AdminServer {
  static final String PATH = "service::telemetry::admin::address";

  private static final String DECISIONS = "/decisions";
  private static final String JSON = "application/json; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** A page of somebody else's whose name was made to point here asks by that name. */
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?");

  private final HttpServer server;
  private final DecisionQuestions questions;

  /** What is answered. */
  private record Answer(int status, String type, String body) {}

  /**
   * @throws StartException when the address can't be had
   */
  AdminServer(String host, int port, DecisionQuestions questions) throws StartException {
    this.questions = questions;
    server =
        LocalServer.listen(
            "the page of decisions",
            host,
            port,
            PATH,
            "an address on loopback with a free port, or enabled: false");
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (answer.status() == 405) {
        exchange.getResponseHeaders().set("Allow", "GET");
      }
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    boolean text = wantsText(exchange.getRequestHeaders().getFirst("Accept"));
    if (host == null || !LOOPBACK.matcher(host).matches()) {
      return error(403, text, "ask for localhost, 127.0.0.1 or [::1]");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return error(405, text, "there is nothing to change here; GET is all there is");
    }
    try {
      String path = exchange.getRequestURI().getPath();
      String query = exchange.getRequestURI().getRawQuery();
      return ask(path, query == null ? "" : query, text);
    } catch (BadQuestionException e) {
      return error(400, text, e.getMessage());
    } catch (TimeoutException e) {
      return error(503, text, "the threads that own the traces have no time; ask again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return error(503, text, "stopping");
    }
  }

  private Answer ask(String path, String query, boolean text)
      throws BadQuestionException, TimeoutException, InterruptedException {
    if (path.equals(DECISIONS) || path.equals(DECISIONS + "/")) {
      return said(200, text, questions.recent(DecisionQuestions.query(query)));
    }
    if (!path.startsWith(DECISIONS + "/")) {
      return error(404, text, "ask for /decisions or /decisions/TRACE_ID");
    }
    if (!query.isEmpty()) {
      throw new BadQuestionException("there is nothing to choose about one trace");
    }
    TraceIds id = TraceIds.parse(path.substring(DECISIONS.length() + 1));
    DecisionAnswer.OfTrace trace = questions.trace(id);
    return said(trace.said().isEmpty() ? 404 : 200, text, trace);
  }

  private static boolean wantsText(@Nullable String accept) {
    return accept != null && accept.startsWith("text/plain");
  }

  private static Answer said(int status, boolean text, DecisionAnswer answer) {
    return text
        ? new Answer(status, TEXT, DecisionText.of(answer))
        : new Answer(status, JSON, DecisionJson.of(answer));
  }

  private static Answer error(int status, boolean text, @Nullable String message) {
    String said = message == null ? "" : message;
    return text
        ? new Answer(status, TEXT, said + "\n")
        : new Answer(status, JSON, DecisionJson.error(said));
  }

  int port() {
    return server.getAddress().getPort();
  }

  void close() {
    server.stop(0);
  }
}

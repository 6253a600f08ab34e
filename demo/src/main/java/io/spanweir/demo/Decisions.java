package io.spanweir.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the collector answers when asked what became of a trace. */
final class Decisions {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int FOUND = 200;

  private final JsonFactory json = new JsonFactory();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String admin;

  /**
   * What a collector decided.
   *
   * @param policy that decided it; null if none wanted the trace, or none was asked
   */
  record Decision(boolean kept, @Nullable String policy) {
    /** As in "kept by slow". */
    String text() {
      if (policy == null) {
        return kept ? "kept" : "dropped, no policy kept it";
      }
      return (kept ? "kept by " : "dropped by ") + policy;
    }
  }

  /**
   * @param admin where it answers, {@code http://host:port}
   */
  Decisions(String admin) {
    this.admin = admin;
  }

  /** Whether a collector answers at all. */
  boolean answer() throws InterruptedException {
    try {
      return get("/decisions?limit=1").statusCode() == FOUND;
    } catch (IOException e) {
      return false;
    }
  }

  /** What was decided about a trace; null if nothing yet. */
  @Nullable Decision of(String traceId) throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/decisions/" + traceId);
    return answer.statusCode() == FOUND ? latest(answer.body()) : null;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(admin + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json")
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The first of the decisions, which is the latest; its members, without those further in. */
  private @Nullable Decision latest(String body) throws IOException {
    String outcome = "";
    String policy = null;
    try (JsonParser parser = json.createParser(body)) {
      while (!"decisions".equals(parser.currentName())) {
        if (parser.nextToken() == null) {
          return null;
        }
      }
      parser.nextToken();
      for (JsonToken token = parser.nextToken();
          token != null && token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          parser.skipChildren();
        } else if (token == JsonToken.VALUE_STRING && "outcome".equals(parser.currentName())) {
          outcome = parser.getText();
        } else if (token == JsonToken.VALUE_STRING && "policy".equals(parser.currentName())) {
          policy = parser.getText();
        }
      }
    }
    boolean kept = outcome.equals("kept");
    return kept || outcome.equals("dropped") ? new Decision(kept, policy) : null;
  }
}

package io.spanweir.exporter.tracestore.query;

import io.spanweir.core.door.HttpPage;
import io.spanweir.core.runtime.Clock;
import io.spanweir.exporter.json.JsonBytes;
import io.spanweir.exporter.tracestore.ServiceLink;
import io.spanweir.exporter.tracestore.StoredTrace;
import io.spanweir.exporter.tracestore.TraceId;
import io.spanweir.exporter.tracestore.TraceQueries;
import io.spanweir.exporter.zipkin.ZipkinJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's query API v2 over a store: paths, parameters, answers and the words of its errors as a
 * Zipkin server 3.6 has them. One thread.
 */
final class QueryApi {
  /** The paths behind {@code /api/v2}, without those that have an id in them. */
  static final List<String> PATHS =
      List.of(
          "services",
          "remoteServices",
          "spans",
          "traces",
          "traceMany",
          "dependencies",
          "autocompleteKeys",
          "autocompleteValues");

  static final String TRACE = "trace/";
  private static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";
  private static final int ANSWER_BYTES_MAX = 128 << 20;
  private static final int IDS_MAX = 1_000;

  private final TraceQueries store;
  private final QueryConfig config;
  private final Clock clock;
  private final JsonBytes json = new JsonBytes(ANSWER_BYTES_MAX);
  private final ZipkinJson spans = new ZipkinJson(json, "");

  QueryApi(TraceQueries store, QueryConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /** A trace that is asked for and not there. */
  static final class NoTraceException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient TraceId id;

    NoTraceException(TraceId id) {
      super(TraceIds.text(id) + " not found", null, false, false);
      this.id = id;
    }

    TraceId id() {
      return id;
    }
  }

  /**
   * Answers.
   *
   * @param path behind {@code /api/v2/}
   * @throws IOException when the store can't be read
   */
  HttpPage answer(String path, Parameters asked)
      throws BadQueryException, NoTraceException, IOException {
    try {
      return page(path, asked);
    } catch (JsonBytes.TooLargeException e) {
      throw new BadQueryException("the answer is " + e.getMessage() + "; ask for fewer traces");
    } finally {
      json.clear();
    }
  }

  private HttpPage page(String path, Parameters asked)
      throws BadQueryException, NoTraceException, IOException {
    return switch (path) {
      case "services" -> names(store.services());
      case "remoteServices" -> names(store.remoteServices(service(asked)));
      case "spans" -> names(store.spanNames(service(asked)));
      case "autocompleteKeys" -> names(store.autocompleteKeys());
      case "autocompleteValues" -> names(store.autocompleteValues(key(asked)));
      case "dependencies" -> links(asked);
      case "traces" -> traces(store.traces(TraceQuestion.read(asked, config, epochMillis())));
      case "traceMany" -> traces(store.traces(ids(asked.required("traceIds"))));
      default -> trace(TraceIds.parse(path.substring(TRACE.length()).strip()));
    };
  }

  private long epochMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.epochNanos());
  }

  private static String service(Parameters asked) throws BadQueryException {
    return asked.required("serviceName").toLowerCase(Locale.ROOT);
  }

  private static String key(Parameters asked) throws BadQueryException {
    String key = asked.required("key");
    if (key.isEmpty()) {
      throw new BadQueryException("key was empty");
    }
    return key;
  }

  /** What an id says, when there is no trace of it; null if there is one, or it is no id. */
  @Nullable TraceId absent(String text) throws IOException {
    try {
      TraceId id = text.isEmpty() ? null : TraceIds.parse(text);
      return id == null || store.trace(id) != null ? null : id;
    } catch (BadQueryException e) {
      return null;
    }
  }

  private HttpPage trace(TraceId id) throws NoTraceException, IOException {
    StoredTrace trace = store.trace(id);
    if (trace == null) {
      throw new NoTraceException(id);
    }
    spans.spans(trace.spans());
    return page();
  }

  private HttpPage traces(List<StoredTrace> traces) {
    json.put('[');
    for (int i = 0; i < traces.size(); i++) {
      comma(i);
      spans.spans(traces.get(i).spans());
    }
    json.put(']');
    return page();
  }

  private static Set<TraceId> ids(String list) throws BadQueryException {
    if (list.isEmpty()) {
      throw new BadQueryException("traceIds parameter is empty");
    }
    Set<TraceId> ids = new LinkedHashSet<>();
    for (String one : list.split(",", IDS_MAX)) {
      if (!ids.add(TraceIds.parse(one))) {
        throw new BadQueryException("redundant traceId: " + one);
      }
    }
    if (ids.size() == 1) {
      throw new BadQueryException(
          "Use /api/v2/trace/{traceId} endpoint to retrieve a single trace");
    }
    return ids;
  }

  private HttpPage links(Parameters asked) throws BadQueryException, IOException {
    asked.required("endTs");
    long end = asked.number("endTs", 0);
    long lookback = asked.number("lookback", config.lookbackMillis());
    TraceQuestion.positive("endTs", end);
    TraceQuestion.positive("lookback", lookback);
    List<ServiceLink> links = new ArrayList<>(store.links(end, lookback));
    json.put('[');
    for (int i = 0; i < links.size(); i++) {
      comma(i);
      link(links.get(i));
    }
    json.put(']');
    return page();
  }

  private void link(ServiceLink link) {
    put("{\"parent\":");
    string(link.parent());
    put(",\"child\":");
    string(link.child());
    put(",\"callCount\":");
    json.number(link.calls());
    if (link.errors() > 0) {
      put(",\"errorCount\":");
      json.number(link.errors());
    }
    json.put('}');
  }

  private HttpPage names(List<String> names) {
    json.put('[');
    for (int i = 0; i < names.size(); i++) {
      comma(i);
      string(names.get(i));
    }
    json.put(']');
    return page();
  }

  private void comma(int i) {
    if (i > 0) {
      json.put(',');
    }
  }

  private void put(String ascii) {
    json.put(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    json.string(utf8, 0, utf8.length);
  }

  private HttpPage page() {
    return new HttpPage(200, JSON, Map.of(), Arrays.copyOf(json.bytes(), json.length()));
  }
}

package io.spanweir.exporter.tracestore.query;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.CrossOrigin;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.HttpAnswer;
import io.spanweir.core.door.HttpAnswerer;
import io.spanweir.core.door.HttpBytes;
import io.spanweir.core.door.HttpPage;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.HttpRules;
import io.spanweir.core.door.HttpService;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.telemetry.OwnMetrics;
import io.spanweir.exporter.tracestore.TraceId;
import io.spanweir.exporter.tracestore.TraceQueries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store shows over HTTP: the query API under {@code /api/v2} and {@code /zipkin/api/v2}, as
 * Lens asks for it, Lens itself under {@code /zipkin/}, {@code /health}, {@code /info} and, if it
 * is asked to, own metrics where a Zipkin server has its own. Queries run one after the other on a
 * loop of their owner's, since they read the disk.
 */
public final class QueryService implements HttpService {
  private static final String API = "/api/v2/";
  private static final String API_OF_LENS = "/zipkin/api/v2/";
  private static final Set<String> METRICS = Set.of("/metrics", "/prometheus");
  private static final Set<String> OWN = Set.of("/health", "/info");
  private static final String JSON = "application/json; charset=utf-8";
  private static final int BODY_BYTES_MAX = 64 << 10;

  private final Settings settings;
  private final Loop loop;
  private final QueryApi api;
  private final Rehearsal rehearsal;
  private final boolean search;
  private final boolean ownMetrics;
  private final Lens lens;
  private final Fates fates;
  private final CrossOrigin crossOrigin;
  private final DoorMetrics metrics;
  private volatile HttpRules rules;

  /**
   * @param loop where queries run; no event loop
   * @param cors which pages of elsewhere may ask
   */
  public QueryService(
      Settings settings, Loop loop, TraceQueries store, QueryConfig config, CorsConfig cors) {
    this.settings = settings;
    this.loop = loop;
    api = new QueryApi(store, config, settings.loops().clock());
    rehearsal = new Rehearsal(store, api, settings.loops().clock());
    search = config.searchEnabled();
    ownMetrics = config.ownMetrics();
    lens = new Lens(config);
    fates = new Fates(settings.telemetry().decisions());
    crossOrigin = new CrossOrigin(cors, "GET", "HEAD");
    rules = rules(Guard.none());
    metrics = new DoorMetrics(settings, "query");
  }

  private HttpRules rules(Guard guard) {
    return new HttpRules(BODY_BYTES_MAX, EnumSet.of(Coding.IDENTITY), crossOrigin, Map.of(), guard);
  }

  /**
   * Learns who may ask. Before anything listens.
   *
   * @param endpointPath where the endpoint stands in the configuration
   */
  public void open(@Nullable AuthConfig auth, String endpointPath) throws StartException {
    rules = rules(Guard.open(settings, null, auth, List.of(), endpointPath));
  }

  /** Has the store asked what people will ask it, in the background; once it is open. */
  public void rehearse() {
    if (search) {
      loop.add(rehearsal);
    }
  }

  /** Ends that; before the store is closed. Any thread. */
  public void stopRehearsing() {
    rehearsal.stop();
  }

  @Override
  public String name() {
    return "exporter " + settings.id();
  }

  @Override
  public List<String> routes() {
    List<String> routes =
        new ArrayList<>(List.of("GET /", "GET /zipkin/", "GET /health", "GET /info"));
    if (ownMetrics) {
      METRICS.forEach(path -> routes.add("GET " + path));
    }
    for (String path : QueryApi.PATHS) {
      routes.add("GET " + API + path);
    }
    routes.add("GET " + API + QueryApi.TRACE);
    return routes;
  }

  @Override
  public String hint() {
    return "kept traces are at /zipkin/ for a browser and at /api/v2/traces for a program";
  }

  @Override
  public @Nullable HttpRoute route(String path, HttpRequest request) {
    HttpMethod method = request.method();
    if (!HttpMethod.GET.equals(method)
        && !HttpMethod.HEAD.equals(method)
        && !crossOrigin.isPreflightForUs(request)) {
      return null;
    }
    String accepted = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "");
    String ofApi = behind(path);
    boolean known =
        ofApi == null
            ? Lens.has(path) || OWN.contains(path) || (ownMetrics && METRICS.contains(path))
            : QueryApi.PATHS.contains(ofApi) || isTrace(ofApi);
    return known ? new Asked(request.uri(), accepted.contains("gzip")) : null;
  }

  private static boolean isTrace(String path) {
    int id = QueryApi.TRACE.length();
    return path.startsWith(QueryApi.TRACE) && path.length() > id && path.indexOf('/', id) < 0;
  }

  /** What of a path is the API's; null if nothing is. */
  private static @Nullable String behind(String path) {
    return path.startsWith(API)
        ? path.substring(API.length())
        : path.startsWith(API_OF_LENS) ? path.substring(API_OF_LENS.length()) : null;
  }

  @Override
  public HttpRoute elsewhere(@Nullable HttpRequest request) {
    return new Asked("/", false);
  }

  @Override
  public HttpRules rules() {
    return rules;
  }

  @Override
  public DoorMetrics metrics() {
    return metrics;
  }

  /** One request. */
  private final class Asked implements HttpRoute {
    private final String uri;
    private final boolean gzip;

    Asked(String uri, boolean gzip) {
      this.uri = uri;
      this.gzip = gzip;
    }

    @Override
    public @Nullable Refusal refusal(HttpRequest request) {
      return null;
    }

    @Override
    public void handOver(Chunk body, DoorLoop on, HttpAnswerer connection) {
      body.release();
      loop.execute(() -> answer(connection));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it tells whoever asked, and never fails
    private void answer(HttpAnswerer connection) {
      try {
        Parameters asked = new Parameters(uri);
        String ofApi = behind(asked.path());
        if (ofApi == null) {
          other(asked.path(), connection);
        } else {
          connection.page(api.answer(ofApi, asked));
        }
      } catch (BadQueryException e) {
        connection.page(HttpPage.text(400, QueryApi.TEXT, e.text()));
      } catch (QueryApi.NoTraceException e) {
        fates.of(e.id()).thenAccept(why -> connection.page(AbsentPage.text(e.id(), why)));
      } catch (IOException | RuntimeException e) {
        settings.telemetry().errors().record(settings.accountName(), "a query failed", text(e));
        connection.page(HttpPage.text(500, QueryApi.TEXT, text(e)));
      }
    }

    /** The view of a trace is Lens' if the trace is there, or nothing is known of it. */
    @SuppressWarnings("FutureReturnValueIgnored") // it tells whoever asked, and never fails
    private void other(String path, HttpAnswerer connection) throws IOException {
      TraceId absent = api.absent(Lens.traceOf(path));
      if (absent == null) {
        connection.page(other(path));
        return;
      }
      fates
          .of(absent)
          .thenAccept(
              why ->
                  connection.page(
                      why.lines().isEmpty() ? other(path) : AbsentPage.html(absent, why)));
    }

    private HttpPage other(String path) {
      HttpPage page =
          switch (path) {
            case "/health" -> HttpPage.text(200, JSON, "{\"status\":\"UP\"}");
            case "/info" ->
                HttpPage.text(200, JSON, "{\"spanweir\":{\"version\":\"" + version() + "\"}}");
            case "/metrics", "/prometheus" -> metricsPage();
            default -> lens.page(path, gzip);
          };
      return page == null ? HttpPage.text(404, QueryApi.TEXT, "nothing is at " + path) : page;
    }

    private HttpPage metricsPage() {
      String text = settings.telemetry().ownMetrics().page();
      return text == null
          ? HttpPage.text(404, QueryApi.TEXT, "own metrics are off: service::telemetry::metrics")
          : HttpPage.text(200, OwnMetrics.TYPE, text);
    }

    @Override
    public ByteBuf bytes(HttpAnswer answer) {
      String lines = answer.lines();
      if (answer.outcome().retryable()) {
        lines +=
            HttpBytes.line(
                "Retry-After", "" + HttpBytes.retryAfterSeconds(answer.retryAfterNanos()));
      }
      byte[] text = (answer.shortText() + "\n").getBytes(StandardCharsets.UTF_8);
      return HttpBytes.response(
          answer.outcome().httpCode(), QueryApi.TEXT, answer.keepAlive(), lines, text);
    }

    @Override
    public long retryAfterNanos() {
      return 1_000_000_000L;
    }
  }

  private static String version() {
    String version = QueryService.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  private static String text(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

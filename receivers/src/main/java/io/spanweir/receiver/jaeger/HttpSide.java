package io.spanweir.receiver.jaeger;

import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.CrossOrigin;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.HttpRules;
import io.spanweir.core.door.HttpService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The paths of one HTTP door: of the one for batches, or of the one for clients that ask. */
final class HttpSide implements HttpService {
  private final Settings settings;
  private final long bodyBytesMax;
  private final Set<Coding> codings;
  private final @Nullable AuthConfig auth;
  private final Map<String, HttpRoute> routes;
  private final List<String> names;
  private final String hint;
  private final HttpRoute first;
  private final DoorMetrics metrics;
  private volatile HttpRules rules;

  /**
   * @param transport value of the {@code transport} label
   * @param routes by method and path, such as {@code POST /api/traces}
   * @param first answers for paths that nobody has
   */
  HttpSide(
      Settings settings,
      long bodyBytesMax,
      Set<Coding> codings,
      @Nullable AuthConfig auth,
      String transport,
      Map<String, HttpRoute> routes,
      HttpRoute first,
      String hint) {
    this.settings = settings;
    this.bodyBytesMax = bodyBytesMax;
    this.codings = Set.copyOf(codings);
    this.auth = auth;
    this.names = routes.keySet().stream().sorted().toList();
    this.routes =
        routes.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    route -> route.getKey().substring(route.getKey().indexOf(' ') + 1),
                    Map.Entry::getValue));
    this.first = first;
    this.hint = hint;
    this.metrics = new DoorMetrics(settings, transport);
    this.rules = rules(Guard.none());
  }

  private HttpRules rules(Guard guard) {
    return new HttpRules(
        bodyBytesMax, codings, new CrossOrigin(CorsConfig.OFF, "POST"), Map.of(), guard);
  }

  /**
   * Learns who is let in. Before anything listens.
   *
   * @param path where the endpoint stands in the configuration
   */
  void open(String path) throws StartException {
    rules = rules(Guard.open(settings, null, auth, List.of(), path));
  }

  @Override
  public String name() {
    return "receiver " + settings.id();
  }

  @Override
  public List<String> routes() {
    return names;
  }

  @Override
  public String hint() {
    return hint;
  }

  @Override
  public @Nullable HttpRoute route(String path, HttpRequest request) {
    return routes.get(path);
  }

  @Override
  public HttpRoute elsewhere(@Nullable HttpRequest request) {
    return first;
  }

  @Override
  public HttpRules rules() {
    return rules;
  }

  @Override
  public DoorMetrics metrics() {
    return metrics;
  }
}

package io.spanweir.receiver.otlp;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.CrossOrigin;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.HttpRules;
import io.spanweir.core.door.HttpService;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.Intakes;
import io.spanweir.receiver.intake.TranscodedIntake;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP: a path for each signal, in protobuf or JSON as each request says. */
final class HttpExport implements HttpService {
  private final String name;
  private final HttpPaths paths;
  private final Settings settings;
  private final HttpConfig config;
  private volatile HttpRules rules;
  private final DoorMetrics metrics;
  private final Map<Signal, HttpExportRoute> protobuf = new EnumMap<>(Signal.class);
  private final Map<Signal, HttpExportRoute> json = new EnumMap<>(Signal.class);

  HttpExport(Settings settings, HttpConfig config, Intakes intakes) {
    this.settings = settings;
    this.config = config;
    name = "receiver " + settings.id();
    paths = new HttpPaths(config, intakes.signals());
    int bodyBytesMax = config.door().bodyBytesMax();
    rules = rules(Guard.none());
    metrics = new DoorMetrics(settings, "http");
    for (Signal signal : Signal.values()) {
      Intake intake = intakes.of(signal);
      HttpAnswers answers = new HttpAnswers(signal, () -> rules.guard().challenge());
      protobuf.put(
          signal,
          new HttpExportRoute(
              signal,
              false,
              answers,
              intake == null ? null : (body, loop, to) -> intake.take(body, to),
              intake));
      TranscodedIntake transcoded =
          intake == null
              ? null
              : new TranscodedIntake(
                  settings, intake, () -> new JsonTranscoder(signal), bodyBytesMax);
      json.put(
          signal,
          new HttpExportRoute(
              signal, true, answers, transcoded == null ? null : transcoded::take, intake));
    }
  }

  private HttpRules rules(Guard guard) {
    return new HttpRules(
            config.door().bodyBytesMax(),
            config.door().codings(),
            new CrossOrigin(config.cors(), "POST"),
            config.responseHeaders(),
            guard)
        .includingMetadata(config.includeMetadata());
  }

  /**
   * Learns who is let in. Before anything listens.
   *
   * @param path where the endpoint stands in the configuration
   */
  void open(String path) throws StartException {
    rules = rules(Guard.open(settings, null, config.door().auth(), List.of(), path));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> routes() {
    return paths.all().stream().map(path -> "POST " + path).toList();
  }

  @Override
  public String hint() {
    return paths.toString();
  }

  @Override
  public @Nullable HttpRoute route(String path, HttpRequest request) {
    Signal signal = paths.of(path);
    return signal == null ? null : of(signal, request);
  }

  @Override
  public HttpRoute elsewhere(@Nullable HttpRequest request) {
    return of(Signal.TRACES, request);
  }

  private HttpRoute of(Signal signal, @Nullable HttpRequest request) {
    String type = request == null ? null : request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    HttpExportRoute route = (HttpExportRoute.isJson(type) ? json : protobuf).get(signal);
    if (route == null) {
      throw new IllegalStateException("a signal without routes");
    }
    return route;
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

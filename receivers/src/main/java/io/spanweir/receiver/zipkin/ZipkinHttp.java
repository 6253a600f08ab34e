package io.spanweir.receiver.zipkin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.local.LocalAddress;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.CrossOrigin;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.HttpAnswer;
import io.spanweir.core.door.HttpAnswerer;
import io.spanweir.core.door.HttpBytes;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.HttpRules;
import io.spanweir.core.door.HttpService;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.intake.TranscodedIntake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths that spans are posted to, with the answers that Zipkin's clients know: 202 without a
 * body, also if some of the spans are no good, and 400 with a text, also if all of them are.
 */
final class ZipkinHttp implements HttpService, HttpRoute {
  private static final String V1 = "/api/v1/spans";
  private static final String V2 = "/api/v2/spans";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final byte[] NOTHING = {};
  private static final ByteBuf DONE =
      HttpBytes.constant(HttpBytes.response(202, "", true, "", NOTHING));

  private final Settings settings;
  private final ZipkinReceiverConfig config;
  private final TranscodedIntake intake;
  private final LocalAddress http2;
  private final DoorMetrics metrics;
  private volatile HttpRules rules;

  ZipkinHttp(
      Settings settings, ZipkinReceiverConfig config, TranscodedIntake intake, LocalAddress http2) {
    this.settings = settings;
    this.config = config;
    this.intake = intake;
    this.http2 = http2;
    this.metrics = new DoorMetrics(settings, "http");
    this.rules = rules(Guard.none());
  }

  private HttpRules rules(Guard guard) {
    return new HttpRules(
        config.door().bodyBytesMax(),
        config.door().codings(),
        new CrossOrigin(config.cors(), "GET", "POST"),
        config.responseHeaders(),
        guard);
  }

  /**
   * Learns who is let in. Before anything listens.
   *
   * @param path where the endpoint stands in the configuration
   */
  Guard open(String path) throws StartException {
    Guard guard = Guard.open(settings, null, config.door().auth(), List.of(), path);
    rules = rules(guard);
    return guard;
  }

  @Override
  public String name() {
    return "receiver " + settings.id();
  }

  @Override
  public List<String> routes() {
    return List.of("POST " + V1, "POST " + V2);
  }

  @Override
  public String hint() {
    return "spans are posted to " + V2 + " or " + V1;
  }

  /** What is asked with GET at the same paths is somebody else's. */
  @Override
  public @Nullable HttpRoute route(String path, HttpRequest request) {
    boolean mine = path.equals(V2) || path.equals(V1);
    return mine && (HttpMethod.POST.equals(request.method()) || rules.isPreflightForUs(request))
        ? this
        : null;
  }

  @Override
  public HttpRoute elsewhere(@Nullable HttpRequest request) {
    return this;
  }

  @Override
  public HttpRules rules() {
    return rules;
  }

  @Override
  public DoorMetrics metrics() {
    return metrics;
  }

  @Override
  public LocalAddress http2() {
    return http2;
  }

  @Override
  public @Nullable Refusal refusal(HttpRequest request) {
    return null;
  }

  @Override
  public void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection) {
    intake.take(body, loop, connection);
  }

  @Override
  public long retryAfterNanos() {
    return intake.retryAfterNanos();
  }

  @Override
  public ByteBuf bytes(HttpAnswer answer) {
    if (answer.outcome() == Outcome.ACCEPTED) {
      return answer.keepAlive() && answer.lines().isEmpty()
          ? DONE.duplicate()
          : HttpBytes.response(202, "", answer.keepAlive(), answer.lines(), NOTHING);
    }
    String lines = answer.lines();
    if (answer.outcome().retryable()) {
      lines +=
          HttpBytes.line("Retry-After", "" + HttpBytes.retryAfterSeconds(answer.retryAfterNanos()));
    } else if (answer.outcome() == Outcome.UNAUTHENTICATED
        && !rules.guard().challenge().isEmpty()) {
      lines += HttpBytes.line("WWW-Authenticate", rules.guard().challenge());
    }
    byte[] text = (answer.shortText() + "\n").getBytes(StandardCharsets.UTF_8);
    return HttpBytes.response(answer.outcome().httpCode(), TEXT, answer.keepAlive(), lines, text);
  }
}

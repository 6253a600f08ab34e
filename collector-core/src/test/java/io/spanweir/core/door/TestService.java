package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import io.netty.channel.local.LocalAddress;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A component called {@code x} that takes {@code POST /x}, shows pages at {@code GET /x/page} and
 * {@code GET /x/moved}, and keeps an answer open at {@code POST /x/later}.
 */
final class TestService implements HttpService, HttpRoute {
  private final String name;
  private final DoorMetrics metrics;
  private final @Nullable LocalAddress http2;
  private volatile @Nullable HttpAnswerer later;

  TestService(Settings settings, String name, @Nullable LocalAddress http2) {
    this.name = name;
    this.http2 = http2;
    this.metrics = new DoorMetrics(settings, "http");
  }

  /** The request at {@code /x/later}; null if there is none. */
  @Nullable HttpAnswerer later() {
    return later;
  }

  @Override
  public String name() {
    return "receiver " + name;
  }

  @Override
  public List<String> routes() {
    return List.of("POST /" + name);
  }

  @Override
  public String hint() {
    return name + " is posted to /" + name;
  }

  @Override
  public @Nullable HttpRoute route(String path, HttpRequest request) {
    if (path.equals("/" + name + "/page")) {
      return new Page(HttpPage.text(200, "text/plain", "page of " + name));
    } else if (path.equals("/" + name + "/moved")) {
      return new Page(HttpPage.redirect("/" + name + "/page"));
    }
    boolean mine = path.equals("/" + name) || path.equals("/" + name + "/later");
    return mine && HttpMethod.POST.equals(request.method())
        ? path.endsWith("/later") ? new Later() : this
        : null;
  }

  @Override
  public HttpRoute elsewhere(@Nullable HttpRequest request) {
    return this;
  }

  @Override
  public HttpRules rules() {
    return new HttpRules(
        1 << 20,
        Set.of(Coding.IDENTITY),
        new CrossOrigin(CorsConfig.OFF, "POST"),
        Map.of(),
        Guard.none());
  }

  @Override
  public DoorMetrics metrics() {
    return metrics;
  }

  @Override
  public @Nullable LocalAddress http2() {
    return http2;
  }

  @Override
  public @Nullable Refusal refusal(HttpRequest request) {
    return null;
  }

  @Override
  public void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection) {
    body.release();
    connection.answer(Outcome.ACCEPTED, 0, null, 0);
  }

  @Override
  public ByteBuf bytes(HttpAnswer answer) {
    String text = answer.outcome() == Outcome.ACCEPTED ? "taken by " + name : answer.shortText();
    return HttpBytes.response(
        answer.outcome().httpCode(),
        "text/plain",
        answer.keepAlive(),
        answer.lines(),
        text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public long retryAfterNanos() {
    return 0;
  }

  /** What the routes have in common. */
  private abstract class Other implements HttpRoute {
    @Override
    public @Nullable Refusal refusal(HttpRequest request) {
      return null;
    }

    @Override
    public ByteBuf bytes(HttpAnswer answer) {
      return TestService.this.bytes(answer);
    }

    @Override
    public long retryAfterNanos() {
      return 0;
    }
  }

  private final class Page extends Other {
    private final HttpPage page;

    Page(HttpPage page) {
      this.page = page;
    }

    @Override
    public void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection) {
      body.release();
      connection.page(page);
    }
  }

  private final class Later extends Other {
    @Override
    public void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection) {
      body.release();
      later = connection;
    }
  }
}

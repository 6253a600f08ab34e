package io.spanweir.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ClientAuthenticator;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.net.TlsContext;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.exporter.sending.Sender;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Posts framed requests over HTTP/1.1, one to one. Bodies that go as they are aren't copied; others
 * are made on the work loop, since a large one would hold up an event loop's connections.
 */
public final class HttpSender implements Sender {
  private static final int MAKERS_IDLE_MAX = 4;

  private final Settings settings;
  private final HttpClientConfig config;
  private final HttpTarget target;
  private final HttpDialect dialect;

  /** Whether the bytes go out as they are. */
  private final boolean asFramed;

  private final ArrayDeque<BodyMaker> makers = new ArrayDeque<>();
  private @Nullable TlsContext tls;
  private @Nullable ClientAuthenticator authenticator;
  private @Nullable HttpConnections connections;

  /** Opens nothing. */
  public HttpSender(
      Settings settings, HttpTarget target, HttpClientConfig config, HttpDialect dialect) {
    this.settings = settings;
    this.config = config;
    this.target = target;
    this.dialect = dialect;
    asFramed = config.compression() == HttpCompression.NONE && dialect.newWriter() == null;
  }

  @Override
  public void start() throws IOException {
    String path = "exporters::" + settings.id();
    AuthConfig auth = config.auth();
    if (auth != null) {
      authenticator =
          settings
              .extensions()
              .find(
                  auth.authenticator(),
                  ClientAuthenticator.class,
                  path + "::auth::authenticator",
                  "an extension that says who we are, such as bearertokenauth");
    }
    if (target.secure()) {
      tls = TlsContext.client(settings, config.tls(), "", path + "::tls");
    }
    String override = config.tls().serverNameOverride();
    connections =
        new HttpConnections(
            settings.loops(),
            target,
            override.isEmpty() ? target.host() : override,
            tls == null ? null : tls.netty(),
            config.idleConnTimeout().toNanos(),
            config.disableKeepAlives() ? 0 : config.maxIdleConns());
  }

  HttpConnections connections() {
    HttpConnections open = connections;
    if (open == null) {
      throw new IllegalStateException("send before start");
    }
    return open;
  }

  HttpTarget target() {
    return target;
  }

  HttpDialect dialect() {
    return dialect;
  }

  long epochNanos() {
    return settings.loops().clock().epochNanos();
  }

  /** What every request says of itself. */
  void addHeaders(HttpHeaders headers, @Nullable ClientInfo client) {
    headers.set(HttpHeaderNames.HOST, target.authority());
    headers.set(HttpHeaderNames.USER_AGENT, config.userAgent());
    headers.set(HttpHeaderNames.CONTENT_TYPE, dialect.contentType());
    if (config.compression() != HttpCompression.NONE) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, config.compression().label());
    }
    if (config.disableKeepAlives()) {
      headers.set(HttpHeaderNames.CONNECTION, "close");
    }
    config.headers().forEach((name, value) -> headers.set(name, value.reveal()));
    ClientAuthenticator asked = authenticator;
    if (asked != null) {
      asked.headers(client).forEach((name, value) -> headers.set(name, value.reveal()));
    }
  }

  @Override
  public Attempt send(Chunk framed, int spans, Callback callback) {
    return send(framed, spans, null, callback);
  }

  @Override
  public Attempt send(Chunk framed, int spans, @Nullable ClientInfo client, Callback callback) {
    if (asFramed) {
      HttpAttempt attempt = new HttpAttempt(this, new HeldChunk(framed), client, callback);
      attempt.begin();
      return attempt;
    }
    Making making = new Making(framed.retain(), spans, client, callback);
    settings.loops().workLoop().execute(making);
    return making;
  }

  /** An attempt whose body is being made, and then the attempt itself. */
  private final class Making implements Attempt, Runnable {
    private final Chunk framed;
    private final int spans;
    private final @Nullable ClientInfo client;
    private final Callback callback;
    private @Nullable HttpAttempt sent;
    private boolean cancelled;
    private int leftOut;

    Making(Chunk framed, int spans, @Nullable ClientInfo client, Callback callback) {
      this.framed = framed;
      this.spans = spans;
      this.client = client;
      this.callback = callback;
    }

    @Override
    public void run() {
      ByteBuf body;
      try {
        body = make();
      } catch (MalformedException | RuntimeException e) {
        callback.done(SendResult.permanent("no body can be made of it", e.toString()));
        return;
      } finally {
        framed.release();
      }
      if (body != null) {
        send(body);
      }
    }

    private void send(ByteBuf body) {
      HttpAttempt attempt = new HttpAttempt(HttpSender.this, body, client, this::answered);
      synchronized (this) {
        sent = attempt;
        if (cancelled) {
          attempt.cancel();
          return;
        }
      }
      attempt.begin();
    }

    /** Null if it was given up meanwhile, or nothing is left to send. */
    private @Nullable ByteBuf make() throws MalformedException {
      synchronized (this) {
        if (cancelled) {
          return null;
        }
      }
      BodyMaker maker = lease();
      try {
        ByteBuf body = maker.make(framed, spans);
        leftOut = spans - maker.written();
        if (maker.written() > 0) {
          return body;
        }
        body.release();
        callback.done(SendResult.permanent("malformed", "no span of the request can be written"));
        return null;
      } finally {
        giveBack(maker);
      }
    }

    private void answered(SendResult result) {
      boolean all = leftOut == 0 || result.outcome() != SendResult.Outcome.SENT;
      callback.done(all ? result : SendResult.partial(leftOut, "malformed, not to be written"));
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      if (sent != null) {
        sent.cancel();
      }
    }
  }

  private synchronized BodyMaker lease() {
    BodyMaker idle = makers.poll();
    return idle == null
        ? new BodyMaker(
            new BodyEncoder(config.compression(), config.compressionParams()), dialect.newWriter())
        : idle;
  }

  private synchronized void giveBack(BodyMaker maker) {
    if (makers.size() < MAKERS_IDLE_MAX) {
      makers.add(maker);
    } else {
      maker.end();
    }
  }

  @Override
  public synchronized void close() {
    if (connections != null) {
      connections.close();
    }
    if (tls != null) {
      tls.close();
    }
    makers.forEach(BodyMaker::end);
    makers.clear();
  }
}

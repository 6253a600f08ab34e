package io.spanweir.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ClientAuthenticator;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.net.TlsContext;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.exporter.sending.Sender;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Posts framed requests over HTTP/1.1, one to one. Bodies that go as they are aren't copied; others
 * are compressed on the work loop, since a large one would hold up an event loop's connections.
 */
public final class HttpSender implements Sender {
  private static final int ENCODERS_IDLE_MAX = 4;

  private final Settings settings;
  private final HttpClientConfig config;
  private final HttpTarget target;
  private final HttpDialect dialect;
  private final ArrayDeque<BodyEncoder> encoders = new ArrayDeque<>();
  private @Nullable TlsContext tls;
  private @Nullable ClientAuthenticator authenticator;
  private @Nullable HttpConnections connections;

  public HttpSender(Settings settings, HttpClientConfig config, HttpDialect dialect) {
    this.settings = settings;
    this.config = config;
    this.target = config.target();
    this.dialect = dialect;
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
  void addHeaders(HttpHeaders headers) {
    headers.set(HttpHeaderNames.HOST, target.authority());
    headers.set(HttpHeaderNames.USER_AGENT, config.userAgent());
    headers.set(HttpHeaderNames.CONTENT_TYPE, dialect.contentType());
    switch (config.compression()) {
      case GZIP -> headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
      case ZSTD -> headers.set(HttpHeaderNames.CONTENT_ENCODING, "zstd");
      case NONE -> {}
    }
    if (config.disableKeepAlives()) {
      headers.set(HttpHeaderNames.CONNECTION, "close");
    }
    config.headers().forEach((name, value) -> headers.set(name, value.reveal()));
    ClientAuthenticator asked = authenticator;
    if (asked != null) {
      asked.headers().forEach((name, value) -> headers.set(name, value.reveal()));
    }
  }

  @Override
  public Attempt send(Chunk framed, int spans, Callback callback) {
    if (config.compression() == HttpCompression.NONE) {
      HttpAttempt attempt = new HttpAttempt(this, new HeldChunk(framed), callback);
      attempt.begin();
      return attempt;
    }
    Compressing compressing = new Compressing(framed.retain(), callback);
    settings.loops().workLoop().execute(compressing);
    return compressing;
  }

  /** An attempt whose body is being compressed, and then the attempt itself. */
  private final class Compressing implements Attempt, Runnable {
    private final Chunk framed;
    private final Callback callback;
    private @Nullable HttpAttempt sent;
    private boolean cancelled;

    Compressing(Chunk framed, Callback callback) {
      this.framed = framed;
      this.callback = callback;
    }

    @Override
    public void run() {
      ByteBuf body;
      try {
        body = compress();
      } catch (RuntimeException e) {
        callback.done(SendResult.permanent("can't be compressed", e.toString()));
        return;
      } finally {
        framed.release();
      }
      if (body == null) {
        return;
      }
      HttpAttempt attempt = new HttpAttempt(HttpSender.this, body, callback);
      synchronized (this) {
        sent = attempt;
        if (cancelled) {
          attempt.cancel();
          return;
        }
      }
      attempt.begin();
    }

    /** Null if it was given up meanwhile. */
    private @Nullable ByteBuf compress() {
      synchronized (this) {
        if (cancelled) {
          return null;
        }
      }
      BodyEncoder encoder = lease();
      try {
        return encoder.encode(framed, config.compression());
      } finally {
        giveBack(encoder);
      }
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      if (sent != null) {
        sent.cancel();
      }
    }
  }

  private synchronized BodyEncoder lease() {
    BodyEncoder idle = encoders.poll();
    return idle == null ? new BodyEncoder() : idle;
  }

  private synchronized void giveBack(BodyEncoder encoder) {
    if (encoders.size() < ENCODERS_IDLE_MAX) {
      encoders.add(encoder);
    } else {
      encoder.end();
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
    encoders.forEach(BodyEncoder::end);
    encoders.clear();
  }
}

package io.spanweir.core.door;

import io.netty.handler.ssl.SslContext;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ServerAuthenticator;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.component.Verdict;
import io.spanweir.core.net.TlsContext;
import io.spanweir.core.net.TlsServerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who gets past a door: its TLS, and the extension that looks at a request's headers. */
public final class Guard implements AutoCloseable {
  private final @Nullable TlsContext tls;
  private final @Nullable ServerAuthenticator authenticator;

  private Guard(@Nullable TlsContext tls, @Nullable ServerAuthenticator authenticator) {
    this.tls = tls;
    this.authenticator = authenticator;
  }

  /** Of a door that is open to everybody. */
  public static Guard none() {
    return new Guard(null, null);
  }

  /**
   * @param protocols what is spoken behind TLS, for ALPN, what we like best first; none for a
   *     client's guess
   * @param endpointPath where the endpoint stands in the configuration
   * @throws StartException if the files of TLS can't be used, or the extension can't
   */
  public static Guard open(
      Settings settings,
      @Nullable TlsServerConfig tls,
      @Nullable AuthConfig auth,
      List<String> protocols,
      String endpointPath)
      throws StartException {
    String path = endpointPath.substring(0, endpointPath.lastIndexOf("::"));
    ServerAuthenticator authenticator =
        auth == null
            ? null
            : settings
                .extensions()
                .find(
                    auth.authenticator(),
                    ServerAuthenticator.class,
                    path + "::auth::authenticator",
                    "an extension that checks senders, such as bearertokenauth");
    TlsContext context =
        tls == null ? null : TlsContext.server(settings, tls, protocols, path + "::tls");
    return new Guard(context, authenticator);
  }

  /** Null if requests come in plain text. */
  public @Nullable SslContext tls() {
    return tls == null ? null : tls.netty();
  }

  /** Whether to let a request in; perhaps not known yet. Any thread. */
  public Verdict verdict(ServerAuthenticator.Headers headers) {
    return authenticator == null ? Verdict.ADMITTED : authenticator.verdict(headers);
  }

  /** The value of {@code WWW-Authenticate}; empty for none. */
  public String challenge() {
    return authenticator == null ? "" : authenticator.challenge();
  }

  @Override
  public void close() {
    if (tls != null) {
      tls.close();
    }
  }
}

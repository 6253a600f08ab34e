package io.spanweir.core.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a door or an exporter, which follows its files: when one of them changes, connections
 * that begin from then on use what it holds, without a restart. Files that can't be used leave what
 * was there in force, which is said. Made and closed by one thread; {@link #netty} is for any.
 */
public final class TlsContext implements AutoCloseable {
  private final Settings settings;
  private final List<Pem> files;
  private final Maker maker;
  private final SwappingSslContext context;

  /** Whether a file holds what no context was made of yet. */
  private boolean changed;

  private Loop.@Nullable Duty duty;

  /** Makes a context of what the files hold now. */
  private interface Maker {
    SslContext make() throws GeneralSecurityException, IOException;
  }

  private TlsContext(Settings settings, List<Pem> files, Maker maker, Duration lookEvery)
      throws IOException, GeneralSecurityException {
    this.settings = settings;
    this.files = files;
    this.maker = maker;
    look();
    context = new SwappingSslContext(ofNow());
    if (!lookEvery.isZero()) {
      duty = settings.loops().workLoop().add(new Watch(lookEvery.toNanos()));
    }
  }

  /**
   * For a listener.
   *
   * @param protocols what is spoken over it for ALPN, what we like best first; none for a client's
   *     guess
   * @param path where {@code tls} stands in the configuration
   * @throws StartException if the files can't be used
   */
  public static TlsContext server(
      Settings settings, TlsServerConfig config, List<String> protocols, String path)
      throws StartException {
    Pem cert = new Pem("cert", config.certFile(), config.certPem());
    Pem key = new Pem("key", config.keyFile(), config.keyPem().reveal());
    Pem clientCa = new Pem("client_ca", config.clientCaFile(), "");
    Maker maker =
        () -> {
          Identity ours = Identity.read(cert, key);
          SslContextBuilder builder = SslContextBuilder.forServer(ours.key(), ours.chain());
          if (clientCa.isGiven()) {
            builder.trustManager(Trust.of(clientCa, false)).clientAuth(ClientAuth.REQUIRE);
          }
          return finish(
              builder,
              TlsVersion.protocols(config.minVersion(), config.maxVersion()),
              config.cipherSuites(),
              protocols);
        };
    return make(settings, List.of(cert, key, clientCa), maker, config.lookEvery(), path);
  }

  /**
   * For connections to a backend. Host names are checked by whoever connects.
   *
   * @param protocol what is spoken over it for ALPN, such as h2; empty for none
   * @param path where {@code tls} stands in the configuration
   * @throws StartException if the files can't be used
   */
  public static TlsContext client(
      Settings settings, TlsClientConfig config, String protocol, String path)
      throws StartException {
    Pem ca = new Pem("ca", config.caFile(), config.caPem());
    Pem cert = new Pem("cert", config.certFile(), config.certPem());
    Pem key = new Pem("key", config.keyFile(), config.keyPem().reveal());
    Maker maker =
        () -> {
          SslContextBuilder builder = SslContextBuilder.forClient();
          if (config.insecureSkipVerify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            builder.endpointIdentificationAlgorithm(null);
          } else if (ca.isGiven()) {
            builder.trustManager(Trust.of(ca, config.includeSystemCaCertsPool()));
          }
          if (config.hasCertificate()) {
            Identity ours = Identity.read(cert, key);
            builder.keyManager(ours.key(), ours.chain());
          }
          return finish(
              builder,
              TlsVersion.protocols(config.minVersion(), config.maxVersion()),
              config.cipherSuites(),
              protocol.isEmpty() ? List.of() : List.of(protocol));
        };
    return make(settings, List.of(ca, cert, key), maker, config.reloadInterval(), path);
  }

  private static TlsContext make(
      Settings settings, List<Pem> files, Maker maker, Duration lookEvery, String path)
      throws StartException {
    try {
      return new TlsContext(settings, files, maker, lookEvery);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new StartException(path, problem(files, e), "certificates and a key in PEM", e);
    }
  }

  private static String problem(List<Pem> files, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (message.startsWith("tls.")) {
      return message;
    }
    List<String> given = files.stream().filter(Pem::isGiven).map(Pem::toString).toList();
    return "TLS can't be set up from " + String.join(", ", given) + ": " + message;
  }

  private static SslContext finish(
      SslContextBuilder builder,
      List<String> versions,
      List<String> ciphers,
      List<String> protocols)
      throws IOException {
    builder.sslProvider(SslProvider.JDK).protocols(versions);
    if (!ciphers.isEmpty()) {
      builder.ciphers(CipherSuites.enabled(ciphers));
    }
    if (!protocols.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              protocols));
    }
    return builder.build();
  }

  /** What Netty and gRPC take. */
  public SslContext netty() {
    return context;
  }

  /** What changes beside a file that can't be read at the moment is not forgotten. */
  private void look() throws IOException {
    for (Pem file : files) {
      changed |= file.look();
    }
  }

  private SslContext ofNow() throws GeneralSecurityException, IOException {
    changed = false;
    return maker.make();
  }

  @Override
  public void close() {
    if (duty != null) {
      duty.close();
    }
  }

  /** Looks at the files, now and then. */
  private final class Watch implements DutyCycle {
    private final long everyNanos;
    private long nextNanos;

    Watch(long everyNanos) {
      this.everyNanos = everyNanos;
      nextNanos = settings.loops().clock().nanoTime() + everyNanos;
    }

    @Override
    public int doWork(long nowNanos) {
      if (nowNanos < nextNanos) {
        return 0;
      }
      nextNanos = nowNanos + everyNanos;
      try {
        look();
        if (changed) {
          context.put(ofNow());
        }
      } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
        settings
            .telemetry()
            .errors()
            .record(settings.accountName(), "changed TLS files can't be used", problem(files, e));
      }
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return nextNanos;
    }

    @Override
    public String roleName() {
      return settings.accountName() + " tls";
    }
  }
}

package io.spanweir.core.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;

/** Contexts of both ends, with certificates of OpenSSL, and virtual time. */
abstract class TlsCase {
  private static final Path MADE = Path.of("src/test/resources/io/spanweir/core/net");

  final Stage stage = Stage.simulated(1);
  final Settings settings = new TestProcess(stage.loops()).settings("otlp");

  @AfterEach
  void close() {
    stage.close();
  }

  static String path(String name) {
    return MADE.resolve(name).toString();
  }

  static String read(String name) {
    try {
      return Files.readString(MADE.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static X509Certificate certificate(String name) throws Exception {
    return new Pem("cert", "", read(name + ".crt")).certificates().get(0);
  }

  /** Of localhost, with a key of RSA, but for the changes. */
  TlsContext server(Object... changes) throws StartException {
    TlsServerConfig config =
        Records.with(
            TlsServerConfig.defaults(), "certFile", path("rsa.crt"), "keyFile", path("rsa.key"));
    return TlsContext.server(
        settings, Records.with(config, changes), List.of(), "receivers::otlp::tls");
  }

  /** That trusts {@link #server}, but for the changes. */
  TlsContext client(Object... changes) throws StartException {
    TlsClientConfig config = TlsClientConfig.of(false, path("rsa.crt"), "");
    return TlsContext.client(settings, Records.with(config, changes), "", "exporters::otlp::tls");
  }

  static Handshake shake(TlsContext server, TlsContext client) throws SSLException {
    return new Handshake(server, client, "localhost");
  }

  /**
   * @param saying a part of what is said of it
   */
  static void assertRefused(TlsContext server, TlsContext client, String saying) {
    assertThatThrownBy(() -> shake(server, client))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(saying);
  }
}

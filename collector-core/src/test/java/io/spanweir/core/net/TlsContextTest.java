package io.spanweir.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.StartException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** What each key of {@code tls} does to a handshake, at either end. */
class TlsContextTest extends TlsCase {
  private static final String GCM_128 = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
  private static final String GCM_256 = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

  @Test
  void bothEndsKeepToTheirVersions() throws Exception {
    assertThat(shake(server(), client()).version()).isEqualTo("TLSv1.3");
    assertThat(shake(server(), client("maxVersion", "1.2")).version()).isEqualTo("TLSv1.2");
    assertThat(shake(server("maxVersion", "1.2"), client()).version()).isEqualTo("TLSv1.2");
    assertRefused(server("minVersion", "1.3"), client("maxVersion", "1.2"), "protocol");
    assertRefused(server("maxVersion", "1.2"), client("minVersion", "1.3"), "protocol");
  }

  @Test
  void cipherSuitesAreThoseOfTls12() throws Exception {
    TlsContext server = server("cipherSuites", List.of(GCM_128));
    assertThat(shake(server, client("maxVersion", "1.2")).cipherSuite()).isEqualTo(GCM_128);
    TlsContext other = client("maxVersion", "1.2", "cipherSuites", List.of(GCM_256));
    assertRefused(server, other, "cipher suites");
    assertThat(shake(server(), other).cipherSuite()).isEqualTo(GCM_256);
  }

  @Test
  void cipherSuitesOfTls12LeaveThoseOfTls13() throws Exception {
    List<String> suites = List.of(GCM_128);
    Handshake both =
        shake(
            server("minVersion", "1.3", "cipherSuites", suites),
            client("minVersion", "1.3", "cipherSuites", suites));
    assertThat(both.version()).isEqualTo("TLSv1.3");
    String one = "TLS_CHACHA20_POLY1305_SHA256";
    assertThat(shake(server("cipherSuites", List.of(one)), client()).version())
        .as("a list of 1.3's own is no reason to leave it")
        .isEqualTo("TLSv1.3");
  }

  @Test
  void aCipherSuiteThatNobodyKnowsIsSaid() {
    for (String unknown : List.of("AES128", "TLS_RSA_WITH_RC4_128_SHA")) {
      List<String> suites = List.of(GCM_128, unknown);
      assertThatThrownBy(() -> server("cipherSuites", suites))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("cipher_suites: has \"" + unknown + "\"");
      assertThatThrownBy(() -> client("cipherSuites", suites))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("cipher_suites: has \"" + unknown + "\"");
    }
  }

  @Test
  void textsDoAsFilesDo() throws Exception {
    TlsContext server =
        server(
            "certFile",
            "",
            "certPem",
            read("ec.crt"),
            "keyFile",
            "",
            "keyPem",
            new Secret(read("ec.key")),
            "clientCaFile",
            path("rsa.crt"));
    TlsContext client =
        client(
            "caFile",
            "",
            "caPem",
            read("ec.crt"),
            "certPem",
            read("rsa.crt"),
            "keyPem",
            new Secret(read("rsa.key")));
    Handshake done = shake(server, client);
    assertThat(done.server()).isEqualTo(certificate("ec"));
    assertThat(done.client()).isEqualTo(certificate("rsa"));
  }

  @Test
  void aTextThatCannotBeUsedIsSaidAtStartWithoutItself() {
    String half = read("rsa.key").substring(0, 400);
    assertThatThrownBy(() -> server("keyFile", "", "keyPem", new Secret(half)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("tls.key_pem")
        .hasMessageContaining("receivers::otlp::tls")
        .hasMessageNotContaining(half.substring(100, 110));
  }

  @Test
  void aServerIsTrustedByItsAuthorityAndItsName() throws Exception {
    assertThat(shake(server(), client()).server()).isEqualTo(certificate("rsa"));
    assertRefused(server(), client("caFile", path("ec.crt")), "");
    assertRefused(server(), client("caFile", ""), "");
    assertThatThrownBy(() -> new Handshake(server(), client(), "elsewhere.example"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("elsewhere.example");
  }

  @Test
  void whoSkipsVerificationTakesWhoeverAnswers() throws Exception {
    for (String ca : List.of("", path("ec.crt"))) {
      TlsContext blind = client("caFile", ca, "insecureSkipVerify", true);
      assertThat(new Handshake(server(), blind, "elsewhere.example").server())
          .isEqualTo(certificate("rsa"));
    }
  }

  @Test
  void theSystemsAuthoritiesStandBesideThoseGiven() throws Exception {
    TlsContext both = client("includeSystemCaCertsPool", true);
    assertThat(shake(server(), both).server()).isEqualTo(certificate("rsa"));
    assertRefused(server("certFile", path("ec.crt"), "keyFile", path("ec.key")), both, "");
    Pem given = new Pem("ca", "", read("rsa.crt"));
    assertThat(trusted(given, false)).containsExactly(certificate("rsa"));
    assertThat(trusted(given, true)).contains(certificate("rsa")).hasSizeGreaterThan(10);
  }

  private static List<X509Certificate> trusted(Pem given, boolean systemsToo) throws Exception {
    return Arrays.stream(Trust.of(given, systemsToo).getTrustManagers())
        .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
        .toList();
  }

  @Test
  void aServerWithAnAuthorityForClientsAsksForTheirCertificate() throws Exception {
    TlsContext server = server("clientCaFile", path("ec.crt"));
    TlsContext known = client("certFile", path("ec.crt"), "keyFile", path("ec.key"));
    assertThat(shake(server, known).client()).isEqualTo(certificate("ec"));
    assertRefused(server, client(), "");
    assertRefused(server, client("maxVersion", "1.2"), "");
    assertRefused(server, client("certFile", path("rsa.crt"), "keyFile", path("rsa.key")), "");
  }

  @Test
  void aKeyOfAnotherCertificateIsSaidAtStart() {
    Path other = Path.of(path("ec.key"));
    assertThatThrownBy(() -> server("keyFile", other.toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(other + " holds another key than that of tls.cert_file");
    assertThatThrownBy(() -> client("certFile", path("rsa.crt"), "keyFile", other.toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("exporters::otlp::tls");
  }
}

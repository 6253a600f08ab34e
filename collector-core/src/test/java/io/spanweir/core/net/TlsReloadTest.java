package io.spanweir.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that begin after a file has changed use what it holds now. */
class TlsReloadTest extends TlsCase {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private int written;

  @BeforeEach
  void writeFirst() throws IOException {
    put("rsa.crt", "its.crt");
    put("rsa.key", "its.key");
  }

  /** Writes a file at a time of its own, however fast the test is. */
  private void put(String made, String to) throws IOException {
    Path file = Files.writeString(folder.resolve(to), read(made));
    Files.setLastModifiedTime(file, FileTime.from(1_000_000 + written++, TimeUnit.SECONDS));
  }

  private String its(String name) {
    return folder.resolve(name).toString();
  }

  private void passSeconds(int seconds) {
    stage.pass(TimeUnit.SECONDS.toNanos(seconds));
  }

  private TlsContext reloadingServer(Duration interval) throws Exception {
    return server(
        "certFile", its("its.crt"), "keyFile", its("its.key"), "reloadInterval", interval);
  }

  private TlsContext blindClient() throws Exception {
    return client("insecureSkipVerify", true);
  }

  private long problems() {
    return settings.telemetry().errors().count("otlp", "changed TLS files can't be used");
  }

  @Test
  void aServerShowsItsRenewedCertificate() throws Exception {
    TlsContext server = reloadingServer(SECOND);
    TlsContext client = blindClient();
    assertThat(shake(server, client).server()).isEqualTo(certificate("rsa"));
    put("ec.crt", "its.crt");
    put("ec.key", "its.key");
    assertThat(shake(server, client).server()).isEqualTo(certificate("rsa"));
    passSeconds(2);
    assertThat(shake(server, client).server()).isEqualTo(certificate("ec"));
    assertThat(problems()).isZero();
  }

  @Test
  void withoutAnIntervalItNeverLooks() throws Exception {
    TlsContext server = reloadingServer(Duration.ZERO);
    put("ec.crt", "its.crt");
    put("ec.key", "its.key");
    passSeconds(3600);
    assertThat(shake(server, blindClient()).server()).isEqualTo(certificate("rsa"));
  }

  @Test
  void aServerThatIsClosedLooksNoMore() throws Exception {
    TlsContext server = reloadingServer(SECOND);
    server.close();
    put("ec.crt", "its.crt");
    put("ec.key", "its.key");
    passSeconds(2);
    assertThat(shake(server, blindClient()).server()).isEqualTo(certificate("rsa"));
  }

  @Test
  void whatCannotBeUsedLeavesWhatWasThere() throws Exception {
    TlsContext server = reloadingServer(SECOND);
    put("README.md", "its.crt");
    passSeconds(2);
    assertThat(shake(server, blindClient()).server()).isEqualTo(certificate("rsa"));
    assertThat(problems()).isOne();
    put("ec.crt", "its.crt");
    passSeconds(2);
    assertThat(shake(server, blindClient()).server())
        .as("while its key is still the old one")
        .isEqualTo(certificate("rsa"));
    put("ec.key", "its.key");
    passSeconds(2);
    assertThat(shake(server, blindClient()).server()).isEqualTo(certificate("ec"));
  }

  @Test
  void aChangeBesideAFileThatIsAwayIsNotForgotten() throws Exception {
    TlsContext server = reloadingServer(SECOND);
    Path key = folder.resolve("its.key");
    Path away = folder.resolve("away");
    Files.move(key, away);
    put("rsa-renewed.crt", "its.crt");
    passSeconds(2);
    assertThat(problems()).isPositive();
    assertThat(shake(server, blindClient()).server()).isEqualTo(certificate("rsa"));
    Files.move(away, key);
    passSeconds(2);
    assertThat(shake(server, blindClient()).server()).isEqualTo(certificate("rsa-renewed"));
  }

  @Test
  void aClientShowsItsRenewedCertificate() throws Exception {
    put("rsa.crt", "all.crt");
    Files.writeString(folder.resolve("all.crt"), read("rsa.crt") + read("ec.crt"));
    TlsContext server = server("clientCaFile", its("all.crt"));
    TlsContext client =
        client("certFile", its("its.crt"), "keyFile", its("its.key"), "reloadInterval", SECOND);
    assertThat(shake(server, client).client()).isEqualTo(certificate("rsa"));
    put("ec.crt", "its.crt");
    put("ec.key", "its.key");
    passSeconds(2);
    assertThat(shake(server, client).client()).isEqualTo(certificate("ec"));
  }

  @Test
  void aClientTrustsTheAuthorityOfNow() throws Exception {
    put("ec.crt", "ca.crt");
    TlsContext client = client("caFile", its("ca.crt"), "reloadInterval", SECOND);
    assertRefused(server(), client, "");
    put("rsa.crt", "ca.crt");
    passSeconds(2);
    assertThat(shake(server(), client).server()).isEqualTo(certificate("rsa"));
  }

  @Test
  void theAuthorityOfClientsIsReadAgainIfAskedFor() throws Exception {
    put("rsa.crt", "ca.crt");
    TlsContext still = server("clientCaFile", its("ca.crt"));
    TlsContext server = server("clientCaFile", its("ca.crt"), "clientCaFileReload", true);
    TlsContext first = client("certFile", path("rsa.crt"), "keyFile", path("rsa.key"));
    TlsContext second = client("certFile", path("ec.crt"), "keyFile", path("ec.key"));
    assertRefused(server, second, "");
    put("ec.crt", "ca.crt");
    passSeconds(11);
    assertThat(shake(server, second).client()).isEqualTo(certificate("ec"));
    assertRefused(server, first, "");
    assertThat(shake(still, first).client()).isEqualTo(certificate("rsa"));
  }
}

package io.spanweir.core.net;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Secret;
import java.time.Duration;
import java.util.List;

/** {@code tls} of a door; keys of the OpenTelemetry Collector. */
@Description("TLS of a listener: its certificate, and which clients it trusts")
@NotYet({
  "ca_file: the authorities of client certificates are given in client_ca_file",
  "ca_pem: the authorities of client certificates are given in client_ca_file",
  "include_system_ca_certs_pool: the authorities of client certificates are given in client_ca_file",
  "curve_preferences: the platform's are used",
  "tpm: keys in a TPM are not supported"
})
public record TlsServerConfig(
    @Description("File with the certificate and those between it and its authority (PEM)")
        String certFile,
    @Description("The same as text, instead of a file") String certPem,
    @Description("File with the certificate's private key (PEM, without a password)")
        String keyFile,
    @Description("The same as text, instead of a file") Secret keyPem,
    @Description(
            "File with the certificates (PEM) of authorities: clients must have a certificate of"
                + " one of them; empty to ask for none")
        String clientCaFile,
    @Description(
            "Whether client_ca_file is read again when it changes, each reload_interval or 10s")
        boolean clientCaFileReload,
    @Description("The oldest version spoken, 1.2 or 1.3") String minVersion,
    @Description("The newest version spoken; empty for what there is") String maxVersion,
    @Description(
            "Names of cipher suites of TLS 1.2; empty for the platform's. TLS 1.3 has its own in any"
                + " case")
        List<String> cipherSuites,
    @Description("How often files are looked at for a change; 0 for never")
        Duration reloadInterval) {

  private static final Duration CLIENT_CA_RELOAD = Duration.ofSeconds(10);

  public TlsServerConfig {
    cipherSuites = List.copyOf(cipherSuites);
    TlsVersion.check(minVersion, maxVersion);
    CipherSuites.check(cipherSuites);
    if (reloadInterval.isNegative()) {
      throw new InvalidConfigException("reload_interval", "is negative", "0s or more");
    }
    if (!certFile.isEmpty() && !certPem.isEmpty()) {
      throw new InvalidConfigException("cert_pem", "is given beside cert_file", "one of the two");
    }
    if (!keyFile.isEmpty() && !keyPem.reveal().isEmpty()) {
      throw new InvalidConfigException("key_pem", "is given beside key_file", "one of the two");
    }
  }

  /** What holds where the block says nothing: incomplete, as a certificate has no default. */
  public static TlsServerConfig defaults() {
    return new TlsServerConfig(
        "", "", "", new Secret(""), "", false, "1.2", "", List.of(), Duration.ZERO);
  }

  /**
   * Whether it can work at all; for the record that holds this one.
   *
   * @throws InvalidConfigException if the certificate or its key is missing
   */
  public void requireCertificate() {
    if (certFile.isEmpty() && certPem.isEmpty()) {
      throw new InvalidConfigException(
          "tls.cert_file", "is missing", "a file with the certificate (PEM)");
    }
    if (keyFile.isEmpty() && keyPem.reveal().isEmpty()) {
      throw new InvalidConfigException(
          "tls.key_file", "is missing", "a file with the certificate's private key (PEM)");
    }
  }

  Duration lookEvery() {
    return clientCaFileReload && reloadInterval.isZero() ? CLIENT_CA_RELOAD : reloadInterval;
  }
}

package io.spanweir.core.net;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Secret;
import java.time.Duration;
import java.util.List;

/** {@code tls} of an exporter; keys of the OpenTelemetry Collector. */
@Description("How the connection is secured")
@NotYet({"curve_preferences: the platform's are used", "tpm: keys in a TPM are not supported"})
public record TlsClientConfig(
    @Description("Send in plain text, without TLS") boolean insecure,
    @Description("Send over TLS to whoever answers: no certificate is checked")
        boolean insecureSkipVerify,
    @Description(
            "The server's name for its certificate, where it isn't the endpoint's; empty for that")
        String serverNameOverride,
    @Description(
            "File with the certificates (PEM) of the authorities to trust; empty for the system's")
        String caFile,
    @Description("The same as text, instead of a file") String caPem,
    @Description("Whether the system's authorities are trusted beside those given")
        boolean includeSystemCaCertsPool,
    @Description("File with our own certificate (PEM), for servers that ask; empty for none")
        String certFile,
    @Description("The same as text, instead of a file") String certPem,
    @Description("File with its private key (PEM, without a password)") String keyFile,
    @Description("The same as text, instead of a file") Secret keyPem,
    @Description("The oldest version spoken, 1.2 or 1.3") String minVersion,
    @Description("The newest version spoken; empty for what there is") String maxVersion,
    @Description(
            "Names of cipher suites of TLS 1.2; empty for the platform's. TLS 1.3 has its own in any"
                + " case")
        List<String> cipherSuites,
    @Description("How often files are looked at for a change; 0 for never")
        Duration reloadInterval) {
  /** TLS with the system's authorities. */
  public static final TlsClientConfig DEFAULT = of(false, "", "");

  public TlsClientConfig {
    cipherSuites = List.copyOf(cipherSuites);
    TlsVersion.check(minVersion, maxVersion);
    CipherSuites.check(cipherSuites);
    boolean cert = !certFile.isEmpty() || !certPem.isEmpty();
    boolean key = !keyFile.isEmpty() || !keyPem.reveal().isEmpty();
    if (cert != key) {
      throw new InvalidConfigException(
          cert ? "key_file" : "cert_file", "is missing", "a certificate and its key, or neither");
    }
    if (!caFile.isEmpty() && !caPem.isEmpty()) {
      throw new InvalidConfigException("ca_pem", "is given beside ca_file", "one of the two");
    }
    if (reloadInterval.isNegative()) {
      throw new InvalidConfigException("reload_interval", "is negative", "0s or more");
    }
  }

  /** With these three keys set, and nothing else. */
  public static TlsClientConfig of(boolean insecure, String caFile, String serverNameOverride) {
    return new TlsClientConfig(
        insecure,
        false,
        serverNameOverride,
        caFile,
        "",
        false,
        "",
        "",
        "",
        new Secret(""),
        "1.2",
        "",
        List.of(),
        Duration.ZERO);
  }

  boolean hasCertificate() {
    return !certFile.isEmpty() || !certPem.isEmpty();
  }
}

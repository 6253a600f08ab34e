package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.NotYet;

/** {@code tls} of a client; names of the OpenTelemetry Collector. */
@Description("How the connection is secured")
@NotYet({
  "insecure_skip_verify: give the server's authority in ca_file",
  "ca_pem: give the certificate in ca_file",
  "cert_file: client certificates are not there yet; authenticate by headers",
  "cert_pem: client certificates are not there yet; authenticate by headers",
  "key_file: client certificates are not there yet; authenticate by headers",
  "key_pem: client certificates are not there yet; authenticate by headers",
  "include_system_ca_certs_pool: either ca_file or the system's authorities are trusted",
  "min_version: 1.2 is the lowest",
  "max_version: the highest that both sides know is used",
  "cipher_suites: the platform's are used",
  "curve_preferences: the platform's are used",
  "reload_interval: certificates are read at start",
  "tpm: keys in a TPM are not supported"
})
public record TlsClientConfig(
    @Description("Send in plain text, without TLS") boolean insecure,
    @Description(
            "File with the certificates (PEM) of the authorities to trust; empty for the system's")
        String caFile,
    @Description(
            "The server's name for its certificate, where it isn't the endpoint's; empty for that")
        String serverNameOverride) {
  /** TLS with the system's authorities. */
  public static final TlsClientConfig DEFAULT = new TlsClientConfig(false, "", "");
}

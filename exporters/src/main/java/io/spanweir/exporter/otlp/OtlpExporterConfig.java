package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.core.component.Secret;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.sending.SendingConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code otlp} exporter; keys and defaults of the OpenTelemetry Collector. */
@Description("Sends spans to an OTLP server over gRPC")
@NotYet({
  "middlewares: there are none",
  "read_buffer_size: the transport sizes its buffers itself",
  "write_buffer_size=0|524288: the transport sizes its buffers itself"
})
public record OtlpExporterConfig(
    @Required
        @Description("host:port of the server; http:// before it for plain text, https:// for TLS")
        String endpoint,
    @Description("none, gzip or zstd") Compression compression,
    CompressionParams compressionParams,
    @Description("Sent with every request; values never appear in logs")
        Map<String, Secret> headers,
    TlsClientConfig tls,
    @Description("Which extension says who we are; absent for none") @Nullable AuthConfig auth,
    @Description("Whether an attempt waits for the connection, up to timeout, or fails at once")
        boolean waitForReady,
    @Description("How requests are spread over the addresses of endpoint's name")
        Balancer balancerName,
    @Description("What to call the server in requests, where it isn't endpoint; empty for that")
        String authority,
    @Description("How we call ourselves") String userAgent,
    KeepaliveConfig keepalive,
    @Inline SendingConfig sending)
    implements Announced {
  private static final Pattern HEADER_NAME = Pattern.compile("[0-9a-z_.-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

  public OtlpExporterConfig {
    headers = Map.copyOf(headers);
    headers.forEach(OtlpExporterConfig::checkHeader);
    compressionParams.check(
        switch (compression) {
          case NONE -> CompressionParams.Family.NONE;
          case GZIP -> CompressionParams.Family.DEFLATE;
          case ZSTD -> CompressionParams.Family.ZSTD;
        });
    if (!endpoint.isBlank()) {
      Endpoint.parse(endpoint, tls.insecure());
    }
  }

  @Override
  public List<String> announcement(Limits limits) {
    Endpoint server = Endpoint.parse(endpoint, tls.insecure());
    return List.of(
        "OTLP/gRPC  "
            + server.hostPort()
            + (server.plaintext() ? ", without TLS" : ", with TLS")
            + (compression == Compression.NONE ? "" : ", " + compression.label()));
  }

  /** Values are secrets: an error says which one is wrong, not what it is. */
  private static void checkHeader(String name, Secret value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!HEADER_NAME.matcher(lower).matches()
        || lower.startsWith("grpc-")
        || lower.endsWith("-bin")) {
      throw new InvalidConfigException(
          "headers." + name, "is no name of a header", "letters, digits, - _ . and no grpc-, -bin");
    }
    if (!HEADER_VALUE.matcher(value.reveal()).matches()) {
      throw new InvalidConfigException(
          "headers." + name, "has characters that a header can't", "printable ASCII");
    }
  }
}

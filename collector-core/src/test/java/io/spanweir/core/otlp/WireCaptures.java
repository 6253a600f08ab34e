package io.spanweir.core.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Bodies that the OpenTelemetry Java SDK sent; see the README beside them. */
final class WireCaptures {
  private WireCaptures() {}

  static List<byte[]> all() throws IOException {
    try (InputStream plain = open("otel-java-1.67.0-otlp-http.otlp.pb");
        InputStream zipped =
            new GZIPInputStream(open("otel-java-1.67.0-otlp-http-gzip-chunked.otlp.pb.gz"))) {
      return List.of(plain.readAllBytes(), zipped.readAllBytes());
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(
        WireCaptures.class.getResourceAsStream("/wire-captures/" + name), name);
  }
}

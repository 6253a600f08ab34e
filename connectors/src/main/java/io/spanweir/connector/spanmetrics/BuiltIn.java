package io.spanweir.connector.spanmetrics;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The dimensions that every series has, unless they are excluded; names of the Collector. */
final class BuiltIn {
  static final String SERVICE_NAME = "service.name";
  static final String SPAN_NAME = "span.name";
  static final String SPAN_KIND = "span.kind";
  static final String STATUS_CODE = "status.code";
  static final String INSTANCE_ID = "collector.instance.id";
  static final String OVERFLOW = "otel.metric.overflow";

  static final List<String> NAMES =
      List.of(SERVICE_NAME, SPAN_NAME, SPAN_KIND, STATUS_CODE, INSTANCE_ID);

  /** What OpenTelemetry's SDKs call a service that has no name. */
  static final String UNKNOWN_SERVICE = "unknown_service";

  private static final byte[][] KINDS =
      texts(
          "SPAN_KIND_UNSPECIFIED",
          "SPAN_KIND_INTERNAL",
          "SPAN_KIND_SERVER",
          "SPAN_KIND_CLIENT",
          "SPAN_KIND_PRODUCER",
          "SPAN_KIND_CONSUMER");

  private static final byte[][] CODES =
      texts("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

  private BuiltIn() {}

  private static byte[][] texts(String... texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = utf8(texts[i]);
    }
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The ordinal of a kind; one that OTLP doesn't know is unspecified. */
  static int kind(int kind) {
    return kind >= 0 && kind < KINDS.length ? kind : 0;
  }

  /** The ordinal of a status code; one that OTLP doesn't know is unset. */
  static int code(int code) {
    return code >= 0 && code < CODES.length ? code : 0;
  }

  static byte[] kindText(int ordinal) {
    return KINDS[ordinal];
  }

  static byte[] codeText(int ordinal) {
    return CODES[ordinal];
  }
}

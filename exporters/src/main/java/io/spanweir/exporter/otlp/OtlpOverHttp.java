package io.spanweir.exporter.otlp;

import io.spanweir.exporter.http.HttpDialect;
import io.spanweir.exporter.http.RetryAfter;
import io.spanweir.exporter.sending.SendResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over HTTP/1.1 with protobuf bodies, and what a backend's answer means to a sender of it
 * (specification of OTLP/HTTP).
 */
final class OtlpOverHttp implements HttpDialect {
  private static final String PROTOBUF = "application/x-protobuf";

  @Override
  public String contentType() {
    return PROTOBUF;
  }

  @Override
  public SendResult answered(
      int code,
      @Nullable String contentType,
      @Nullable String retryAfter,
      byte[] body,
      long epochNanos) {
    boolean protobuf = contentType != null && contentType.startsWith(PROTOBUF);
    if (code >= 200 && code < 300) {
      return protobuf ? Answer.taken(body) : SendResult.ok();
    }
    String error = "HTTP " + code;
    String detail =
        protobuf ? Answer.statusMessage(body) : new String(body, StandardCharsets.UTF_8);
    return switch (code) {
      case 429, 502, 503, 504 ->
          SendResult.retry(RetryAfter.delay(retryAfter, epochNanos), error, detail);
      case 301, 302, 303, 307, 308 ->
          SendResult.permanent(error, "redirects are not followed; give the endpoint it names");
      default -> SendResult.permanent(error, detail);
    };
  }
}

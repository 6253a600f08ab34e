package io.spanweir.exporter.http;

import io.spanweir.exporter.sending.SendResult;
import org.jspecify.annotations.Nullable;

/** What is spoken over HTTP with one kind of backend. Any thread. */
public interface HttpDialect {
  /** The header {@code Content-Type} of requests. */
  String contentType();

  /** What makes bodies of framed requests; null if they are the bodies. */
  default @Nullable BodyWriter newWriter() {
    return null;
  }

  /**
   * What an answer means.
   *
   * @param contentType the header, null if there is none
   * @param retryAfter the header, null if there is none; see {@link RetryAfter}
   * @param body as much of it as is read
   * @param epochNanos now, since 1970
   */
  SendResult answered(
      int code,
      @Nullable String contentType,
      @Nullable String retryAfter,
      byte[] body,
      long epochNanos);
}

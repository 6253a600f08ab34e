package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.spanweir.core.data.Signal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers as the bytes of an HTTP/1.1 response. Few kinds and all short, so they are written here
 * and not by an encoder; the one for full success is the same bytes each time.
 */
final class HttpAnswer {
  private static final String CLOSE = "Connection: close\r\n";

  static final ByteBuf CONTINUE = constant("HTTP/1.1 100 Continue\r\n\r\n");

  private static final ByteBuf DONE = constant(head(200, false, true, "") + length(0));
  private static final ByteBuf DONE_JSON = constant(head(200, true, true, "") + length(2) + "{}");

  private static final String UNDERSTOOD =
      line("Accept: application/x-protobuf, application/json")
          + line("Accept-Encoding: gzip, zstd, deflate, identity");

  private HttpAnswer() {}

  /** {@code ExportTraceServiceResponse}, empty or with what was rejected. */
  static ByteBuf success(
      Signal signal,
      boolean json,
      boolean keepAlive,
      String extra,
      int rejected,
      @Nullable String text) {
    boolean plain = rejected == 0 && text == null;
    if (plain && keepAlive && extra.isEmpty()) {
      return (json ? DONE_JSON : DONE).duplicate();
    }
    String reason = Answers.cut(text == null ? "" : text);
    byte[] body;
    if (plain) {
      body = json ? Answers.NOTHING_JSON : Answers.NOTHING;
    } else {
      body =
          json
              ? Answers.partialSuccessJson(signal, rejected, reason)
              : Answers.partialSuccess(rejected, reason);
    }
    return response(head(200, json, keepAlive, extra), body);
  }

  /** To a browser that asked what a page may send. */
  static ByteBuf preflight(boolean keepAlive, String extra) {
    String head = "HTTP/1.1 204 No Content\r\n" + (keepAlive ? "" : CLOSE) + extra + "\r\n";
    return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * {@code google.rpc.Status}.
   *
   * @param challenge what a sender that must say who it is may say; empty for nothing
   */
  static ByteBuf failure(
      Outcome outcome,
      boolean json,
      boolean keepAlive,
      String answerLines,
      String text,
      long retryAfterNanos,
      String challenge) {
    String extra = answerLines;
    if (outcome.retryable()) {
      extra += line("Retry-After: " + Answers.retryAfterSeconds(retryAfterNanos));
    } else if (outcome == Outcome.WRONG_METHOD) {
      extra += line("Allow: POST");
    } else if (outcome == Outcome.UNAUTHENTICATED && !challenge.isEmpty()) {
      extra += line("WWW-Authenticate: " + challenge);
    } else if (outcome == Outcome.WRONG_TYPE) {
      extra += UNDERSTOOD;
    }
    long retryAfter = outcome.retryable() ? retryAfterNanos : -1;
    String cut = Answers.cut(text);
    return response(
        head(outcome.httpCode(), json, keepAlive, extra),
        json
            ? Answers.statusJson(outcome.grpcCode(), cut, retryAfter)
            : Answers.status(outcome.grpcCode(), cut, retryAfter));
  }

  private static ByteBuf response(String head, byte[] body) {
    String all = head + length(body.length);
    return Unpooled.wrappedBuffer(all.getBytes(StandardCharsets.US_ASCII), body);
  }

  private static String head(int code, boolean json, boolean keepAlive, String extra) {
    return "HTTP/1.1 "
        + HttpResponseStatus.valueOf(code)
        + "\r\nContent-Type: "
        + (json ? "application/json" : "application/x-protobuf")
        + "\r\n"
        + (keepAlive ? "" : CLOSE)
        + extra;
  }

  private static String line(String header) {
    return header + "\r\n";
  }

  private static String length(int bytes) {
    return "Content-Length: " + bytes + "\r\n\r\n";
  }

  private static ByteBuf constant(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    return Unpooled.unreleasableBuffer(direct).asReadOnly();
  }
}

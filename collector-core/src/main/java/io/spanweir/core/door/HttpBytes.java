package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * Answers as the bytes of an HTTP/1.1 response. Few kinds and most of them short, so they are
 * written here and not by an encoder.
 */
public final class HttpBytes {
  private static final String CLOSE = "Connection: close\r\n";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** What a hint when to try again may be at most: a sender must not be told to wait for days. */
  private static final long RETRY_AFTER_MAX_NANOS = 300_000_000_000L;

  /** Longer texts are cut: some senders log them. */
  private static final int TEXT_MAX = 400;

  static final ByteBuf CONTINUE =
      constant("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

  private HttpBytes() {}

  /**
   * A whole response.
   *
   * @param type the content type; empty for none
   * @param lines more header lines, each with its line end
   */
  public static ByteBuf response(
      int status, String type, boolean keepAlive, String lines, byte[] body) {
    return response(status, "", type, keepAlive, lines, body);
  }

  /**
   * @param reason printable ASCII; empty for what the code is called
   */
  static ByteBuf response(
      int status, String reason, String type, boolean keepAlive, String lines, byte[] body) {
    String head =
        "HTTP/1.1 "
            + (reason.isEmpty() ? HttpResponseStatus.valueOf(status) : status + " " + reason)
            + "\r\n"
            + (type.isEmpty() ? "" : line("Content-Type", type))
            + (keepAlive ? "" : CLOSE)
            + lines
            + (status == 204 ? "" : line("Content-Length", String.valueOf(body.length)))
            + "\r\n";
    return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
  }

  /** The same response again and again: its bytes off the heap; a duplicate of it is written. */
  public static ByteBuf constant(ByteBuf response) {
    byte[] bytes = new byte[response.readableBytes()];
    response.readBytes(bytes);
    return constant(bytes);
  }

  private static ByteBuf constant(byte[] bytes) {
    ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    return Unpooled.unreleasableBuffer(direct).asReadOnly();
  }

  /** To a browser that asked what a page may send. */
  public static ByteBuf preflight(HttpAnswer answer) {
    return response(204, "", answer.keepAlive(), answer.lines(), new byte[0]);
  }

  /** A header line. */
  public static String line(String name, String value) {
    return name + ": " + value + "\r\n";
  }

  /** For {@code Retry-After}: whole seconds, rounded up, at least one. */
  public static long retryAfterSeconds(long nanos) {
    return Math.max(1, (retryAfterNanos(nanos) + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }

  /** A hint when to try again that nobody can be harmed by. */
  public static long retryAfterNanos(long nanos) {
    return Math.max(0, Math.min(RETRY_AFTER_MAX_NANOS, nanos));
  }

  /** Cut to what an answer may carry. */
  public static String cut(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "...";
  }
}

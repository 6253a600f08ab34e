package io.spanweir.bench.generator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One answer of an HTTP/1.1 server, small enough to be read in one piece. */
final class Http1Answer {
  private final int status;
  private final boolean close;
  private final byte[] body;

  private Http1Answer(int status, boolean close, byte[] body) {
    this.status = status;
    this.close = close;
    this.body = body;
  }

  int status() {
    return status;
  }

  /** Whether the server closes the connection after it. */
  boolean close() {
    return close;
  }

  /** Returns its content; the caller does not change it. */
  byte[] body() {
    return body;
  }

  /** Reads an answer, or returns null when it is not whole yet. */
  static @Nullable Http1Answer parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return null;
    }
    String head = text.substring(0, end).toLowerCase(Locale.ROOT);
    int status = Integer.parseInt(head.substring(9, 12));
    byte[] rest = Arrays.copyOfRange(bytes, end + 4, bytes.length);
    byte[] body =
        head.contains("transfer-encoding: chunked")
            ? unchunked(rest)
            : exactly(rest, contentLength(head));
    return body == null ? null : new Http1Answer(status, head.contains("connection: close"), body);
  }

  private static int contentLength(String head) {
    int at = head.indexOf("content-length:");
    if (at < 0) {
      return 0;
    }
    int end = head.indexOf('\r', at);
    return Integer.parseInt(head.substring(at + 15, end < 0 ? head.length() : end).trim());
  }

  private static byte @Nullable [] exactly(byte[] rest, int length) {
    return rest.length < length ? null : Arrays.copyOf(rest, length);
  }

  private static byte @Nullable [] unchunked(byte[] rest) {
    String text = new String(rest, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int line = text.indexOf("\r\n", at);
      if (line < 0) {
        return null;
      }
      int size = Integer.parseInt(text.substring(at, line).split(";")[0].trim(), 16);
      int next = line + 2 + size + 2;
      if (next > rest.length) {
        return null;
      }
      if (size == 0) {
        return body.toByteArray();
      }
      body.write(rest, line + 2, size);
      at = next;
    }
  }
}

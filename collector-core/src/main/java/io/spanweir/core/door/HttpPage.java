package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a browser, or whoever asks, is answered with. Immutable. */
public final class HttpPage {
  private static final int REASON_MAX = 200;

  private final int status;
  private final String reason;
  private final String type;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * @param status the status code
   * @param type the content type; empty for none
   * @param headers besides those that every answer has
   * @param body its bytes; not copied, not changed any more
   */
  public HttpPage(int status, String type, Map<String, String> headers, byte[] body) {
    this(status, "", type, headers, body);
  }

  private HttpPage(
      int status, String reason, String type, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.reason = reason;
    this.type = type;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  /** Text for a person or a program. */
  public static HttpPage text(int status, String type, String body) {
    return new HttpPage(status, type, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends whoever asks elsewhere. */
  public static HttpPage redirect(String location) {
    return new HttpPage(302, "", Map.of("Location", location), new byte[0]);
  }

  /**
   * The same page, with a reason of its own after the status code (RFC 9112 §4): programs of web
   * pages often show that and nothing of the body.
   *
   * @param why cut, and without what may not be there
   */
  public HttpPage because(String why) {
    String line = why.replaceAll("[^ -~]", "?");
    return new HttpPage(
        status,
        line.length() <= REASON_MAX ? line : line.substring(0, REASON_MAX),
        type,
        headers,
        body);
  }

  Outcome outcome() {
    return status < 400 ? Outcome.ACCEPTED : status == 404 ? Outcome.NOT_FOUND : Outcome.MALFORMED;
  }

  ByteBuf bytes(boolean keepAlive, boolean withBody, String lines) {
    StringBuilder extra = new StringBuilder(lines);
    headers.forEach((name, value) -> extra.append(HttpBytes.line(name, value)));
    ByteBuf whole = HttpBytes.response(status, reason, type, keepAlive, extra.toString(), body);
    return withBody ? whole : whole.writerIndex(whole.writerIndex() - body.length);
  }
}

package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a browser, or whoever asks, is answered with. Immutable. */
public final class HttpPage {
  private final int status;
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
    this.status = status;
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

  Outcome outcome() {
    return status < 400 ? Outcome.ACCEPTED : status == 404 ? Outcome.NOT_FOUND : Outcome.MALFORMED;
  }

  ByteBuf bytes(boolean keepAlive, boolean withBody, String lines) {
    StringBuilder extra = new StringBuilder(lines);
    headers.forEach((name, value) -> extra.append(HttpBytes.line(name, value)));
    ByteBuf whole = HttpBytes.response(status, type, keepAlive, extra.toString(), body);
    return withBody ? whole : whole.writerIndex(whole.writerIndex() - body.length);
  }
}

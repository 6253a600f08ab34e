package io.spanweir.receiver.jaeger;

import io.netty.buffer.ByteBuf;
import io.spanweir.core.door.HttpAnswer;
import io.spanweir.core.door.HttpBytes;
import io.spanweir.core.door.Outcome;
import java.nio.charset.StandardCharsets;

/** Answers over HTTP as Jaeger's collector gives them: 202 and nothing, or a text that says why. */
final class HttpTexts {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final ByteBuf DONE =
      HttpBytes.constant(HttpBytes.response(202, "", true, "", new byte[0]));

  private HttpTexts() {}

  /**
   * @param method what is allowed, for who used another
   */
  static ByteBuf bytes(HttpAnswer answer, String method) {
    Outcome outcome = answer.outcome();
    if (outcome == Outcome.ACCEPTED) {
      boolean plain = answer.keepAlive() && answer.lines().isEmpty();
      return plain
          ? DONE.duplicate()
          : HttpBytes.response(202, "", answer.keepAlive(), answer.lines(), new byte[0]);
    }
    String lines = answer.lines();
    if (outcome.retryable()) {
      long seconds = HttpBytes.retryAfterSeconds(answer.retryAfterNanos());
      lines += HttpBytes.line("Retry-After", String.valueOf(seconds));
    } else if (outcome == Outcome.WRONG_METHOD) {
      lines += HttpBytes.line("Allow", method);
    }
    byte[] text = (answer.shortText() + "\n").getBytes(StandardCharsets.UTF_8);
    return HttpBytes.response(status(outcome), TEXT, answer.keepAlive(), lines, text);
  }

  /** Jaeger's collector has no 415. */
  private static int status(Outcome outcome) {
    return outcome == Outcome.WRONG_TYPE ? 400 : outcome.httpCode();
  }
}

package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.HttpAnswer;
import io.spanweir.core.door.HttpBytes;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.grpc.Answers;
import java.util.function.Supplier;

/** OTLP's answers over HTTP; the one for full success is the same bytes each time. */
final class HttpAnswers {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private static final byte[] NOTHING_JSON = {'{', '}'};

  private static final ByteBuf DONE =
      HttpBytes.constant(HttpBytes.response(200, PROTOBUF, true, "", Answers.NOTHING));
  private static final ByteBuf DONE_JSON =
      HttpBytes.constant(HttpBytes.response(200, JSON, true, "", NOTHING_JSON));

  private static final String UNDERSTOOD =
      HttpBytes.line("Accept", "application/x-protobuf, application/json")
          + HttpBytes.line("Accept-Encoding", "gzip, zstd, deflate, identity");

  private final Signal signal;
  private final Supplier<String> challenge;

  /**
   * @param challenge what a sender that must say who it is may say; empty for nothing
   */
  HttpAnswers(Signal signal, Supplier<String> challenge) {
    this.signal = signal;
    this.challenge = challenge;
  }

  /** {@code ExportTraceServiceResponse}, empty or with what was rejected. */
  ByteBuf success(boolean json, HttpAnswer answer) {
    boolean plain = answer.isPlainSuccess();
    if (plain && answer.keepAlive() && answer.lines().isEmpty()) {
      return (json ? DONE_JSON : DONE).duplicate();
    }
    byte[] body;
    if (plain) {
      body = json ? NOTHING_JSON : Answers.NOTHING;
    } else {
      body =
          json
              ? Answers.partialSuccessJson(signal, answer.rejectedSpans(), answer.shortText())
              : Answers.partialSuccess(answer.rejectedSpans(), answer.shortText());
    }
    return HttpBytes.response(200, type(json), answer.keepAlive(), answer.lines(), body);
  }

  /** {@code google.rpc.Status}. */
  ByteBuf failure(boolean json, HttpAnswer answer) {
    Outcome outcome = answer.outcome();
    String lines = answer.lines();
    if (outcome.retryable()) {
      lines +=
          HttpBytes.line("Retry-After", "" + HttpBytes.retryAfterSeconds(answer.retryAfterNanos()));
    } else if (outcome == Outcome.WRONG_METHOD) {
      lines += HttpBytes.line("Allow", "POST");
    } else if (outcome == Outcome.UNAUTHENTICATED && !challenge.get().isEmpty()) {
      lines += HttpBytes.line("WWW-Authenticate", challenge.get());
    } else if (outcome == Outcome.WRONG_TYPE) {
      lines += UNDERSTOOD;
    }
    long retryAfter = outcome.retryable() ? answer.retryAfterNanos() : -1;
    byte[] body =
        json
            ? Answers.statusJson(outcome.grpcCode(), answer.shortText(), retryAfter)
            : Answers.status(outcome.grpcCode(), answer.shortText(), retryAfter);
    return HttpBytes.response(outcome.httpCode(), type(json), answer.keepAlive(), lines, body);
  }

  private static String type(boolean json) {
    return json ? JSON : PROTOBUF;
  }
}

package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.HttpAnswer;
import io.spanweir.core.door.HttpAnswerer;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.intake.Intake;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Requests of one signal in one encoding. */
final class HttpExportRoute implements HttpRoute {
  private static final String PROTOBUF_TYPE = "application/x-protobuf";
  private static final String JSON_TYPE = "application/json";

  private final Signal signal;
  private final boolean json;
  private final HttpAnswers answers;
  private final @Nullable Taker taker;
  private final @Nullable Intake intake;

  /** What takes bodies over. */
  interface Taker {
    void take(Chunk body, DoorLoop loop, Answerer door);
  }

  /**
   * @param taker null where no pipeline takes the signal, so that nothing is there
   * @param intake likewise
   */
  HttpExportRoute(
      Signal signal,
      boolean json,
      HttpAnswers answers,
      @Nullable Taker taker,
      @Nullable Intake intake) {
    this.signal = signal;
    this.json = json;
    this.answers = answers;
    this.taker = taker;
    this.intake = intake;
  }

  @Override
  public @Nullable Refusal refusal(HttpRequest request) {
    if (!HttpMethod.POST.equals(request.method())) {
      return new Refusal(Outcome.WRONG_METHOD, signal.key() + " are posted, method POST");
    }
    return mediaType(request.headers().get(HttpHeaderNames.CONTENT_TYPE)) == null
        ? new Refusal(
            Outcome.WRONG_TYPE, "the content type must be " + PROTOBUF_TYPE + " or " + JSON_TYPE)
        : null;
  }

  @Override
  public void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection) {
    if (taker == null) {
      throw new IllegalStateException("a path without a pipeline");
    }
    taker.take(body, loop, connection);
  }

  @Override
  public ByteBuf bytes(HttpAnswer answer) {
    return answer.outcome() == Outcome.ACCEPTED
        ? answers.success(json, answer)
        : answers.failure(json, answer);
  }

  @Override
  public long retryAfterNanos() {
    return intake == null ? 0 : intake.retryAfterNanos();
  }

  static boolean isJson(@Nullable String contentType) {
    return JSON_TYPE.equals(mediaType(contentType));
  }

  /** The content type without its parameters if it is one of the two, else null. */
  private static @Nullable String mediaType(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (header.equals(PROTOBUF_TYPE)) {
      return PROTOBUF_TYPE;
    }
    int parameters = header.indexOf(';');
    String type = parameters < 0 ? header : header.substring(0, parameters);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case PROTOBUF_TYPE -> PROTOBUF_TYPE;
      case JSON_TYPE -> JSON_TYPE;
      default -> null;
    };
  }
}

package io.spanweir.receiver.jaeger;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.HttpAnswer;
import io.spanweir.core.door.HttpAnswerer;
import io.spanweir.core.door.HttpPage;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.grpc.GrpcMethod;
import org.jspecify.annotations.Nullable;

/**
 * What Jaeger's clients are told when they ask how much to sample: all of it, whoever asks. A
 * client that hears nothing samples a thousandth, and of what it does not send nothing can be kept.
 */
final class Sampling implements HttpRoute {
  private static final String JSON = "application/json";

  /** As Jaeger's agent has answered since 1.0; clients in all languages read it. */
  private static final HttpPage STRATEGY =
      HttpPage.text(
          200,
          JSON,
          "{\"strategyType\":\"PROBABILISTIC\",\"probabilisticSampling\":{\"samplingRate\":1}}");

  /** As agents answered clients from before 1.0, at the root: the type is a number. */
  private static final HttpPage OLD_STRATEGY =
      HttpPage.text(
          200, JSON, "{\"strategyType\":0,\"probabilisticSampling\":{\"samplingRate\":1}}");

  /** Clients ask what baggage they may carry, too: no restrictions. */
  private static final HttpPage NO_RESTRICTIONS = HttpPage.text(200, JSON, "[]");

  private final HttpPage page;

  private Sampling(HttpPage page) {
    this.page = page;
  }

  static Sampling strategy() {
    return new Sampling(STRATEGY);
  }

  static Sampling oldStrategy() {
    return new Sampling(OLD_STRATEGY);
  }

  static Sampling baggage() {
    return new Sampling(NO_RESTRICTIONS);
  }

  @Override
  public @Nullable Refusal refusal(HttpRequest request) {
    boolean asks =
        HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
    return asks ? null : new Refusal(Outcome.WRONG_METHOD, "it is asked for, method GET");
  }

  @Override
  public void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection) {
    body.release();
    connection.page(page);
  }

  @Override
  public ByteBuf bytes(HttpAnswer answer) {
    return HttpTexts.bytes(answer, "GET");
  }

  @Override
  public long retryAfterNanos() {
    return 0;
  }

  /** {@code SamplingManager/GetSamplingStrategy}. */
  static GrpcMethod method() {
    return new Asked();
  }

  private static final class Asked implements GrpcMethod {
    /** {@code SamplingStrategyResponse}: probabilistic, which is 0, with a rate of 1. */
    private static final byte[] RESPONSE = {
      2 << 3 | 2, 9, 1 << 3 | 1, 0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x3f
    };

    @Override
    public String service() {
      return "jaeger.api_v2.SamplingManager";
    }

    @Override
    public String method() {
      return "GetSamplingStrategy";
    }

    @Override
    public void take(Chunk body, DoorLoop loop, Answerer call) {
      body.release();
      call.answer(Outcome.ACCEPTED, 0, null, 0);
    }

    @Override
    public long retryAfterNanos() {
      return 0;
    }

    @Override
    public byte[] response(int rejectedSpans, @Nullable String text) {
      return RESPONSE;
    }
  }
}

package io.spanweir.receiver.jaeger;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.receiver.grpc.Answers;
import io.spanweir.receiver.grpc.GrpcMethod;
import io.spanweir.receiver.intake.TranscodedIntake;
import org.jspecify.annotations.Nullable;

/** {@code CollectorService/PostSpans}, whose answer has no field. */
record PostSpans(TranscodedIntake intake) implements GrpcMethod {
  @Override
  public String service() {
    return "jaeger.api_v2.CollectorService";
  }

  @Override
  public String method() {
    return "PostSpans";
  }

  @Override
  public void take(Chunk body, DoorLoop loop, Answerer call) {
    intake.take(body, loop, call);
  }

  @Override
  public long retryAfterNanos() {
    return intake.retryAfterNanos();
  }

  @Override
  public byte[] response(int rejectedSpans, @Nullable String text) {
    return Answers.NOTHING;
  }
}

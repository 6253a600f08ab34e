package io.spanweir.receiver.intake;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.receiver.grpc.Answers;
import io.spanweir.receiver.grpc.GrpcMethod;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC method that spans come by in another encoding than OTLP's, and whose answer has no field.
 */
public record TranscodedMethod(String service, String method, TranscodedIntake intake)
    implements GrpcMethod {
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

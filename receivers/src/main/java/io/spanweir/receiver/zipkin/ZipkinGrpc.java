package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.receiver.grpc.Answers;
import io.spanweir.receiver.grpc.GrpcMethod;
import io.spanweir.receiver.intake.TranscodedIntake;
import org.jspecify.annotations.Nullable;

/** {@code zipkin.proto3.SpanService/Report}, as zipkin-api has it. */
record ZipkinGrpc(TranscodedIntake intake) implements GrpcMethod {
  @Override
  public String service() {
    return "zipkin.proto3.SpanService";
  }

  @Override
  public String method() {
    return "Report";
  }

  @Override
  public void take(Chunk body, DoorLoop loop, Answerer call) {
    intake.take(body, loop, call);
  }

  @Override
  public long retryAfterNanos() {
    return intake.retryAfterNanos();
  }

  /** {@code ReportResponse} has no fields. */
  @Override
  public byte[] response(int rejectedSpans, @Nullable String text) {
    return Answers.NOTHING;
  }
}

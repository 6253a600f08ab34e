package io.spanweir.receiver.otlp;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.HttpBytes;
import io.spanweir.receiver.grpc.Answers;
import io.spanweir.receiver.grpc.GrpcMethod;
import io.spanweir.receiver.intake.Intake;
import org.jspecify.annotations.Nullable;

/** {@code TraceService/Export} and its like. */
record GrpcExportMethod(Signal signal, Intake intake, boolean keepsHeaders) implements GrpcMethod {
  @Override
  public String service() {
    return switch (signal) {
      case TRACES -> "opentelemetry.proto.collector.trace.v1.TraceService";
      case METRICS -> "opentelemetry.proto.collector.metrics.v1.MetricsService";
      case LOGS -> "opentelemetry.proto.collector.logs.v1.LogsService";
    };
  }

  @Override
  public String method() {
    return "Export";
  }

  @Override
  public void take(Chunk body, DoorLoop loop, Answerer call) {
    intake.take(body, call);
  }

  @Override
  public long retryAfterNanos() {
    return intake.retryAfterNanos();
  }

  @Override
  public byte[] response(int rejectedSpans, @Nullable String text) {
    return rejectedSpans == 0 && text == null
        ? Answers.NOTHING
        : Answers.partialSuccess(rejectedSpans, HttpBytes.cut(text == null ? "" : text));
  }
}

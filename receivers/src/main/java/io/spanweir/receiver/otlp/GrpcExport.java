package io.spanweir.receiver.otlp;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The method {@code TraceService/Export} by hand: no stubs, no generated messages. What its calls
 * share is here.
 *
 * <p>gRPC tells a tracer of every piece of a message as it comes, and that it made a tracer for a
 * call right before it hands the call over, on the same thread. So the tracer waits in a field of
 * the loop for the call that it belongs to.
 */
final class GrpcExport extends ServerStreamTracer.Factory
    implements ServerCallHandler<RequestBody, byte[]> {
  private final LoopLocal loops;
  private final Intake intake;
  private final DoorMetrics metrics;
  private final PartialBytes partialBytes;
  private final long bodyIdleNanos;
  private final long readNanos;

  GrpcExport(
      LoopLocal loops,
      Intake intake,
      DoorMetrics metrics,
      PartialBytes partialBytes,
      GrpcConfig config) {
    this.loops = loops;
    this.intake = intake;
    this.metrics = metrics;
    this.partialBytes = partialBytes;
    this.bodyIdleNanos = config.bodyIdleTimeout().toNanos();
    this.readNanos = config.readTimeout().toNanos();
  }

  Intake intake() {
    return intake;
  }

  DoorMetrics metrics() {
    return metrics;
  }

  PartialBytes partialBytes() {
    return partialBytes;
  }

  long bodyIdleNanos() {
    return bodyIdleNanos;
  }

  long readNanos() {
    return readNanos;
  }

  @Override
  public ServerCall.Listener<RequestBody> startCall(
      ServerCall<RequestBody, byte[]> call, Metadata headers) {
    DoorLoop loop = loops.get();
    ExportCall export = new ExportCall(this, loop, call);
    Tracer tracer = loop.startingTracer();
    if (tracer != null) {
      tracer.call = export;
      loop.startingTracer(null);
    }
    if (partialBytes.over()) {
      export.close(
          Outcome.NO_ROOM, "too many requests are half received", intake.retryAfterNanos());
    } else {
      call.request(2);
    }
    return export;
  }

  /**
   * Ends requests of this loop, the oldest first, until the bytes of those that are not whole are
   * within bounds again. The oldest is the one whose sender is slowest.
   */
  void makeRoom(DoorLoop loop) {
    while (partialBytes.over() && loop.oldest() instanceof ExportCall oldest) {
      oldest.close(
          Outcome.NO_ROOM, "too many requests are half received", intake.retryAfterNanos());
    }
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new Tracer();
  }

  /** Passes on what gRPC says of one call's bytes. On the call's loop. */
  final class Tracer extends ServerStreamTracer {
    private @Nullable ExportCall call;

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> info) {
      loops.get().startingTracer(this);
    }

    @Override
    public void inboundWireSize(long bytes) {
      if (call != null) {
        call.onBytes(bytes);
      }
    }

    @Override
    public void streamClosed(Status status) {
      if (call != null) {
        call.onStreamClosed(status);
      }
    }
  }
}

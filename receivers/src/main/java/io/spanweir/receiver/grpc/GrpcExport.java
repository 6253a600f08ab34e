package io.spanweir.receiver.grpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.netty.util.concurrent.FastThreadLocal;
import io.spanweir.core.component.Verdict;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.door.Connections;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.LoopLocal;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.door.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The methods {@code TraceService/Export} and its like by hand: no stubs, no generated messages.
 * What its calls share is here.
 *
 * <p>gRPC tells a tracer of every piece of a message as it comes, and that it made a tracer for a
 * call right before it hands the call over, on the same thread. So the tracer waits in a field of
 * the thread for the call that it belongs to.
 */
final class GrpcExport extends ServerStreamTracer.Factory {
  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  private final LoopLocal loops;
  private final Guard guard;
  private final DoorMetrics metrics;
  private final PartialBytes partialBytes;
  private final ChunkPool chunks;
  private final int messageBytesMax;
  private final long bodyIdleNanos;
  private final long readNanos;
  private final FastThreadLocal<Tracer> starting = new FastThreadLocal<>();

  GrpcExport(
      LoopLocal loops,
      Guard guard,
      DoorMetrics metrics,
      PartialBytes partialBytes,
      ChunkPool chunks,
      GrpcDoorConfig config) {
    this.loops = loops;
    this.guard = guard;
    this.metrics = metrics;
    this.partialBytes = partialBytes;
    this.chunks = chunks;
    this.messageBytesMax = config.messageBytesMax();
    this.bodyIdleNanos = config.bodyIdleTimeout().toNanos();
    this.readNanos = config.readTimeout().toNanos();
  }

  /** Answers the calls of one method. */
  ServerCallHandler<RequestBody, byte[]> handler(GrpcMethod method) {
    return (call, headers) -> startCall(method, call, headers);
  }

  DoorMetrics metrics() {
    return metrics;
  }

  PartialBytes partialBytes() {
    return partialBytes;
  }

  /** A place for one decoded message. */
  BodyBuffer buffer() {
    return new BodyBuffer(chunks, messageBytesMax);
  }

  long bodyIdleNanos() {
    return bodyIdleNanos;
  }

  long readNanos() {
    return readNanos;
  }

  private ServerCall.Listener<RequestBody> startCall(
      GrpcMethod method, ServerCall<RequestBody, byte[]> call, Metadata headers) {
    DoorLoop loop = loops.get();
    ClientInfo client = method.keepsHeaders() ? client(call, headers) : null;
    ExportCall export = new ExportCall(this, method, loop, call, headers.get(ENCODING), client);
    Tracer tracer = starting.getIfExists();
    if (tracer != null) {
      tracer.call = export;
      starting.remove();
    }
    Verdict verdict =
        guard.verdict(name -> headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    if (verdict.isSettled()) {
      begin(export, call, verdict);
    } else {
      // Until then nothing of the message is asked for.
      verdict.whenSettled(() -> loop.executor().execute(() -> begin(export, call, verdict)));
    }
    return export;
  }

  private static ClientInfo client(ServerCall<?, ?> call, Metadata headers) {
    ClientInfo.Builder client = new ClientInfo.Builder();
    for (String name : headers.keys()) {
      if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        Iterable<String> values =
            headers.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        if (values != null) {
          values.forEach(value -> client.add(name, value));
        }
      }
    }
    return client.build(
        Connections.hostOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
  }

  private void begin(ExportCall export, ServerCall<?, ?> call, Verdict verdict) {
    String refusal = verdict.refusal();
    if (refusal != null) {
      export.close(Outcome.UNAUTHENTICATED, refusal, 0);
    } else if (partialBytes.over()) {
      export.closeForRoom();
    } else if (!export.gone()) {
      call.request(2);
    }
  }

  /**
   * Ends requests of this loop, the oldest first, until the bytes of those that are not whole are
   * within bounds again. The oldest is the one whose sender is slowest.
   */
  void makeRoom(DoorLoop loop) {
    while (partialBytes.over() && loop.oldest() instanceof ExportCall oldest) {
      oldest.closeForRoom();
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
      starting.set(this);
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

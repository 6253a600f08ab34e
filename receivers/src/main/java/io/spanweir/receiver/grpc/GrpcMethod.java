package io.spanweir.receiver.grpc;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import org.jspecify.annotations.Nullable;

/** A unary method whose messages are bytes. Any event loop. */
public interface GrpcMethod {
  /**
   * The service's full name, such as {@code opentelemetry.proto.collector.trace.v1.TraceService}.
   */
  String service();

  /** The method's name in it, such as {@code Export}. */
  String method();

  /** Whether batches keep the headers of their request. */
  default boolean keepsHeaders() {
    return false;
  }

  /**
   * Takes over a request, decoded. The answer comes soon or later, from any thread.
   *
   * @param body its lease is taken over
   */
  void take(Chunk body, DoorLoop loop, Answerer call);

  /** When a sender for which there is no room should try again. */
  long retryAfterNanos();

  /**
   * The message that answers a request which went well.
   *
   * @param rejectedSpans how many spans were not taken, for good
   * @param text why, for a person; null if nothing is to be said
   */
  byte[] response(int rejectedSpans, @Nullable String text);
}

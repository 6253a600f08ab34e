package io.spanweir.exporter.sending;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ClientInfo;
import org.jspecify.annotations.Nullable;

/**
 * One framed request from the queue to its end; its bytes are the same in every attempt. Made by
 * whoever commits, owned by the send cycle's loop once it is in the queue.
 */
final class Request {
  /** Number of an attempt that isn't. */
  private static final int NONE = 0;

  final Chunk framed;
  final int spans;

  /** Whom the spans came from, null if nobody knows. */
  @Nullable ClientInfo client;

  /** Who waits for the end of it, null if nobody does. */
  @Nullable Settling settling;

  /** How many attempts were begun. */
  int attempts = NONE;

  long firstAttemptNanos;

  /** In flight: when the attempt times out. Otherwise: when the next one is due. */
  long dueNanos;

  /** The attempt in flight, null between two. */
  Sender.@Nullable Attempt attempt;

  boolean inFlight;

  Request(Chunk framed, int spans) {
    this.framed = framed;
    this.spans = spans;
  }

  /** Sent, or failed for good. */
  void onOver() {
    if (settling != null) {
      settling.onOver();
    }
  }
}

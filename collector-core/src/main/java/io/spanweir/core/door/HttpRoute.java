package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.data.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * What deals with the requests of one path, or of one kind of them: takes their bodies, writes
 * their answers. Called on the connection's event loop; shared by connections, so it keeps nothing
 * of a request unless it was made for it.
 */
public interface HttpRoute {
  /** Why a request is not taken, as far as its head shows; null to have its body. */
  @Nullable Refusal refusal(HttpRequest request);

  /**
   * Takes over a whole body, decoded. The answer comes soon or later, from any thread.
   *
   * @param body its lease is taken over
   */
  void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection);

  /** The bytes of an answer, head and body. */
  ByteBuf bytes(HttpAnswer answer);

  /** When a sender that is told there is no room should try again. */
  long retryAfterNanos();

  /**
   * Why a request is not taken.
   *
   * @param text for a person
   */
  record Refusal(Outcome outcome, String text) {}
}

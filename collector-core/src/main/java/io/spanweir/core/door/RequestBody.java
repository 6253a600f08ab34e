package io.spanweir.core.door;

import io.spanweir.core.data.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * What reading a gRPC message, or JSON, came to: a chunk, or why there is none. A marshaller that
 * threw would be answered for by gRPC, with a code that senders misread.
 *
 * @param chunk the message, its lease passed along; null if it could not be read
 * @param outcome {@link Outcome#ACCEPTED} with a chunk
 * @param problem for a person
 * @param isEncoded whether the chunk is to be decoded yet, by the call's coding
 */
public record RequestBody(
    @Nullable Chunk chunk, Outcome outcome, String problem, boolean isEncoded) {
  public static RequestBody of(Chunk chunk) {
    return new RequestBody(chunk, Outcome.ACCEPTED, "", false);
  }

  public static RequestBody encoded(Chunk chunk) {
    return new RequestBody(chunk, Outcome.ACCEPTED, "", true);
  }

  public static RequestBody failed(Outcome outcome, String problem) {
    return new RequestBody(null, outcome, problem, false);
  }
}

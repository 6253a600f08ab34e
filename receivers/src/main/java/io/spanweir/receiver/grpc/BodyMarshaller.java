package io.spanweir.receiver.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.door.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves a message from gRPC's buffers to a chunk, as it came: one copy, nothing parsed, nothing
 * decoded. The bytes are counted against the limit before memory is leased for them.
 */
final class BodyMarshaller implements MethodDescriptor.Marshaller<RequestBody> {
  private final ChunkPool pool;
  private final int bytesMax;

  BodyMarshaller(ChunkPool pool, int bytesMax) {
    this.pool = pool;
    this.bytesMax = bytesMax;
  }

  @Override
  public RequestBody parse(InputStream message) {
    try {
      return message instanceof KnownLength
          ? readKnown(message, message.available())
          : readEncoded(message);
    } catch (IOException e) {
      return RequestBody.failed(Outcome.MALFORMED, "the message could not be read: " + e);
    }
  }

  private RequestBody readKnown(InputStream message, int length) throws IOException {
    Chunk chunk = pool.lease(length);
    if (chunk == null) {
      return noMemory();
    }
    int at = 0;
    while (at < length) {
      int count = message.read(chunk.bytes(), at, length - at);
      if (count < 0) {
        chunk.release();
        return RequestBody.failed(Outcome.MALFORMED, "the message is shorter than it says");
      }
      at += count;
    }
    chunk.length(length);
    return RequestBody.of(chunk);
  }

  /** A message that comes encoded: its length is known, gRPC just doesn't say so. */
  private RequestBody readEncoded(InputStream message) {
    BodyBuffer body = new BodyBuffer(pool, bytesMax);
    RequestBody failure;
    try {
      failure = copy(message, body);
    } catch (StatusRuntimeException e) {
      failure = RequestBody.failed(Outcome.TOO_LARGE, "the message is too long");
    } catch (IOException e) {
      failure = RequestBody.failed(Outcome.MALFORMED, "the message could not be read: " + e);
    }
    if (failure == null) {
      return RequestBody.encoded(body.take());
    }
    body.clear();
    return failure;
  }

  /** Null when all went well. */
  private @Nullable RequestBody copy(InputStream message, BodyBuffer body) throws IOException {
    while (true) {
      if (body.free() == 0) {
        switch (body.room(1, message.available() + 1L)) {
          case THERE -> {}
          case NONE -> {
            return noMemory();
          }
          // With the last byte taken, one more read tells a full body from one that is too long.
          case TOO_LARGE -> {
            return message.read() < 0
                ? null
                : RequestBody.failed(Outcome.TOO_LARGE, "the message is too long");
          }
        }
      }
      int count = message.read(body.bytes(), body.length(), body.free());
      if (count < 0) {
        return null;
      }
      body.wrote(count);
    }
  }

  private static RequestBody noMemory() {
    return RequestBody.failed(Outcome.NO_ROOM, "no memory for the message now");
  }

  @Override
  public InputStream stream(RequestBody value) {
    throw new UnsupportedOperationException("requests are only received");
  }
}

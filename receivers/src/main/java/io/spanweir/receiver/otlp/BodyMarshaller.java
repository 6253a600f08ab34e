package io.spanweir.receiver.otlp;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Moves a message from gRPC's buffers to a chunk: one copy, nothing parsed. The bytes are counted
 * against the limit after decompression, before memory is leased for them.
 */
final class BodyMarshaller implements MethodDescriptor.Marshaller<RequestBody> {
  private static final int INFLATED_GUESS = 256 << 10;

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
          : readInflated(message);
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

  private RequestBody readInflated(InputStream message) {
    BodyBuffer body = new BodyBuffer(pool, bytesMax);
    @Nullable RequestBody failure;
    try {
      failure = inflate(message, body);
    } catch (Gunzip.BombException | StatusRuntimeException e) {
      failure = RequestBody.failed(Outcome.TOO_LARGE, "the message inflates to too much");
    } catch (ZipException e) {
      failure = RequestBody.failed(Outcome.MALFORMED, String.valueOf(e.getMessage()));
    } catch (GzipDecompressor.BusyException e) {
      failure = noMemory();
    } catch (IOException e) {
      failure = RequestBody.failed(Outcome.MALFORMED, "the message could not be read: " + e);
    }
    if (failure == null) {
      return RequestBody.of(body.take());
    }
    body.clear();
    return failure;
  }

  /** Null when all went well. */
  private @Nullable RequestBody inflate(InputStream message, BodyBuffer body) throws IOException {
    while (true) {
      int space = body.free();
      if (space == 0) {
        BodyBuffer.Room room = body.room(1, INFLATED_GUESS);
        if (room == BodyBuffer.Room.NONE) {
          return noMemory();
        }
        // With the last byte taken, one more read tells a full body from one that is too long.
        if (room == BodyBuffer.Room.TOO_LARGE) {
          return message.read() < 0
              ? null
              : RequestBody.failed(Outcome.TOO_LARGE, "the message inflates to too much");
        }
        space = body.free();
      }
      int count = message.read(body.bytes(), body.length(), space);
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

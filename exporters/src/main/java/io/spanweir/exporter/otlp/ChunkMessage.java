package io.spanweir.exporter.otlp;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.spanweir.core.data.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A framed request as gRPC wants a message: bytes that drain themselves into the transport, without
 * an object or a copy between. Holds the chunk until it is read or given up, whichever comes first:
 * gRPC may read it on a thread of its own after the attempt was cancelled, and must not read what
 * the chunk holds by then for somebody else.
 */
final class ChunkMessage extends InputStream implements Drainable, KnownLength {
  private final Chunk chunk;
  private final int length;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private boolean reading;
  private int at;

  ChunkMessage(Chunk framed) {
    chunk = framed.retain();
    length = framed.length();
  }

  /** Lets go of the chunk unless a reader has it, who then does. Any thread. */
  void abandon() {
    if (claimed.compareAndSet(false, true)) {
      chunk.release();
    }
  }

  private boolean claim() {
    if (!reading && claimed.compareAndSet(false, true)) {
      reading = true;
    }
    return reading;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (!claim()) {
      throw new IOException("the request was given up");
    }
    int count = length - at;
    target.write(chunk.bytes(), at, count);
    at = length;
    return count;
  }

  @Override
  public int read() throws IOException {
    if (!claim()) {
      throw new IOException("the request was given up");
    }
    return at < length ? chunk.bytes()[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (!claim()) {
      throw new IOException("the request was given up");
    }
    if (at >= length) {
      return -1;
    }
    int copied = Math.min(count, length - at);
    System.arraycopy(chunk.bytes(), at, target, offset, copied);
    at += copied;
    return copied;
  }

  @Override
  public int available() {
    return length - at;
  }

  /** The reader is done. */
  @Override
  public void close() {
    if (reading) {
      reading = false;
      at = length;
      chunk.release();
    } else {
      abandon();
    }
  }
}

package io.spanweir.receiver.grpc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that came of gRPC messages that are not whole yet, over all connections of a door. gRPC
 * holds them until the last one is there, so they are counted as they come, and bounded. Any
 * thread.
 *
 * <p>Every piece counts with some more than its bytes: a frame of one byte keeps the buffer that it
 * was read into.
 */
final class PartialBytes {
  static final int PIECE_BYTES = 1 << 10;

  private final AtomicLong bytes = new AtomicLong();
  private final long max;

  PartialBytes(long max) {
    this.max = max;
  }

  void add(long count) {
    bytes.addAndGet(count);
  }

  void remove(long count) {
    bytes.addAndGet(-count);
  }

  boolean over() {
    return bytes.get() > max;
  }

  long now() {
    return bytes.get();
  }
}

package io.spanweir.core.otlp;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import java.util.Arrays;
import java.util.Objects;

/** Pools, and the short ways from bytes to a batch and back; counts that nothing is left out. */
final class Bytes {
  final ChunkPool chunks = new ChunkPool(1 << 28, 1 << 24);
  final BatchPool batches = new BatchPool(8);
  final OtlpIndexer indexer;
  private final OtlpFramer framer = new OtlpFramer();

  Bytes() {
    this(OtlpIndexer.SPANS_MAX_DEFAULT);
  }

  Bytes(int spansMax) {
    indexer = new OtlpIndexer(spansMax);
  }

  /** The spans of a body; the caller releases the batch. */
  SpanBatch index(byte[] body) throws MalformedException {
    return index(body, Signal.TRACES);
  }

  /** The rows of a body of this signal; the caller releases the batch. */
  SpanBatch index(byte[] body, Signal signal) throws MalformedException {
    SpanBatch batch = batches.lease();
    batch.signal(signal);
    Chunk chunk = chunk(body);
    try {
      indexer.index(chunk, batch);
      return batch;
    } catch (MalformedException e) {
      batch.release();
      chunk.release();
      throw e;
    }
  }

  Chunk chunk(byte[] body) {
    Chunk chunk = Objects.requireNonNull(chunks.lease(body.length));
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    return chunk;
  }

  byte[] frame(SpanBatch batch) {
    return frame(batch, 0, batch.size());
  }

  byte[] frame(SpanBatch batch, int fromRow, int toRow) {
    int size = framer.size(batch, fromRow, toRow);
    byte[] target = new byte[size + 2];
    int end = framer.write(batch, target, 1);
    if (end != size + 1 || target[0] != 0 || target[size + 1] != 0) {
      throw new AssertionError("said " + size + " bytes, wrote " + (end - 1));
    }
    return Arrays.copyOfRange(target, 1, end);
  }
}

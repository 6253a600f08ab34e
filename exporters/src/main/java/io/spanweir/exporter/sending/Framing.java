package io.spanweir.exporter.sending;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.OtlpFramer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Turns batches into requests of a size that backends take: many gRPC servers refuse messages of
 * more than 4 MiB, for good. A batch that is larger is cut between rows; a row that alone is larger
 * goes alone, and the backend says what it thinks of it. Any thread.
 */
final class Framing {
  /** What can't be counted in an int is too large in any case. */
  private static final int UNCOUNTABLE = Integer.MAX_VALUE;

  private static final int CHUNK_BYTES_MAX = 1 << 30;

  private final ChunkPool chunks;
  private final long requestBytesMax;

  /** As many as threads ever framed at the same moment. */
  private final ConcurrentLinkedQueue<OtlpFramer> framers = new ConcurrentLinkedQueue<>();

  Framing(ChunkPool chunks, long requestBytesMax) {
    this.chunks = chunks;
    this.requestBytesMax = Math.min(requestBytesMax, CHUNK_BYTES_MAX);
  }

  /**
   * Frames all rows of a batch, which stays its owner's.
   *
   * @return how many items are in none of the requests, because no chunk can hold them
   */
  int frame(SpanBatch batch, List<Request> to) {
    OtlpFramer idle = framers.poll();
    OtlpFramer framer = idle == null ? new OtlpFramer() : idle;
    try {
      return frame(framer, batch, 0, batch.size(), to);
    } finally {
      framers.add(framer);
    }
  }

  private int frame(OtlpFramer framer, SpanBatch batch, int from, int to, List<Request> requests) {
    int rows = to - from;
    int size = size(framer, batch, from, to);
    if (size <= requestBytesMax || rows == 1) {
      Request request = write(framer, batch, batch.items(from, to), size);
      if (request == null) {
        return batch.items(from, to);
      }
      requests.add(request);
      return 0;
    }
    long parts = Math.min(rows, (size - 1) / requestBytesMax + 1);
    int lost = 0;
    for (long part = 0; part < parts; part++) {
      int partFrom = from + (int) (rows * part / parts);
      int partTo = from + (int) (rows * (part + 1) / parts);
      lost += frame(framer, batch, partFrom, partTo, requests);
    }
    return lost;
  }

  private static int size(OtlpFramer framer, SpanBatch batch, int from, int to) {
    try {
      return framer.size(batch, from, to);
    } catch (ArithmeticException e) {
      return UNCOUNTABLE;
    }
  }

  private @Nullable Request write(OtlpFramer framer, SpanBatch batch, int items, int size) {
    Chunk framed = size == UNCOUNTABLE ? null : chunks.lease(size);
    if (framed == null) {
      return null;
    }
    framed.length(framer.write(batch, framed.bytes(), 0));
    Request request = new Request(framed, items);
    request.client = batch.client();
    return request;
  }
}

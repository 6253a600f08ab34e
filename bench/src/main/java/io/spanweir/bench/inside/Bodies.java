package io.spanweir.bench.inside;

import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.Http1Framing;
import io.spanweir.bench.workload.PatchedRequests;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.WireImage;
import io.spanweir.core.data.Chunk;
import java.nio.ByteBuffer;

/** The bodies of W1's requests, without what goes around them on the wire. */
public final class Bodies {
  private static final int RESOURCES = 4;
  private static final int BLANK_LINE = 0x0a0d0a0d;

  private final PatchedRequests requests;

  /**
   * Encodes the first requests.
   *
   * @param batch spans of a request
   */
  public Bodies(int batch, long seed) {
    requests =
        new PatchedRequests(
            new Shape(batch, RESOURCES, RESOURCES, false, seed),
            new Http1Framing("127.0.0.1", Compression.NONE, Encoding.PROTOBUF),
            Encoding.PROTOBUF,
            batch);
  }

  /** The next request, in a chunk leased from the pipeline that will take it. */
  public Chunk next(InlinePipeline pipeline) {
    WireImage image = requests.take();
    ByteBuffer wire = image.bytes();
    int head = Integer.BYTES;
    while (wire.getInt(head - Integer.BYTES) != BLANK_LINE) {
      head++;
    }
    int length = wire.capacity() - head;
    Chunk chunk = pipeline.lease(length);
    wire.get(head, chunk.bytes(), 0, length);
    chunk.length(length);
    requests.giveBack(image);
    return chunk;
  }
}

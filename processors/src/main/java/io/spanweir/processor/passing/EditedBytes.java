package io.spanweir.processor.passing;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import org.jspecify.annotations.Nullable;

/** Where edited messages of one batch are written: chunks that are the batch's own. Reusable. */
public final class EditedBytes {
  private static final int CHUNK_BYTES = 64 << 10;

  private final ChunkPool pool;
  private @Nullable Chunk chunk;
  private int ordinal;

  public EditedBytes(ChunkPool pool) {
    this.pool = pool;
  }

  /** Begins with a batch. */
  public void begin() {
    chunk = null;
  }

  /** Room for so many bytes in one piece, behind what was written; null if there is no memory. */
  public @Nullable Chunk room(SpanBatch batch, long bytes) {
    if (chunk == null || chunk.capacity() - chunk.length() < bytes) {
      if (bytes > Integer.MAX_VALUE) {
        return null;
      }
      chunk = pool.lease((int) Math.max(bytes, CHUNK_BYTES));
      ordinal = chunk == null ? 0 : batch.addChunk(chunk);
    }
    return chunk;
  }

  /** The chunk that {@link #room} gave last. */
  public int ordinal() {
    return ordinal;
  }
}

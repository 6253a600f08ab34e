package io.spanweir.core.data;

import java.util.ArrayDeque;

/**
 * Keeps released batches with their arrays for the next request. Any thread; one short lock per
 * batch. Does not bound how many are out: what bounds them is the chunks they stand on.
 */
public final class BatchPool {
  /** A batch whose tables grew past this many entries is not kept: one request made it so. */
  private static final int CAPACITY_KEPT_MAX = 16_384;

  private final ArrayDeque<SpanBatch> idle = new ArrayDeque<>();
  private final int idleMax;

  /**
   * @param idleMax how many released batches are kept
   */
  public BatchPool(int idleMax) {
    this.idleMax = idleMax;
  }

  /** An empty batch; the caller owns it. */
  public SpanBatch lease() {
    synchronized (this) {
      SpanBatch batch = idle.pollLast();
      if (batch != null) {
        batch.leasedAgain();
        return batch;
      }
    }
    return new SpanBatch(this);
  }

  void giveBack(SpanBatch batch) {
    if (batch.capacity() > CAPACITY_KEPT_MAX) {
      return;
    }
    synchronized (this) {
      if (idle.size() < idleMax) {
        idle.addLast(batch);
      }
    }
  }
}

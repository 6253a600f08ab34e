package io.spanweir.processor.batch;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A batch that waits to be handed on, in one piece or several. Its giver's receipt is settled when
 * every piece is; pieces are settled on any thread, the rest belongs to the batcher's loop.
 */
final class HeldBatch {
  /** Somebody else's once its last row is handed on. */
  final SpanBatch batch;

  final int rows;

  /** What they count for in books: of metrics, data points. */
  final int items;

  /** What was reserved for it. */
  final int reservedSpans;

  final long reservedBytes;
  private final @Nullable Receipt settle;

  /** Pieces on their way, and one for the rows that are still here. */
  private final AtomicInteger unsettled = new AtomicInteger(1);

  /** Rows before this one are handed on. */
  private int nextRow;

  HeldBatch(SpanBatch batch, int reservedSpans, long reservedBytes, @Nullable Receipt settle) {
    this.batch = batch;
    rows = batch.size();
    items = batch.items();
    this.reservedSpans = reservedSpans;
    this.reservedBytes = reservedBytes;
    this.settle = settle;
  }

  int rowsLeft() {
    return rows - nextRow;
  }

  /** What the rows that are left count for. */
  int itemsLeft() {
    return batch.items(nextRow, rows);
  }

  /** What the next rows count for. */
  int items(int nextRows) {
    return batch.items(nextRow, nextRow + nextRows);
  }

  boolean isWhole() {
    return nextRow == 0;
  }

  boolean wantsSettled() {
    return settle != null;
  }

  /** At most how many bytes the next rows have, with all that may stand around them. */
  long bytes(int nextRows) {
    if (nextRows == rows) {
      return reservedBytes;
    }
    long bytes = around(batch.resources()) + around(batch.scopes());
    for (int row = nextRow; row < nextRow + nextRows; row++) {
      bytes += batch.index().length(row);
    }
    return Math.min(bytes, reservedBytes);
  }

  private static long around(Slices items) {
    long bytes = 0;
    for (int item = 0; item < items.size(); item++) {
      bytes += items.itemBytes(item);
    }
    return bytes;
  }

  /** Copies the next rows to a batch that is handed on. */
  void moveRows(int nextRows, SpanBatch to) {
    to.append(batch, nextRow, nextRow + nextRows);
    takeRows(nextRows);
  }

  /** Counts the next rows as handed on. */
  void takeRows(int nextRows) {
    nextRow += nextRows;
    unsettled.incrementAndGet();
  }

  /** A piece is settled, or there are no more rows here. Any thread. */
  void onSettled() {
    if (unsettled.decrementAndGet() == 0 && settle != null) {
      settle.settled();
    }
  }
}

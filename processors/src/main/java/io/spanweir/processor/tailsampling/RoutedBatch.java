package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A batch on its way into the shards: its rows in the order of the shards that own them, and how
 * many shards still have to take theirs. The shards read the batch, none changes it; the last one
 * to finish lets it go, gives back what was reserved for it, and answers the sender.
 */
final class RoutedBatch {
  private static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  private final SpanBatch batch;
  private final int spans;
  private final int reservedSpans;
  private final long charge;
  private final Receipt receipt;
  private final Admission admission;
  private final LedgerAccount account;
  private final LongAdder spansHeld;
  private final boolean wantsSettled;
  private final int[] order;
  private final int[] shardStart;
  private final AtomicInteger partsOpen;
  private final AtomicInteger partsUnsettled;
  private final AtomicInteger refusedSpans = new AtomicInteger();

  /**
   * @param order row numbers, those of a shard together; empty if there is one shard, whose rows
   *     are all
   * @param shardStart where a shard's rows begin in {@code order}, and one past the last shard
   *     their number
   * @param parts how many shards have rows
   */
  RoutedBatch(
      SpanBatch batch,
      int reservedSpans,
      long charge,
      Receipt receipt,
      Admission admission,
      LedgerAccount account,
      LongAdder spansHeld,
      int[] order,
      int[] shardStart,
      int parts) {
    this.batch = batch;
    this.spans = batch.size();
    this.reservedSpans = reservedSpans;
    this.charge = charge;
    this.receipt = receipt;
    this.admission = admission;
    this.account = account;
    this.spansHeld = spansHeld;
    this.wantsSettled = receipt.wantsSettled();
    this.order = order;
    this.shardStart = shardStart;
    this.partsOpen = new AtomicInteger(parts);
    this.partsUnsettled = new AtomicInteger(parts);
  }

  SpanBatch batch() {
    return batch;
  }

  boolean wantsSettled() {
    return wantsSettled;
  }

  int rowsOf(int shard) {
    return order.length == 0 ? batch.size() : shardStart[shard + 1] - shardStart[shard];
  }

  int rowOf(int shard, int n) {
    return order.length == 0 ? n : order[shardStart[shard] + n];
  }

  /** A shard has taken its rows, all but {@code refused} of them. */
  void onTaken(int refused) {
    if (refused > 0) {
      refusedSpans.addAndGet(refused);
    }
    if (partsOpen.decrementAndGet() == 0) {
      finish();
    }
  }

  private void finish() {
    batch.release();
    admission.cancel(reservedSpans, charge);
    int refused = refusedSpans.get();
    spansHeld.add(-refused);
    if (refused == 0) {
      receipt.accepted(0, null);
    } else if (refused == spans) {
      account.addSpans(Term.REFUSED, refused);
      receipt.refused(RETRY_AFTER_NANOS, "the buffer of the tail sampler is full");
    } else {
      account.addSpans(Term.REJECTED, refused);
      receipt.accepted(refused, "the buffer of the tail sampler was too full for all spans");
    }
  }

  /** Nothing of a shard's rows is open any more. */
  void onSettled() {
    if (partsUnsettled.decrementAndGet() == 0 && refusedSpans.get() < spans) {
      receipt.settled();
    }
  }
}

package io.spanweir.processor.tailsampling;

import io.spanweir.core.log.SpanLog;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.runtime.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which batches of sources that want to know are not settled yet, by a small number that each run
 * in the log carries. A batch is settled when every run it left in this shard is. Single-threaded.
 */
final class Arrivals {
  /** The number of what nobody asks for. */
  static final int NONE = SpanLog.NO_ARRIVAL;

  /** No numbers at all. */
  static final int[] EMPTY = {};

  private final Loop loop;

  private final List<Entry> entries = new ArrayList<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  private static final class Entry {
    private final RoutedBatch batch;
    private int runsOpen = 1;

    Entry(RoutedBatch batch) {
      this.batch = batch;
    }
  }

  /**
   * @param loop the shard's, to which words from downstream are brought
   */
  Arrivals(Loop loop) {
    this.loop = loop;
  }

  /**
   * A receipt for runs that are handed on, which settles their arrivals when downstream has settled
   * them.
   */
  Receipt receipt(int[] settling) {
    return settling.length == 0 ? Receipt.NONE : new HandedOn(settling);
  }

  private final class HandedOn implements Receipt {
    private final int[] settling;

    HandedOn(int[] settling) {
      this.settling = settling;
    }

    @Override
    public void accepted(int rejectedSpans, @Nullable String reason) {}

    /** Downstream counts what it does not take; nobody will send it again, so it is over. */
    @Override
    public void refused(long retryAfterNanos, String reason) {
      settled();
    }

    @Override
    public void rejected(String reason) {
      settled();
    }

    @Override
    public boolean wantsSettled() {
      return true;
    }

    @Override
    public void settled() {
      loop.execute(
          () -> {
            for (int arrival : settling) {
              settle(arrival);
            }
          });
    }
  }

  /**
   * Begins to count a batch's runs; {@link #settle} with the number returned ends the beginning.
   */
  int open(RoutedBatch batch) {
    Integer reused = free.pollLast();
    Entry entry = new Entry(batch);
    if (reused != null) {
      entries.set(reused - 1, entry);
      return reused;
    }
    entries.add(entry);
    return entries.size();
  }

  /** Whether nothing is unsettled. */
  boolean isEmpty() {
    return free.size() == entries.size();
  }

  /** One more run carries the number. */
  void add(int arrival) {
    if (arrival != NONE) {
      entries.get(arrival - 1).runsOpen++;
    }
  }

  /** A run that carries the number is exported, or dropped by decision. */
  void settle(int arrival) {
    if (arrival == NONE) {
      return;
    }
    Entry entry = entries.get(arrival - 1);
    if (--entry.runsOpen == 0) {
      free.addLast(arrival);
      entry.batch.onSettled();
    }
  }
}

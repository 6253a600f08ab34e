package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Until when a trace waits: for a time from its first span, or, where that is asked for, for a
 * shorter time from its root, whichever is over first. Only then a trace's deadline is written
 * down, 8 bytes beside its row; otherwise the wheel knows enough. Single-threaded.
 */
final class RootWait {
  private static final int PAGE_SHIFT = 15;
  private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

  /** The nanosecond of a deadline that says that it is the root's. */
  private static final long BY_ROOT = 1;

  private final TimerWheel wheel;
  private final long waitNanos;
  private final long afterRootNanos;
  private ByteBuffer[] pages = {};

  /**
   * @param afterRootNanos 0 for off
   */
  RootWait(TimerWheel wheel, long waitNanos, long afterRootNanos) {
    this.wheel = wheel;
    this.waitNanos = waitNanos;
    this.afterRootNanos = afterRootNanos;
  }

  /** A trace's first spans are in: it waits, and is in no list. */
  void onNewTrace(int row, long nowNanos) {
    long deadline = nowNanos + waitNanos;
    wheel.schedule(row, nowNanos, deadline);
    if (afterRootNanos > 0) {
      put(row, deadline & ~BY_ROOT);
    }
  }

  /** Spans of a trace that waits are in; perhaps its root is one of them. */
  void onSpans(SpanIndex index, TraceGroups groups, int group, int row, long nowNanos) {
    if (afterRootNanos <= 0 || nowNanos + afterRootNanos - get(row) >= 0) {
      return;
    }
    for (int span = groups.first(group); span >= 0; span = groups.next(span)) {
      if (index.parentSpanId(span) == 0) {
        long deadline = nowNanos + afterRootNanos;
        wheel.remove(row);
        wheel.schedule(row, nowNanos, deadline);
        put(row, deadline | BY_ROOT);
        return;
      }
    }
  }

  /** Why a trace is decided whose wait is over. */
  DecisionReason reason(int row) {
    return afterRootNanos > 0 && (get(row) & BY_ROOT) != 0
        ? DecisionReason.ROOT
        : DecisionReason.WAITED;
  }

  private long get(int row) {
    return pages[row >> PAGE_SHIFT].getLong((row & PAGE_MASK) * Long.BYTES);
  }

  private void put(int row, long deadline) {
    int page = row >> PAGE_SHIFT;
    while (page >= pages.length) {
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] =
          ByteBuffer.allocateDirect(Long.BYTES << PAGE_SHIFT).order(ByteOrder.LITTLE_ENDIAN);
    }
    pages[page].putLong((row & PAGE_MASK) * Long.BYTES, deadline);
  }
}

package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;

/**
 * Folds what the spans of a batch say into the rows of their traces: the predicates that hold for
 * one of them, and from when to when they were. Single-threaded: the shard's.
 */
final class Folding {
  private final TraceTable table;
  private final TraceGroups groups;
  private long[] resourceBits = new long[16];
  private SpanBatch batch;
  private SpanMatcher matcher;

  /**
   * @param groups of the batch at hand
   */
  @SuppressWarnings("NullAway") // begin() comes before everything else
  Folding(TraceTable table, TraceGroups groups) {
    this.table = table;
    this.groups = groups;
  }

  /** Turns to a batch, with the predicates to ask of it. */
  void begin(SpanBatch next, SpanMatcher asking) {
    batch = next;
    matcher = asking;
    int resources = next.resources().size();
    if (resources > resourceBits.length) {
      resourceBits = new long[Integer.highestOneBit(resources) * 2];
    }
    for (int r = 0; r < resources; r++) {
      resourceBits[r] = asking.ofResource(next, r);
    }
  }

  /** Folds a group's first spans into their trace's row. */
  void fold(int group, int tableRow, int spans) {
    foldTimes(group, tableRow, spans);
    table.bits(tableRow, table.bits(tableRow) | bits(group, spans));
  }

  /**
   * A start of 0, or past the year 2262, is no time: such a span says nothing of the trace's
   * duration. One that ends before it starts, ends when it starts.
   */
  private void foldTimes(int group, int tableRow, int spans) {
    SpanIndex index = batch.index();
    long start = Long.MAX_VALUE;
    long end = 0;
    int row = groups.first(group);
    for (int left = spans; left > 0; left--, row = groups.next(row)) {
      long spanStart = index.startNanos(row);
      if (spanStart > 0) {
        start = Math.min(start, spanStart);
        end = Math.max(end, Math.max(spanStart, index.endNanos(row)));
      }
    }
    table.addTimes(tableRow, start, end);
  }

  /**
   * The bits that a group's first spans set. Attributes come last and apart from the times: what
   * reads them is large, and where the compiler has put that in place it puts nothing more.
   */
  private long bits(int group, int spans) {
    SpanIndex index = batch.index();
    long bits = 0;
    int next = groups.first(group);
    for (int left = spans; left > 0; left--) {
      int row = next;
      next = groups.next(row);
      bits |= matcher.ofStatus(index.status(row));
      bits |= resourceBits[batch.scopeResource(index.scope(row))];
      bits |= matcher.ofFields(batch, row);
      if (matcher.mayMatch(index, row)) {
        bits |=
            matcher.ofAttributes(
                batch.rowBytes(row), index.attributesFrom(row), index.attributesTo(row));
      }
    }
    return bits;
  }
}

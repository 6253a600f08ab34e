package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanIndex;
import java.util.Arrays;

/**
 * Groups some rows of a batch by trace, so that a trace is looked up once per batch and its spans
 * of one scope become one run. Reusable; allocates only to grow. Single-threaded.
 */
final class TraceGroups {
  private static final int NONE = -1;

  private int[] slots = new int[512];
  private int mask;
  private int groups;
  private int[] first = new int[128];
  private int[] last = new int[128];
  private int[] hash = new int[128];
  private int[] row = new int[128];
  private int[] decision = new int[128];
  private int[] next = new int[128];

  /** Groups the rows of a shard. */
  void of(RoutedBatch routed, int shard, TraceTable table) {
    int rows = routed.rowsOf(shard);
    SpanIndex index = routed.batch().index();
    ensure(rows, index.size());
    // A large batch leaves large arrays behind; the small ones after it use their beginning.
    mask = Math.max(256, Integer.highestOneBit(rows) * 4) - 1;
    Arrays.fill(slots, 0, mask + 1, NONE);
    groups = 0;
    for (int n = 0; n < rows; n++) {
      add(index, routed.rowOf(shard, n), table);
    }
  }

  private void ensure(int rows, int batchRows) {
    if (rows > first.length) {
      int size = Integer.highestOneBit(rows) * 2;
      first = new int[size];
      last = new int[size];
      hash = new int[size];
      row = new int[size];
      decision = new int[size];
      slots = new int[size * 4];
    }
    if (batchRows > next.length) {
      next = new int[Integer.highestOneBit(batchRows) * 2];
    }
  }

  private void add(SpanIndex index, int spanRow, TraceTable table) {
    long idHigh = table.high(index.traceIdHigh(spanRow));
    long idLow = index.traceIdLow(spanRow);
    int h = table.hash(idHigh, idLow);
    int slot = h & mask;
    next[spanRow] = NONE;
    for (int group; (group = slots[slot]) != NONE; slot = (slot + 1) & mask) {
      int member = first[group];
      if (index.traceIdLow(member) == idLow && table.high(index.traceIdHigh(member)) == idHigh) {
        next[last[group]] = spanRow;
        last[group] = spanRow;
        return;
      }
    }
    slots[slot] = groups;
    hash[groups] = h;
    first[groups] = spanRow;
    last[groups] = spanRow;
    groups++;
  }

  int size() {
    return groups;
  }

  int hash(int group) {
    return hash[group];
  }

  /**
   * The first span row of a group; {@link #next} leads through the others in their order, to -1.
   */
  int first(int group) {
    return first[group];
  }

  int next(int spanRow) {
    return next[spanRow];
  }

  int countSpans(int group) {
    int count = 0;
    for (int spanRow = first[group]; spanRow != NONE; spanRow = next[spanRow]) {
      count++;
    }
    return count;
  }

  /** What the group's trace has for a row in the table, as {@link #row(int, int)} noted it. */
  int row(int group) {
    return row[group];
  }

  void row(int group, int tableRow) {
    row[group] = tableRow;
  }

  /**
   * How the group's trace was decided, if it has no row, as {@link #decision(int, int)} noted it.
   */
  int decision(int group) {
    return decision[group];
  }

  void decision(int group, int remembered) {
    decision[group] = remembered;
  }
}

package io.spanweir.processor.tailsampling;

import java.util.Arrays;

/**
 * When each open trace is due: one wheel of buckets, a tick apart, as long as the longest wait, so
 * that a bucket stands for one moment and a trace needs no deadline of its own. Buckets are lists
 * threaded through the rows of the trace table; putting in and taking out cost the same however
 * many traces there are, and the wheel holds no reference that could outlive a row. A bitmap finds
 * the next bucket with something in it. Single-threaded.
 */
final class TimerWheel {
  private static final int NONE = TraceTable.NONE;

  /** {@code before} of the first row of a bucket is the bucket, coded so. */
  private static final int BUCKET_CODE = -2;

  private static final int STEPS_MAX = 10_000;

  private final TraceTable table;
  private final long tickNanos;
  private final int[] buckets;
  private final int mask;
  private final long[] filled;
  private final long originNanos;
  private long cursorTick;
  private int size;

  /**
   * @param waitNanosMax the longest time from scheduling to due; the wheel is twice as long at
   *     least, for what is overdue and not yet asked for while the next is put in
   * @param tickNanos how exact it is
   */
  TimerWheel(TraceTable table, long nowNanos, long waitNanosMax, long tickNanos) {
    this.table = table;
    this.tickNanos = tickNanos;
    this.originNanos = nowNanos;
    long ticks = waitNanosMax / tickNanos + 4;
    int count = Math.max(64, Integer.highestOneBit((int) Math.min(1 << 24, ticks)) * 4);
    buckets = new int[count];
    Arrays.fill(buckets, NONE);
    mask = count - 1;
    filled = new long[count / 64];
  }

  /** How many rows are in it. */
  int size() {
    return size;
  }

  /**
   * Puts a row in, which is in no list. It is due at the first tick that is not before the
   * deadline. Nobody may have asked for what is due for as long as a whole wait, so the cursor is
   * moved up to now first: a deadline is clipped against it.
   */
  void schedule(int row, long nowNanos, long deadlineNanos) {
    long nowTick = (nowNanos - originNanos) / tickNanos;
    cursorTick = Math.max(cursorTick, size == 0 ? nowTick : Math.min(nowTick, nextFilledTick()));
    long tick = (deadlineNanos - originNanos + tickNanos - 1) / tickNanos;
    tick = Math.max(cursorTick, Math.min(tick, cursorTick + mask));
    int bucket = (int) tick & mask;
    int first = buckets[bucket];
    table.next(row, first);
    table.before(row, BUCKET_CODE - bucket);
    if (first != NONE) {
      table.before(first, row);
    }
    buckets[bucket] = row;
    filled[bucket >> 6] |= 1L << bucket;
    size++;
  }

  /** Takes a row out that is in it. */
  void remove(int row) {
    int before = table.before(row);
    int next = table.next(row);
    if (before <= BUCKET_CODE) {
      int bucket = BUCKET_CODE - before;
      buckets[bucket] = next;
      if (next == NONE) {
        filled[bucket >> 6] &= ~(1L << bucket);
      }
    } else {
      table.next(before, next);
    }
    if (next != NONE) {
      table.before(next, before);
    }
    size--;
  }

  /** Takes out a row that is due, or {@link TraceTable#NONE}. */
  int pollDue(long nowNanos) {
    if (size == 0) {
      cursorTick = Math.max(cursorTick, (nowNanos - originNanos) / tickNanos);
      return NONE;
    }
    long nowTick = (nowNanos - originNanos) / tickNanos;
    long tick = nextFilledTick();
    if (tick > nowTick) {
      cursorTick = Math.max(cursorTick, nowTick);
      return NONE;
    }
    cursorTick = tick;
    int row = buckets[(int) tick & mask];
    remove(row);
    return row;
  }

  /** The row that is due first, due or not; {@link TraceTable#NONE} if there is none. */
  int earliest() {
    return size == 0 ? NONE : buckets[(int) nextFilledTick() & mask];
  }

  /** Takes out the {@link #earliest}. */
  int pollEarliest() {
    int row = earliest();
    if (row != NONE) {
      remove(row);
    }
    return row;
  }

  /** Monotonic time at which something is due; {@link Long#MAX_VALUE} when the wheel is empty. */
  long deadlineNanos() {
    return size == 0 ? Long.MAX_VALUE : originNanos + nextFilledTick() * tickNanos;
  }

  /**
   * Monotonic time at which a row is due that is in it, looked for along its bucket; {@link
   * Long#MAX_VALUE} if that has too many rows.
   */
  long deadlineNanos(int row) {
    int at = table.before(row);
    for (int steps = 0; at >= 0 && steps < STEPS_MAX; steps++) {
      at = table.before(at);
    }
    if (at > BUCKET_CODE) {
      return Long.MAX_VALUE;
    }
    int bucket = BUCKET_CODE - at;
    long tick = cursorTick + ((bucket - (int) cursorTick) & mask);
    return originNanos + tick * tickNanos;
  }

  private long nextFilledTick() {
    int start = (int) cursorTick & mask;
    int word = start >> 6;
    long bits = filled[word] & (-1L << start);
    for (int i = 0; i <= filled.length; i++) {
      if (bits != 0) {
        int bucket = (word << 6) + Long.numberOfTrailingZeros(bits);
        return cursorTick + ((bucket - start) & mask);
      }
      word = (word + 1) & (filled.length - 1);
      bits = filled[word];
    }
    throw new IllegalStateException(size + " rows are in no bucket");
  }
}

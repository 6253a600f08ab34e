package io.spanweir.connector.spanmetrics;

/** The latest kept spans of a series, a few. Guarded by the lock of {@link SpanCounts}. */
final class Exemplars {
  /** Trace id, two; span id; duration and end in ns. */
  private static final int LONGS = 5;

  private final long[] entries;
  private int next;
  private int size;

  Exemplars(int max) {
    entries = new long[max * LONGS];
  }

  /** Bytes that so many take up. */
  static long bytes(int max) {
    return max == 0 ? 0 : 40 + (long) Long.BYTES * LONGS * max;
  }

  void add(long traceIdHigh, long traceIdLow, long spanId, long nanos, long endEpochNanos) {
    int at = next;
    next = at + LONGS == entries.length ? 0 : at + LONGS;
    size = Math.max(size, at / LONGS + 1);
    entries[at] = traceIdHigh;
    entries[at + 1] = traceIdLow;
    entries[at + 2] = spanId;
    entries[at + 3] = nanos;
    entries[at + 4] = endEpochNanos;
  }

  int size() {
    return size;
  }

  void clear() {
    next = 0;
    size = 0;
  }

  long traceIdHigh(int ordinal) {
    return entries[ordinal * LONGS];
  }

  long traceIdLow(int ordinal) {
    return entries[ordinal * LONGS + 1];
  }

  long spanId(int ordinal) {
    return entries[ordinal * LONGS + 2];
  }

  long nanos(int ordinal) {
    return entries[ordinal * LONGS + 3];
  }

  /** When the span ended, in ns since 1970. */
  long endEpochNanos(int ordinal) {
    return entries[ordinal * LONGS + 4];
  }
}

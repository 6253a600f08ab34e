package io.spanweir.connector.spanmetrics;

import java.util.Arrays;

/** Kept spans in a few numbered places. Guarded by the lock of {@link SpanCounts}. */
final class Exemplars {
  /** Trace id, two; span id; duration and end in ns. */
  private static final int LONGS = 5;

  private final long[] entries;
  private int next;

  Exemplars(int max) {
    entries = new long[max * LONGS];
  }

  /** Bytes that so many take up. */
  static long bytes(int max) {
    return max == 0 ? 0 : 40 + (long) Long.BYTES * LONGS * max;
  }

  /** Puts a span where none is, or in the place of the one that was added first. */
  void add(long traceIdHigh, long traceIdLow, long spanId, long nanos, long endEpochNanos) {
    put(next, traceIdHigh, traceIdLow, spanId, nanos, endEpochNanos);
    next = next + 1 == size() ? 0 : next + 1;
  }

  /** Puts a span in a place unless one is there that ended later. */
  void putLater(
      int place, long traceIdHigh, long traceIdLow, long spanId, long nanos, long endEpochNanos) {
    if (!isThere(place) || Long.compareUnsigned(endEpochNanos, endEpochNanos(place)) >= 0) {
      put(place, traceIdHigh, traceIdLow, spanId, nanos, endEpochNanos);
    }
  }

  /** Puts all that another has in the same places, likewise. */
  void putLater(Exemplars other) {
    for (int place = 0; place < size(); place++) {
      if (other.isThere(place)) {
        putLater(
            place,
            other.traceIdHigh(place),
            other.traceIdLow(place),
            other.spanId(place),
            other.nanos(place),
            other.endEpochNanos(place));
      }
    }
  }

  private void put(
      int place, long traceIdHigh, long traceIdLow, long spanId, long nanos, long endEpochNanos) {
    int at = place * LONGS;
    entries[at] = traceIdHigh;
    entries[at + 1] = traceIdLow;
    entries[at + 2] = spanId;
    entries[at + 3] = nanos;
    entries[at + 4] = endEpochNanos;
  }

  /** How many places there are. */
  int size() {
    return entries.length / LONGS;
  }

  /** Whether there is a span in a place; none has a trace id of zeros. */
  boolean isThere(int place) {
    return (entries[place * LONGS] | entries[place * LONGS + 1]) != 0;
  }

  void clear() {
    Arrays.fill(entries, 0);
    next = 0;
  }

  long traceIdHigh(int place) {
    return entries[place * LONGS];
  }

  long traceIdLow(int place) {
    return entries[place * LONGS + 1];
  }

  long spanId(int place) {
    return entries[place * LONGS + 2];
  }

  long nanos(int place) {
    return entries[place * LONGS + 3];
  }

  /** When the span ended, in ns since 1970. */
  long endEpochNanos(int place) {
    return entries[place * LONGS + 4];
  }
}

package io.spanweir.bench.workload;

/** When the traces that are on their way started, in a ring just long enough for all of them. */
final class TraceStarts {
  private final long[] unixNanos;

  /**
   * Makes a ring.
   *
   * @param traces how many traces are on their way at most
   */
  TraceStarts(int traces) {
    unixNanos = new long[Integer.highestOneBit(Math.max(traces, 1)) << 1];
  }

  void put(long trace, long startUnixNanos) {
    unixNanos[(int) trace & unixNanos.length - 1] = startUnixNanos;
  }

  long get(long trace) {
    return unixNanos[(int) trace & unixNanos.length - 1];
  }
}

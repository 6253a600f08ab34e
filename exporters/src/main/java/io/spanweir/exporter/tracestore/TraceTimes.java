package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;

/**
 * A trace's timestamp: that of the first root that has one, else the earliest; 0 without any. Used
 * again and again; one thread.
 */
final class TraceTimes {
  private static final int NANOS_PER_MICRO = 1_000;

  private long rootMicros;
  private long earliestMicros;

  void look(SpanBatch rows) {
    rootMicros = 0;
    earliestMicros = 0;
    SpanIndex index = rows.index();
    for (int row = 0; row < rows.size(); row++) {
      long nanos = index.startNanos(row);
      long parent = index.parentSpanId(row);
      look(
          nanos == 0 ? 0 : Math.max(1, Long.divideUnsigned(nanos, NANOS_PER_MICRO)),
          parent == 0 || parent == index.spanId(row));
    }
  }

  private void look(long micros, boolean isRoot) {
    if (micros != 0 && isRoot && rootMicros == 0) {
      rootMicros = micros;
    }
    if (micros != 0 && (earliestMicros == 0 || micros < earliestMicros)) {
      earliestMicros = micros;
    }
  }

  long timestampMicros() {
    return rootMicros != 0 ? rootMicros : earliestMicros;
  }
}

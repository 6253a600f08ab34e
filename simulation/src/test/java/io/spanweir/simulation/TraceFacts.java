package io.spanweir.simulation;

import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Objects;

/** A trace as a policy's documentation speaks of it: some spans, looked at all together. */
record TraceFacts(List<TestSpan> all) {
  /** A row's duration has 48 bits; what is longer counts as that long. */
  private static final long DURATION_MAX = (1L << 48) - 1;

  long idHigh() {
    return all.get(0).traceIdHigh();
  }

  long idLow() {
    return all.get(0).traceIdLow();
  }

  int spans() {
    return all.size();
  }

  /**
   * Latest end less earliest start. A span without a start says nothing; one that ends before it
   * starts ended when it started.
   */
  long durationNanos() {
    long start = Long.MAX_VALUE;
    long end = 0;
    for (TestSpan span : all) {
      if (span.startNanos() > 0) {
        start = Math.min(start, span.startNanos());
        end = Math.max(end, Math.max(span.startNanos(), span.endNanos()));
      }
    }
    return start == Long.MAX_VALUE ? 0 : Math.min(DURATION_MAX, end - start);
  }

  boolean anyStatus(int code) {
    return all.stream().anyMatch(span -> span.status() == code);
  }

  boolean anyAttribute(String key, String text) {
    return all.stream()
        .anyMatch(
            span ->
                Objects.toString(span.attributes().get(key), "").equals(text)
                    || (key.equals("service.name") && span.service().equals(text)));
  }
}

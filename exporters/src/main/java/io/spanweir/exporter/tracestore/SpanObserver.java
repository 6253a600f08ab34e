package io.spanweir.exporter.tracestore;

import io.spanweir.exporter.zipkin.SearchedSpan;

/**
 * Is shown each span of a window while it is read to be written, so that it is read once. What is
 * shown is not stored yet; whoever writes it again if it can't be says whether it is shown again.
 * The writing thread's.
 */
interface SpanObserver {
  SpanObserver NONE = (span, traceIdLow) -> {};

  /**
   * Sees a span.
   *
   * @param span holds until this returns
   */
  void onSpan(SearchedSpan span, long traceIdLow);
}

package io.spanweir.exporter.tracestore.query;

/**
 * What holds where a query says nothing, and what the UI is told of it.
 *
 * @param limit how many traces a query gets that says no limit; Zipkin's own is 10
 * @param lookbackMillis how far it looks back; Zipkin's own is a day
 * @param searchEnabled whether the UI offers to search
 * @param ownMetrics whether own metrics are shown
 */
public record QueryConfig(
    int limit, long lookbackMillis, boolean searchEnabled, boolean ownMetrics) {
  private static final long DAY_MILLIS = 86_400_000;

  public QueryConfig {
    if (limit < 1 || lookbackMillis < 1) {
      throw new IllegalArgumentException("a limit or a lookback below 1");
    }
  }

  /** With Zipkin's own lookback. */
  public static QueryConfig of(int limit, boolean searchEnabled, boolean ownMetrics) {
    return new QueryConfig(limit, DAY_MILLIS, searchEnabled, ownMetrics);
  }
}

package io.spanweir.connector.spanmetrics;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A walk over all series in small steps, each under the lock for a moment, so that spans don't
 * wait: puts them on pages, and takes out what has expired. Series that come while it is under way
 * may be met or not; none is met twice. One thread.
 */
final class SeriesWalk {
  private static final int STEP_SERIES = 1024;

  private final SpanCounts counts;
  private final Consumer<Series> onEnded;
  private final boolean delta;
  private final long intervalNanos;
  private final long resourceNanos;
  private final long seriesNanos;
  private int resourceOrdinal;
  private boolean underWay;
  private long startNanos;
  private @Nullable Resource resource;
  private @Nullable Series before;
  private @Nullable Series at;

  /**
   * @param onEnded told of series that are taken out, under the lock
   */
  SeriesWalk(SpanCounts counts, SpanMetricsConfig config, Consumer<Series> onEnded) {
    this.counts = counts;
    this.onEnded = onEnded;
    delta = counts.durations().isDelta();
    intervalNanos = config.metricsFlushInterval().toNanos();
    resourceNanos = expiration(config.metricsExpiration());
    seriesNanos = expiration(config.seriesExpiration());
  }

  /** What was counted since the walk before is handed on once, whatever the expiration is. */
  private long expiration(Duration duration) {
    return duration.isZero() ? Long.MAX_VALUE : Math.max(duration.toNanos(), intervalNanos);
  }

  /**
   * One step.
   *
   * @param page where series go; null for nowhere
   * @return false if this was the last one
   */
  boolean step(long nowNanos, long epochNanos, @Nullable MetricsPage page) {
    synchronized (counts) {
      startNanos = underWay ? startNanos : nowNanos;
      underWay = true;
      for (int visited = 0; visited < STEP_SERIES; visited++) {
        if (page != null && page.isFull()) {
          break;
        }
        if (at == null && !nextResource(page)) {
          counts.dropIdle(startNanos - intervalNanos, onEnded);
          resourceOrdinal = 0;
          underWay = false;
          return false;
        }
        if (at != null) {
          visit(at, nowNanos, epochNanos, page);
        }
      }
      endPage(page);
      return true;
    }
  }

  private boolean nextResource(@Nullable MetricsPage page) {
    endPage(page);
    resource = null;
    before = null;
    if (resourceOrdinal >= counts.resources().size()) {
      return false;
    }
    resource = counts.resources().get(resourceOrdinal++);
    at = resource.first();
    return true;
  }

  private void endPage(@Nullable MetricsPage page) {
    if (page != null && resource != null) {
      page.end(resource);
    }
  }

  private void visit(Series series, long nowNanos, long epochNanos, @Nullable MetricsPage page) {
    at = series.next;
    if (isExpired(series, nowNanos) && series.calls == handedOn(series, page)) {
      counts.remove(before, series);
      onEnded.accept(series);
      return;
    }
    before = series;
    if (page != null) {
      page.add(series, epochNanos);
    }
  }

  /** A delta that was never handed on must not end with its series. */
  private long handedOn(Series series, @Nullable MetricsPage page) {
    return page != null && delta ? series.sentCalls : series.calls;
  }

  private boolean isExpired(Series series, long nowNanos) {
    return nowNanos - series.resource.lastSeenNanos() > resourceNanos
        || nowNanos - series.lastSeenNanos > seriesNanos;
  }
}

package io.spanweir.connector.spanmetrics;

import org.jspecify.annotations.Nullable;

/** What metrics are about: a resource and its series. Guarded by the lock of {@link SpanCounts}. */
final class Resource {
  private final int number;
  private final String identity;
  private final byte[] fields;
  private @Nullable Series first;
  private int seriesCount;
  private long lastSeenNanos;

  /**
   * @param number its own, never used again
   * @param identity what tells it from others
   * @param fields every field of its {@code ResourceSpans} but the scopes, which is every field of
   *     a {@code ResourceMetrics} but its scopes
   */
  Resource(int number, String identity, byte[] fields) {
    this.number = number;
    this.identity = identity;
    this.fields = fields;
  }

  int number() {
    return number;
  }

  String identity() {
    return identity;
  }

  byte[] fields() {
    return fields;
  }

  /** The first of its series; the others hang on it. */
  @Nullable Series first() {
    return first;
  }

  int seriesCount() {
    return seriesCount;
  }

  void add(Series series) {
    series.next = first;
    first = series;
    seriesCount++;
  }

  /** Takes a series out that stands behind {@code before}, or first. */
  void remove(@Nullable Series before, Series series) {
    if (before == null && first == series) {
      first = series.next;
    } else {
      Series at = before == null ? first : before;
      while (at != null && at.next != series) {
        at = at.next;
      }
      if (at != null) {
        at.next = series.next;
      }
    }
    seriesCount--;
  }

  long lastSeenNanos() {
    return lastSeenNanos;
  }

  void seen(long nowNanos) {
    lastSeenNanos = nowNanos;
  }
}

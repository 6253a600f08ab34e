package io.spanweir.connector.spanmetrics;

import io.spanweir.connector.spanmetrics.SpanMetricsConfig.ExponentialConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.HistogramConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Temporality;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Unit;
import org.jspecify.annotations.Nullable;

/**
 * How durations are counted, the same for all series of a book. Where they are counted in
 * exponential buckets they are in explicit ones too, whose bounds stay where they are: a page whose
 * bounds moved would jump. Immutable.
 */
final class Durations {
  private static final long[] NONE = {};
  private static final int[] NONE_LATELY = {};

  private final boolean disabled;
  private final boolean delta;
  private final boolean exemplars;
  private final Unit unit;
  private final long[] boundsNanos;
  private final int exponentialMax;

  /**
   * @param counted whether they are, in this book
   */
  Durations(SpanMetricsConfig config, boolean counted) {
    HistogramConfig histogram = config.histogram();
    ExponentialConfig exponential = histogram.exponential();
    disabled = !counted;
    delta = config.aggregationTemporality() == Temporality.DELTA;
    exemplars = config.exemplars().enabled() && counted;
    unit = histogram.unit();
    boundsNanos = histogram.bounds().stream().mapToLong(bound -> bound.toNanos()).toArray();
    exponentialMax = exponential == null ? 0 : exponential.maxSize();
  }

  boolean isExponential() {
    return exponentialMax > 0;
  }

  boolean isDelta() {
    return delta;
  }

  Unit unit() {
    return unit;
  }

  /** Upper bounds of buckets, each in it, in units; the last bucket has none. */
  double[] bounds() {
    double[] bounds = new double[boundsNanos.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = boundsNanos[i] / unit.nanos();
    }
    return bounds;
  }

  /** Whether series have exemplars. */
  boolean hasExemplars() {
    return exemplars;
  }

  /** How many explicit buckets there are where durations are counted. */
  int buckets() {
    return boundsNanos.length + 1;
  }

  long[] newBuckets() {
    return disabled ? NONE : new long[buckets()];
  }

  long[] newSentBuckets() {
    return delta && !isExponential() ? newBuckets() : NONE;
  }

  int[] newRecent() {
    return exemplars ? new int[buckets()] : NONE_LATELY;
  }

  @Nullable ExponentialBuckets newExponential() {
    return disabled || !isExponential() ? null : new ExponentialBuckets(exponentialMax);
  }

  /** Bytes that a series takes up, at most, beside its key. */
  long seriesBytes() {
    long explicit = buckets();
    long more = isExponential() ? exponentialMax : delta ? explicit : 0;
    return 256 + (disabled ? 0 : Long.BYTES * (explicit + more));
  }

  /** How long a span took. One that ends before it starts, or says no start, took no time. */
  static long nanos(long startNanos, long endNanos) {
    return startNanos == 0 ? 0 : Math.max(0, endNanos - startNanos);
  }

  /** Counts a span. @return its explicit bucket; 0 where durations are not counted */
  int count(Series series, long startNanos, long endNanos) {
    long nanos = nanos(startNanos, endNanos);
    series.calls++;
    series.nanos += nanos;
    int bucket = 0;
    if (series.buckets.length > 0) {
      bucket = bucket(nanos);
      series.buckets[bucket]++;
    }
    ExponentialBuckets exponential = series.exponential;
    if (exponential != null) {
      exponential.add(nanos / unit.nanos());
    }
    return bucket;
  }

  /**
   * The explicit bucket of a duration: compared with all bounds, without a branch that no processor
   * foresees.
   */
  int bucket(long nanos) {
    int bucket = 0;
    for (long bound : boundsNanos) {
      bucket += (int) ((bound - nanos) >>> 63);
    }
    return bucket;
  }
}

package io.spanweir.connector.spanmetrics;

import io.spanweir.core.otlp.OtlpFields;
import org.jspecify.annotations.Nullable;

/**
 * Some series as {@code MetricsData}: for each resource one scope with a metric of calls or events
 * and one of durations, whichever the book counts. Begun, added to, ended, taken, cleared. Adding a
 * series to a page of deltas marks what it has as handed on. Not thread safe.
 */
final class MetricsPage {
  /** What is handed on at once; most servers take 4 MiB. */
  private static final int BYTES_FULL = 1 << 20;

  private static final byte[] SCOPE = BuiltIn.utf8("spanmetricsconnector");

  private final Counted counted;
  private final Durations durations;
  private final PointAttributes attributes;
  private final int temporality;
  private final byte[] counterName;
  private final byte[] durationName;
  private final byte[] unit;
  private final double[] bounds;
  private final Encoder page = new Encoder();
  private final Encoder scopeField = new Encoder();
  private final Encoder scope = new Encoder();
  private final Encoder metric = new Encoder();
  private final Encoder data = new Encoder();
  private final Encoder calls = new Encoder();
  private final Encoder histograms = new Encoder();
  private final Encoder point = new Encoder();
  private final Encoder nested = new Encoder();

  MetricsPage(String namespace, SpanCounts counts, PointAttributes attributes) {
    counted = counts.counted();
    durations = counts.durations();
    this.attributes = attributes;
    temporality =
        durations.isDelta() ? MetricFields.TEMPORALITY_DELTA : MetricFields.TEMPORALITY_CUMULATIVE;
    String prefix = namespace.isEmpty() ? "" : namespace + ".";
    counterName = BuiltIn.utf8(prefix + counted.counter());
    durationName = BuiltIn.utf8(prefix + "duration");
    unit = BuiltIn.utf8(durations.unit().symbol());
    bounds = durations.bounds();
    nested.field(OtlpFields.SCOPE_NAME, SCOPE);
    scopeField.field(OtlpFields.SCOPE_SPANS_SCOPE, nested);
  }

  void clear() {
    page.clear();
  }

  boolean isFull() {
    return page.length() + calls.length() + histograms.length() >= BYTES_FULL;
  }

  boolean isEmpty() {
    return page.length() == 0;
  }

  byte[] bytes() {
    return page.bytes();
  }

  int length() {
    return page.length();
  }

  /** Adds a series of the resource that {@link #end} will name. */
  void add(Series series, long epochNanos) {
    if (series.calls == series.sentCalls) {
      return;
    }
    if (counted.hasCounter()) {
      addCalls(series, epochNanos);
    }
    if (counted.hasDurations()) {
      addDurations(series, epochNanos);
    }
    if (durations.isDelta()) {
      series.sentCalls = series.calls;
      series.sentNanos = series.nanos;
      System.arraycopy(series.buckets, 0, series.sentBuckets, 0, series.sentBuckets.length);
      if (series.exponential != null) {
        series.exponential.clear();
      }
      series.startEpochNanos = epochNanos;
    }
  }

  private void addCalls(Series series, long epochNanos) {
    begin(series, epochNanos);
    point.fixed64(MetricFields.NUMBER_INT, series.calls - series.sentCalls);
    attributes.write(series, MetricFields.NUMBER_ATTRIBUTES, point);
    calls.field(MetricFields.DATA_POINTS, point);
  }

  private void addDurations(Series series, long epochNanos) {
    begin(series, epochNanos);
    point.fixed64(MetricFields.COUNT, series.calls - series.sentCalls);
    point.real(MetricFields.SUM, (series.nanos - series.sentNanos) / durations.unit().nanos());
    if (series.exponential != null) {
      exponential(series.exponential);
      attributes.write(series, MetricFields.EXPONENTIAL_ATTRIBUTES, point);
      exemplars(series.exemplars, MetricFields.EXPONENTIAL_EXEMPLARS);
    } else {
      explicit(series);
      attributes.write(series, MetricFields.EXPLICIT_ATTRIBUTES, point);
      exemplars(series.exemplars, MetricFields.EXPLICIT_EXEMPLARS);
    }
    histograms.field(MetricFields.DATA_POINTS, point);
  }

  private void begin(Series series, long epochNanos) {
    point.clear();
    point.fixed64(MetricFields.START, series.startEpochNanos);
    point.fixed64(MetricFields.TIME, epochNanos);
  }

  private void explicit(Series series) {
    point.head(MetricFields.EXPLICIT_COUNTS, Long.BYTES * series.buckets.length);
    for (int i = 0; i < series.buckets.length; i++) {
      long sent = series.sentBuckets.length == 0 ? 0 : series.sentBuckets[i];
      point.packedFixed64(series.buckets[i] - sent);
    }
    point.head(MetricFields.EXPLICIT_BOUNDS, Double.BYTES * bounds.length);
    for (double bound : bounds) {
      point.packedFixed64(Double.doubleToRawLongBits(bound));
    }
  }

  private void exponential(ExponentialBuckets buckets) {
    point.varint(MetricFields.EXPONENTIAL_SCALE, zigzag(buckets.scale()));
    point.fixed64(MetricFields.EXPONENTIAL_ZEROS, buckets.zeros());
    nested.clear();
    for (int i = 0; i < buckets.size(); i++) {
      nested.packed(buckets.count(i));
    }
    data.clear();
    data.varint(MetricFields.BUCKETS_OFFSET, zigzag(buckets.low()));
    data.field(MetricFields.BUCKETS_COUNTS, nested);
    point.field(MetricFields.EXPONENTIAL_POSITIVE, data);
  }

  /** Each is shown once. */
  private void exemplars(@Nullable Exemplars exemplars, int tag) {
    if (exemplars == null) {
      return;
    }
    for (int i = 0; i < exemplars.size() && exemplars.isThere(i); i++) {
      nested.clear();
      nested.fixed64(MetricFields.EXEMPLAR_TIME, exemplars.endEpochNanos(i));
      nested.real(MetricFields.EXEMPLAR_DOUBLE, exemplars.nanos(i) / durations.unit().nanos());
      nested.head(MetricFields.EXEMPLAR_SPAN_ID, Long.BYTES);
      nested.id(exemplars.spanId(i));
      nested.head(MetricFields.EXEMPLAR_TRACE_ID, 2 * Long.BYTES);
      nested.id(exemplars.traceIdHigh(i));
      nested.id(exemplars.traceIdLow(i));
      point.field(tag, nested);
    }
    exemplars.clear();
  }

  private static long zigzag(int value) {
    return ((value << 1) ^ (value >> 31)) & 0xffff_ffffL;
  }

  /** Puts what was added since the last end into the resource. */
  void end(Resource resource) {
    if (calls.length() + histograms.length() == 0) {
      return;
    }
    scope.clear();
    scope.raw(scopeField.bytes(), 0, scopeField.length());
    if (counted.hasCounter()) {
      endCalls();
    }
    if (counted.hasDurations()) {
      endDurations();
    }
    nested.clear();
    nested.field(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, scope);
    byte[] fields = resource.fields();
    page.head(OtlpFields.TRACES_RESOURCE_SPANS, fields.length + nested.length());
    page.raw(fields, 0, fields.length);
    page.raw(nested.bytes(), 0, nested.length());
    calls.clear();
    histograms.clear();
  }

  private void endCalls() {
    data.clear();
    data.raw(calls.bytes(), 0, calls.length());
    data.varint(MetricFields.TEMPORALITY, temporality);
    data.varint(MetricFields.SUM_MONOTONIC, 1);
    metric.clear();
    metric.field(MetricFields.METRIC_NAME, counterName);
    metric.field(MetricFields.METRIC_SUM, data);
    scope.field(OtlpFields.SCOPE_SPANS_SPANS, metric);
  }

  private void endDurations() {
    data.clear();
    data.raw(histograms.bytes(), 0, histograms.length());
    data.varint(MetricFields.TEMPORALITY, temporality);
    metric.clear();
    metric.field(MetricFields.METRIC_NAME, durationName);
    metric.field(MetricFields.METRIC_UNIT, unit);
    metric.field(
        durations.isExponential() ? MetricFields.METRIC_EXPONENTIAL : MetricFields.METRIC_HISTOGRAM,
        data);
    scope.field(OtlpFields.SCOPE_SPANS_SPANS, metric);
  }
}

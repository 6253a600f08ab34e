package io.spanweir.connector.spanmetrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All series of a book on the Prometheus page, from the first span on whatever the temporality of
 * OTLP is. Series that differ in their resources alone are one there. What such a one has counted
 * when one of its resources ends stays in it, or the page's counter would jump back. Each bucket
 * has the kept span that ended last as its exemplar until there is a later one or its series ends,
 * since Prometheus takes none that is earlier than the one before, and none twice. Any thread.
 */
final class PrometheusSeries implements MultiCollector {
  private static final int STEP_SERIES = 1024;
  private static final int ENDED_MAX = 65_536;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Durations durations;
  private final SpanCounts counts;
  private final Counted counted;
  private final PointAttributes attributes;
  private final String counterName;
  private final String durationName;
  private final double[] bounds;
  private final Map<Labels, Numbers> ended = new HashMap<>();

  PrometheusSeries(SpanMetricsConfig config, Dimensions dimensions, SpanCounts counts) {
    this.counts = counts;
    counted = counts.counted();
    durations = counts.durations();
    attributes = new PointAttributes(dimensions, "");
    String prefix = config.namespace().isEmpty() ? "" : config.namespace() + "_";
    counterName = name(prefix + counted.counter());
    durationName = name(prefix + "duration_" + durations.unit().word());
    double[] upper = durations.bounds();
    bounds = Arrays.copyOf(upper, upper.length + 1);
    bounds[upper.length] = Double.POSITIVE_INFINITY;
  }

  /** Letters, digits and underscores. */
  private static String name(String text) {
    String name = text.replaceAll("[^a-zA-Z0-9_]", "_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  /** What is counted under the same labels. */
  private static final class Numbers {
    private long calls;
    private double nanos;
    private final long[] buckets;
    private @Nullable Exemplars exemplars;

    Numbers(int buckets) {
      this.buckets = new long[buckets];
    }

    /** With its exemplars, to be shown. */
    void show(Series series) {
      add(series);
      if (series.bucketExemplars != null) {
        if (exemplars == null) {
          exemplars = new Exemplars(buckets.length);
        }
        exemplars.putLater(series.bucketExemplars);
      }
    }

    /** What it counted; of what has ended nothing is shown as an exemplar any more. */
    void add(Series series) {
      calls += series.calls;
      nanos += series.nanos;
      for (int i = 0; i < series.buckets.length; i++) {
        buckets[i] += series.buckets[i];
      }
    }

    void add(Numbers other) {
      calls += other.calls;
      nanos += other.nanos;
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] += other.buckets[i];
      }
    }
  }

  /**
   * @return false if the names are taken; true also where there is no page
   */
  boolean register(MeterRegistry meters) {
    if (!(meters instanceof PrometheusMeterRegistry page)) {
      return true;
    }
    try {
      page.getPrometheusRegistry().register(this);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public List<String> getPrometheusNames() {
    List<String> names = new ArrayList<>();
    if (counted.hasCounter()) {
      names.add(counterName);
    }
    if (counted.hasDurations()) {
      names.add(durationName);
    }
    return names;
  }

  /** Remembers what a series counted that is taken out. */
  void onEnded(Series series) {
    Labels labels = labels(series);
    synchronized (ended) {
      if (ended.size() < ENDED_MAX || ended.containsKey(labels)) {
        ended.computeIfAbsent(labels, l -> numbers()).add(series);
      }
    }
  }

  private Numbers numbers() {
    return new Numbers(durations.newBuckets().length);
  }

  private Labels labels(Series series) {
    List<String> texts;
    synchronized (attributes) {
      texts = attributes.texts(series);
    }
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < texts.size(); i += 2) {
      labels.putIfAbsent(name(texts.get(i)), texts.get(i + 1));
    }
    return Labels.of(
        labels.keySet().toArray(new String[0]), labels.values().toArray(new String[0]));
  }

  @Override
  public MetricSnapshots collect() {
    Map<Labels, Numbers> all = read();
    CounterSnapshot.Builder calls = CounterSnapshot.builder().name(counterName).help(help());
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(durationName).help("How long spans took");
    all.forEach(
        (labels, numbers) -> {
          calls.dataPoint(
              CounterDataPointSnapshot.builder()
                  .labels(labels)
                  .value((double) numbers.calls)
                  .build());
          if (counted.hasDurations()) {
            histogram.dataPoint(histogram(labels, numbers));
          }
        });
    MetricSnapshots.Builder metrics = MetricSnapshots.builder();
    if (counted.hasCounter()) {
      metrics.metricSnapshot(calls.build());
    }
    if (counted.hasDurations()) {
      metrics.metricSnapshot(histogram.build());
    }
    return metrics.build();
  }

  private String help() {
    return counted == Counted.EVENTS
        ? "Events of spans by what they are"
        : "Spans by what they are";
  }

  private HistogramDataPointSnapshot histogram(Labels labels, Numbers numbers) {
    HistogramDataPointSnapshot.Builder point =
        HistogramDataPointSnapshot.builder()
            .labels(labels)
            .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, numbers.buckets))
            .sum(numbers.nanos / durations.unit().nanos());
    if (numbers.exemplars != null) {
      point.exemplars(
          io.prometheus.metrics.model.snapshots.Exemplars.of(exemplars(numbers.exemplars)));
    }
    return point.build();
  }

  private List<Exemplar> exemplars(Exemplars kept) {
    HexFormat hex = HexFormat.of();
    List<Exemplar> exemplars = new ArrayList<>();
    for (int bucket = 0; bucket < kept.size(); bucket++) {
      if (kept.isThere(bucket)) {
        exemplars.add(
            Exemplar.builder()
                .traceId(
                    hex.toHexDigits(kept.traceIdHigh(bucket))
                        + hex.toHexDigits(kept.traceIdLow(bucket)))
                .spanId(hex.toHexDigits(kept.spanId(bucket)))
                .value(kept.nanos(bucket) / durations.unit().nanos())
                .timestampMillis(Long.divideUnsigned(kept.endEpochNanos(bucket), NANOS_PER_MILLI))
                .build());
      }
    }
    return exemplars;
  }

  /** Reads anew if something ended meanwhile, so that nothing is counted twice. */
  private Map<Labels, Numbers> read() {
    while (true) {
      Map<Labels, Numbers> all = new HashMap<>();
      long removals = counts.removals();
      readSeries(all);
      synchronized (ended) {
        ended.keySet().retainAll(all.keySet());
        ended.forEach((labels, numbers) -> sum(all, labels).add(numbers));
      }
      if (counts.removals() == removals) {
        return all;
      }
    }
  }

  private Numbers sum(Map<Labels, Numbers> all, Labels labels) {
    return all.computeIfAbsent(labels, l -> numbers());
  }

  /** In steps, so that spans don't wait. */
  private void readSeries(Map<Labels, Numbers> all) {
    List<Resource> resources;
    synchronized (counts) {
      resources = List.copyOf(counts.resources());
    }
    for (Resource resource : resources) {
      Series at;
      synchronized (counts) {
        at = resource.first();
      }
      while (at != null) {
        at = readStep(at, all);
      }
    }
  }

  private @Nullable Series readStep(Series from, Map<Labels, Numbers> all) {
    synchronized (counts) {
      Series at = from;
      for (int i = 0; i < STEP_SERIES && at != null; i++) {
        sum(all, labels(at)).show(at);
        at = at.next;
      }
      return at;
    }
  }
}

package io.spanweir.deploy;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Metrics in Prometheus' text format, version 0.0.4. The client library's own writer puts {@code
 * _total} behind every counter; the OpenTelemetry Collector's page has it only where asked for.
 *
 * <p>What is not named {@code otelcol_} or {@code spanweir_} is measured of what flows through, not
 * of this process: series of {@code span_metrics}. Such counters always have {@code _total}, as a
 * Prometheus exporter would give it to them, and never the resource's labels. One page; not thread
 * safe.
 */
final class PrometheusText {
  private final ResourceAttributes resource;
  private final boolean totals;
  private final StringBuilder page = new StringBuilder(16 << 10);
  private boolean own;

  /**
   * @param totals whether names of own counters end with {@code _total}
   */
  PrometheusText(ResourceAttributes resource, boolean totals) {
    this.resource = resource;
    this.totals = totals;
  }

  /** The page. */
  String of(MetricSnapshots metrics) {
    for (MetricSnapshot metric : metrics) {
      own = isOwn(metric.getMetadata().getPrometheusName());
      add(metric);
    }
    head("target_info", "gauge", "What these metrics are of");
    page.append("target_info{").append(resource.all()).append("} 1\n");
    return page.toString();
  }

  static boolean isOwn(String name) {
    return name.startsWith("otelcol_") || name.startsWith("spanweir_");
  }

  private void add(MetricSnapshot metric) {
    String name = metric.getMetadata().getPrometheusName();
    if (metric instanceof CounterSnapshot counter) {
      String full = totals || !own ? name + "_total" : name;
      head(full, "counter", metric.getMetadata().getHelp());
      for (CounterDataPointSnapshot point : counter.getDataPoints()) {
        sample(full, point.getLabels(), "", point.getValue());
      }
    } else if (metric instanceof GaugeSnapshot gauge) {
      head(name, "gauge", metric.getMetadata().getHelp());
      for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
        sample(name, point.getLabels(), "", point.getValue());
      }
    } else if (metric instanceof HistogramSnapshot histogram) {
      head(name, "histogram", metric.getMetadata().getHelp());
      histogram.getDataPoints().forEach(point -> histogram(name, point));
    } else if (metric instanceof SummarySnapshot summary) {
      head(name, "summary", metric.getMetadata().getHelp());
      for (SummaryDataPointSnapshot point : summary.getDataPoints()) {
        sums(name, point.getLabels(), point.getCount(), point.getSum());
      }
    }
  }

  private void histogram(String name, HistogramDataPointSnapshot point) {
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    long below = 0;
    for (int i = 0; i < buckets.size(); i++) {
      below += buckets.getCount(i);
      String bound = number(buckets.getUpperBound(i));
      sample(name + "_bucket", point.getLabels(), "le=\"" + bound + "\"", (double) below);
    }
    sums(name, point.getLabels(), point.getCount(), point.getSum());
  }

  private void sums(String name, Labels labels, long count, double sum) {
    sample(name + "_count", labels, "", (double) count);
    sample(name + "_sum", labels, "", sum);
  }

  private void head(String name, String type, @Nullable String help) {
    if (help != null && !help.isBlank()) {
      page.append("# HELP ").append(name).append(' ');
      page.append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    }
    page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, Labels labels, String more, double value) {
    page.append(name);
    int open = page.length();
    for (int i = 0; i < labels.size(); i++) {
      comma(open);
      label(page, labels.getPrometheusName(i), labels.getValue(i));
    }
    if (own && !resource.constant().isEmpty()) {
      comma(open);
      page.append(resource.constant());
    }
    if (!more.isEmpty()) {
      comma(open);
      page.append(more);
    }
    page.append(page.length() > open ? "} " : " ").append(number(value)).append('\n');
  }

  private void comma(int open) {
    page.append(page.length() == open ? '{' : ',');
  }

  /** A label and its value, which may be any text. */
  static void label(StringBuilder to, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    to.append(name).append("=\"").append(escaped).append('"');
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}

package io.spanweir.deploy;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Metrics as text, a line for each sample. The client library's own writers put {@code _total}
 * behind every counter; the OpenTelemetry Collector's page has it only where asked for. Names are
 * the same in every format, or rules and boards would depend on what a scraper asks for.
 *
 * <p>What is not named {@code otelcol_} or {@code spanweir_} is measured of what flows through, not
 * of this process: series of {@code span_metrics}. Such counters always have {@code _total}, as a
 * Prometheus exporter would give it to them, and never the resource's labels. One page; not thread
 * safe.
 */
abstract class PageText {
  private final ResourceAttributes resource;
  private final boolean totals;
  private final UnaryOperator<String> names;
  private final StringBuilder page = new StringBuilder(16 << 10);
  private boolean own;

  /**
   * @param totals whether names of own counters end with {@code _total}
   * @param names what a metric is called on this page, by what it is called without its unit
   */
  PageText(ResourceAttributes resource, boolean totals, UnaryOperator<String> names) {
    this.resource = resource;
    this.totals = totals;
    this.names = names;
  }

  /** Says what a counter is, whose samples are called {@code sample}. */
  abstract void counterHead(String name, String sample, @Nullable String help);

  /** Says what {@code target_info} is. */
  abstract void targetHead();

  /** How the upper bound of a bucket is written. */
  abstract String bound(double bound);

  /** What stands behind the sample of the bucket that reaches from one bound to the other. */
  abstract String exemplar(Exemplars exemplars, double above, double upTo);

  /** A text for people as it is written. */
  String escaped(String help) {
    return help.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** What the page ends with. */
  String end() {
    return "";
  }

  /** The page. */
  final String of(MetricSnapshots metrics) {
    for (MetricSnapshot metric : metrics) {
      own = isOwn(metric.getMetadata().getPrometheusName());
      add(metric);
    }
    targetHead();
    page.append("target_info{").append(resource.all()).append("} 1\n");
    return page.append(end()).toString();
  }

  static boolean isOwn(String name) {
    return name.startsWith("otelcol_") || name.startsWith("spanweir_");
  }

  private void add(MetricSnapshot metric) {
    String name = names.apply(metric.getMetadata().getPrometheusName());
    if (metric instanceof CounterSnapshot counter) {
      String full = totals || !own ? name + "_total" : name;
      counterHead(name, full, metric.getMetadata().getHelp());
      for (CounterDataPointSnapshot point : counter.getDataPoints()) {
        sample(full, point.getLabels(), "", number(point.getValue()));
      }
    } else if (metric instanceof GaugeSnapshot gauge) {
      head(name, "gauge", metric.getMetadata().getHelp());
      for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
        sample(name, point.getLabels(), "", number(point.getValue()));
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
    double above = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < buckets.size(); i++) {
      long count = buckets.getCount(i);
      below += count;
      double upTo = buckets.getUpperBound(i);
      String exemplar = count == 0 ? "" : exemplar(point.getExemplars(), above, upTo);
      String value = number((double) below) + exemplar;
      sample(name + "_bucket", point.getLabels(), "le=\"" + bound(upTo) + "\"", value);
      above = upTo;
    }
    sums(name, point.getLabels(), point.getCount(), point.getSum());
  }

  private void sums(String name, Labels labels, long count, double sum) {
    sample(name + "_count", labels, "", number((double) count));
    sample(name + "_sum", labels, "", number(sum));
  }

  /** Says what the metric is whose samples follow. */
  final void head(String name, String type, @Nullable String help) {
    if (help != null && !help.isBlank()) {
      page.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
    }
    page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, Labels labels, String more, String value) {
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
    page.append(page.length() > open ? "} " : " ").append(value).append('\n');
  }

  private void comma(int open) {
    page.append(page.length() == open ? '{' : ',');
  }

  /** A label and its value, which may be any text. */
  static void label(StringBuilder to, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    to.append(name).append("=\"").append(escaped).append('"');
  }

  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}

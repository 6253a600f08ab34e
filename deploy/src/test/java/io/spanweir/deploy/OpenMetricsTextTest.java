package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.spanweir.config.ServiceConfig.ConstantLabels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The page as OpenMetrics has it: names as in the text format, types and exemplars its own. */
class OpenMetricsTextTest {
  private static final ConstantLabels NONE = new ConstantLabels(List.of(), List.of());

  private static MetricSnapshots metrics() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.config().namingConvention(new MetricNames());
    Counter.builder("otelcol.receiver.accepted.spans")
        .description("Handed \"on\"\nto \\ the pipelines")
        .tag("receiver", "otlp/\"a\"\n\\")
        .register(meters)
        .increment(3);
    Counter.builder("shop.calls").register(meters).increment(2);
    Gauge.builder("otelcol.exporter.queue.size", () -> Double.NaN).register(meters);
    DistributionSummary.builder("otelcol.age")
        .serviceLevelObjectives(1, 5)
        .register(meters)
        .record(2);
    DistributionSummary.builder("otelcol.size").register(meters).record(2);
    return meters.getPrometheusRegistry().scrape();
  }

  private static ResourceAttributes resource(Map<String, String> configured) {
    return ResourceAttributes.of(ResourceAttributes.attributes(configured), NONE);
  }

  private static String page(MetricSnapshots metrics, boolean totals) {
    String text =
        new OpenMetricsText(resource(Map.of("zone", "te\"st")), totals, UnaryOperator.identity())
            .of(metrics);
    assertThat(new OpenMetricsPage(text).exemplars()).hasSizeLessThan(3);
    return text;
  }

  @Test
  void aCounterWithoutTotalIsOfUnknownType() {
    assertThat(page(metrics(), false))
        .contains(
            "# HELP otelcol_receiver_accepted_spans Handed \\\"on\\\"\\nto \\\\ the pipelines\n"
                + "# TYPE otelcol_receiver_accepted_spans unknown\n"
                + "otelcol_receiver_accepted_spans{receiver=\"otlp/\\\"a\\\"\\n\\\\\"} 3.0\n")
        .contains("# TYPE shop_calls counter\nshop_calls_total 2.0\n")
        .contains("# TYPE otelcol_exporter_queue_size gauge\notelcol_exporter_queue_size NaN\n")
        .contains("# TYPE target info\ntarget_info{service_instance_id=")
        .contains("otelcol_age_bucket{le=\"+Inf\"} 1.0\n", "# TYPE otelcol_size summary\n")
        .endsWith("\n# EOF\n");
  }

  @Test
  void aCounterWithTotalIsOne() {
    assertThat(page(metrics(), true))
        .contains("# TYPE otelcol_receiver_accepted_spans counter\n")
        .contains("otelcol_receiver_accepted_spans_total{receiver=");
  }

  private static MetricSnapshots histogram(double[] bounds, Exemplar... exemplars) {
    long[] oneEach = new long[bounds.length];
    Arrays.fill(oneEach, 1);
    HistogramDataPointSnapshot.Builder point =
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, oneEach))
            .sum(0);
    point.exemplars(Exemplars.of(exemplars));
    return MetricSnapshots.of(
        HistogramSnapshot.builder().name("d").dataPoint(point.build()).build());
  }

  @Test
  void boundsAreCanonical() {
    double inf = Double.POSITIVE_INFINITY;
    String text =
        page(
            histogram(
                new double[] {0, 1e-7, 2.5e-5, 1e-4, 0.05, 1, 2.5, 15_000, 1e5, 1e6, 1.25e7, inf}),
            false);
    assertThat(text.lines().filter(line -> line.startsWith("d_bucket")))
        .extracting(line -> line.replaceAll(".*le=\"|\".*", ""))
        .containsExactly(
            "0.0",
            "1e-07",
            "2.5e-05",
            "0.0001",
            "0.05",
            "1.0",
            "2.5",
            "15000.0",
            "100000.0",
            "1e+06",
            "1.25e+07",
            "+Inf");
  }

  @Test
  void anExemplarStandsBehindItsBucketUnlessItIsTooLong() {
    Exemplar short5 = exemplar(5, Labels.of("trace_id", "0a", "span_id", "b\"c"));
    Exemplar long50 = exemplar(50, Labels.of("trace_id", "x".repeat(121)));
    Exemplar full500 =
        Exemplar.builder().value(500).labels(Labels.of("t", "y".repeat(127))).build();
    double[] bounds = {5, 50, Double.POSITIVE_INFINITY};
    String text =
        new OpenMetricsText(resource(Map.of()), false, UnaryOperator.identity())
            .of(histogram(bounds, short5, long50, full500));
    assertThat(text)
        .contains("le=\"5.0\"} 1.0 # {span_id=\"b\\\"c\",trace_id=\"0a\"} 5.0 1700000000.007\n")
        .contains("le=\"50.0\"} 2.0\n")
        .contains("le=\"+Inf\"} 3.0 # {t=\"" + "y".repeat(127) + "\"} 500.0\n");
  }

  private static Exemplar exemplar(double value, Labels labels) {
    return Exemplar.builder()
        .value(value)
        .labels(labels)
        .timestampMillis(1_700_000_000_007L)
        .build();
  }
}

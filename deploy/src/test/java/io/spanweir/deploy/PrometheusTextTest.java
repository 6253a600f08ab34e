package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Gauge;
import io.spanweir.config.ServiceConfig.ConstantLabels;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Own metrics by the names that the Collector (0.155) shows under the same switches, read off its
 * page.
 */
class PrometheusTextTest {
  private static final ConstantLabels NONE = new ConstantLabels(List.of(), List.of());

  private static PrometheusMeterRegistry meters(MetricNames names) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.config().namingConvention(names);
    Counter.builder("otelcol.process.uptime").baseUnit("seconds").register(meters).increment(1.5);
    Counter.builder("otelcol.process.cpu.seconds").baseUnit("seconds").register(meters);
    Counter.builder("otelcol.receiver.accepted.spans")
        .description("Handed on\nto \\ the pipelines")
        .tag("receiver", "otlp/\"a\"")
        .tag("transport", "http")
        .register(meters)
        .increment(3);
    DistributionSummary.builder("otelcol.processor.tail.sampling.sampling.trace.removal.age")
        .baseUnit("seconds")
        .serviceLevelObjectives(1, 5)
        .register(meters)
        .record(2);
    return meters;
  }

  private static String page(boolean units, boolean totals, ConstantLabels labels) {
    ResourceAttributes resource =
        ResourceAttributes.of(
            ResourceAttributes.attributes(
                Map.of("deployment.environment", "te\"st", "service.instance.id", "")),
            labels);
    MetricNames names = new MetricNames();
    PrometheusMeterRegistry meters = meters(names);
    return new PrometheusText(resource, totals, units ? names::withUnit : UnaryOperator.identity())
        .of(meters.getPrometheusRegistry().scrape())
        .replaceAll("service_version=\"[^\"]*\"", "service_version=\"1\"");
  }

  @Test
  void namesAreBareUnlessAskedFor() {
    assertThat(page(false, false, NONE))
        .contains("# TYPE otelcol_process_uptime counter\notelcol_process_uptime 1.5\n")
        .contains("otelcol_process_cpu_seconds 0.0\n")
        .contains(
            "# HELP otelcol_receiver_accepted_spans Handed on\\nto \\\\ the pipelines\n",
            "otelcol_receiver_accepted_spans{receiver=\"otlp/\\\"a\\\"\",transport=\"http\"} 3.0\n")
        .contains("removal_age_bucket{le=\"1.0\"} 0.0", "removal_age_bucket{le=\"5.0\"} 1.0")
        .contains("removal_age_bucket{le=\"+Inf\"} 1.0")
        .contains("removal_age_count 1.0", "removal_age_sum 2.0")
        .contains(
            "target_info{deployment_environment=\"te\\\"st\",service_name=\"spanweir\","
                + "service_version=\"1\"} 1\n")
        .doesNotContain("_total");
  }

  @Test
  void unitsAndTypesStandBehindNamesIfAskedFor() {
    assertThat(page(true, true, NONE))
        .contains("otelcol_process_uptime_seconds_total 1.5")
        .contains("otelcol_process_cpu_seconds_total 0.0")
        .contains("otelcol_receiver_accepted_spans_total{")
        .contains("removal_age_seconds_bucket{le=\"1.0\"}", "removal_age_seconds_count")
        .contains("removal_age_seconds_max ")
        .doesNotContain("removal_age_max");
    assertThat(page(true, false, NONE)).contains("otelcol_process_uptime_seconds 1.5");
    assertThat(page(false, true, NONE)).contains("otelcol_process_uptime_total 1.5");
  }

  @Test
  void attributesOfTheResourceAreLabelsIfAskedFor() {
    ConstantLabels one = new ConstantLabels(List.of("service.name"), List.of());
    ConstantLabels rest = new ConstantLabels(List.of(), List.of("service.name"));
    assertThat(page(false, false, one))
        .contains("otelcol_process_uptime{service_name=\"spanweir\"} 1.5")
        .contains("transport=\"http\",service_name=\"spanweir\"} 3.0")
        .contains("removal_age_bucket{service_name=\"spanweir\",le=\"1.0\"} 0.0");
    assertThat(page(false, false, rest))
        .contains(
            "otelcol_process_uptime{deployment_environment=\"te\\\"st\",service_version=\"1\"}");
  }

  /** Series of span_metrics are what a Prometheus exporter would make of them. */
  @Test
  void whatIsNotOwnIsNotTouched() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters
        .getPrometheusRegistry()
        .register(
            io.prometheus.metrics.core.metrics.Counter.builder()
                .name("traces_span_metrics_calls")
                .register(new io.prometheus.metrics.model.registry.PrometheusRegistry()));
    meters
        .getPrometheusRegistry()
        .register(
            Gauge.builder()
                .name("spanweir_depth")
                .register(new io.prometheus.metrics.model.registry.PrometheusRegistry()));
    ConstantLabels one = new ConstantLabels(List.of("service.name"), List.of());
    assertThat(
            new PrometheusText(
                    ResourceAttributes.of(ResourceAttributes.attributes(Map.of()), one),
                    false,
                    UnaryOperator.identity())
                .of(meters.getPrometheusRegistry().scrape()))
        .contains("traces_span_metrics_calls_total 0.0\n")
        .contains("spanweir_depth{service_name=\"spanweir\"} 0.0\n");
  }
}

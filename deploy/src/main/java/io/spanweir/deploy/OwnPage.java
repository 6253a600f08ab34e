package io.spanweir.deploy;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spanweir.config.ServiceConfig;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Own metrics as a reader of the configuration wants them. Any thread. */
final class OwnPage {
  private final PrometheusMeterRegistry meters;
  private final ResourceAttributes resource;
  private final boolean totals;
  private final UnaryOperator<String> names;

  /**
   * @param attributes of the process
   * @param names that the meters have
   */
  OwnPage(
      ServiceConfig.Prometheus reader,
      Map<String, String> attributes,
      PrometheusMeterRegistry meters,
      MetricNames names) {
    this.meters = meters;
    resource = ResourceAttributes.of(attributes, reader.withResourceConstantLabels());
    totals = !reader.withoutTypeSuffix();
    this.names = reader.withoutUnits() ? UnaryOperator.identity() : names::withUnit;
  }

  /** The page as it is now. */
  String text(PageFormat format) {
    PageText text =
        switch (format) {
          case PROMETHEUS -> new PrometheusText(resource, totals, names);
          case OPEN_METRICS -> new OpenMetricsText(resource, totals, names);
        };
    return text.of(meters.getPrometheusRegistry().scrape());
  }
}

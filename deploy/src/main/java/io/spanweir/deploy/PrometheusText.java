package io.spanweir.deploy;

import io.prometheus.metrics.model.snapshots.Exemplars;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Prometheus' text format, version 0.0.4. It has no exemplars. */
final class PrometheusText extends PageText {
  /**
   * @param totals whether names of own counters end with {@code _total}
   * @param names what a metric is called on this page, by what it is called without its unit
   */
  PrometheusText(ResourceAttributes resource, boolean totals, UnaryOperator<String> names) {
    super(resource, totals, names);
  }

  @Override
  void counterHead(String name, String sample, @Nullable String help) {
    head(sample, "counter", help);
  }

  @Override
  void targetHead() {
    head("target_info", "gauge", "What these metrics are of");
  }

  @Override
  String bound(double bound) {
    return number(bound);
  }

  @Override
  String exemplar(Exemplars exemplars, double above, double upTo) {
    return "";
  }
}

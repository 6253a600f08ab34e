package io.spanweir.deploy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names of own metrics on the Prometheus page: underscores for points, and the unit behind the name
 * where a configuration wants it and the name does not end with it anyway, as the OpenTelemetry
 * Collector does it.
 *
 * @param units whether names have their units behind them
 */
record MetricNames(boolean units) implements NamingConvention {
  @Override
  public String name(String name, Meter.Type type, @Nullable String baseUnit) {
    String plain = name.replace('.', '_');
    boolean shown = units && baseUnit != null && !plain.endsWith("_" + baseUnit);
    return PrometheusNaming.sanitizeMetricName(shown ? plain + "_" + baseUnit : plain);
  }

  @Override
  public String tagKey(String key) {
    return label(key);
  }

  /** A label that may be in a query: letters, digits and underscores, in the case they have. */
  static String label(String attribute) {
    String label = attribute.replaceAll("[^a-zA-Z0-9_]", "_");
    boolean starts = !label.isEmpty() && !Character.isDigit(label.charAt(0));
    return starts ? label : "key_" + label.toLowerCase(Locale.ROOT);
  }
}

package io.spanweir.deploy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of own metrics on the Prometheus pages: underscores for points, and on pages that want it
 * the unit behind the name where the name does not end with it anyway, as the OpenTelemetry
 * Collector does it. One for all pages of a process; any thread may ask.
 */
final class MetricNames implements NamingConvention {
  private static final String MAX = "_max";

  /** Names with their units, by names without, of all that have been asked for. */
  private final Map<String, String> withUnits = new ConcurrentHashMap<>();

  @Override
  public String name(String name, Meter.Type type, @Nullable String baseUnit) {
    String plain = PrometheusNaming.sanitizeMetricName(name.replace('.', '_'));
    if (baseUnit != null && !plain.endsWith("_" + baseUnit)) {
      withUnits.put(plain, PrometheusNaming.sanitizeMetricName(plain + "_" + baseUnit));
    }
    return plain;
  }

  /** The name with its unit; the same if it has none. */
  String withUnit(String name) {
    return name.endsWith(MAX)
        ? unit(name.substring(0, name.length() - MAX.length())) + MAX
        : unit(name);
  }

  private String unit(String name) {
    return withUnits.getOrDefault(name, name);
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

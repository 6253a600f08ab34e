package io.spanweir.connector.spanmetrics;

import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.ExemplarsConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.ExponentialConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.HistogramConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Temporality;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Unit;
import java.time.Duration;
import java.util.List;

/** Configurations that differ from the default in a few keys. */
final class Configs {
  List<DimensionConfig> dimensions = List.of();
  List<String> excluded = List.of(BuiltIn.INSTANCE_ID);
  List<String> keyAttributes = List.of();
  Temporality temporality = Temporality.CUMULATIVE;
  Unit unit = Unit.MS;
  int exponentialMax;
  Duration metricsExpiration = Duration.ZERO;
  Duration seriesExpiration = Duration.ZERO;
  int exemplarsMax;
  int seriesMax;
  int resourcesMax = 1000;

  SpanMetricsConfig config() {
    SpanMetricsConfig usual = SpanMetricsConfig.DEFAULT;
    return new SpanMetricsConfig(
        new HistogramConfig(
            false, unit, null, exponentialMax == 0 ? null : new ExponentialConfig(exponentialMax)),
        dimensions,
        excluded,
        usual.namespace(),
        temporality,
        Duration.ofSeconds(10),
        metricsExpiration,
        seriesExpiration,
        seriesMax,
        resourcesMax,
        keyAttributes,
        new ExemplarsConfig(exemplarsMax > 0, Math.max(1, exemplarsMax)),
        0,
        0);
  }
}

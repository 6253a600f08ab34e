package io.spanweir.connector.spanmetrics;

import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.EventsConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.ExemplarsConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.ExponentialConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.HistogramConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Temporality;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Unit;
import io.spanweir.testkit.Records;
import java.time.Duration;
import java.util.List;

/** Configurations that differ from the default in a few keys. */
final class Configs {
  List<DimensionConfig> dimensions = List.of();
  List<DimensionConfig> callsDimensions = List.of();
  List<DimensionConfig> durationDimensions = List.of();
  List<DimensionConfig> eventDimensions = List.of();
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
    return Records.with(
        SpanMetricsConfig.DEFAULT,
        "histogram",
        new HistogramConfig(
            false,
            unit,
            null,
            exponentialMax == 0 ? null : new ExponentialConfig(exponentialMax),
            durationDimensions),
        "dimensions",
        dimensions,
        "callsDimensions",
        callsDimensions,
        "excludeDimensions",
        excluded,
        "aggregationTemporality",
        temporality,
        "metricsFlushInterval",
        Duration.ofSeconds(10),
        "metricsExpiration",
        metricsExpiration,
        "seriesExpiration",
        seriesExpiration,
        "aggregationCardinalityLimit",
        seriesMax,
        "resourceMetricsCacheSize",
        resourcesMax,
        "resourceMetricsKeyAttributes",
        keyAttributes,
        "exemplars",
        new ExemplarsConfig(exemplarsMax > 0, Math.max(1, exemplarsMax)),
        "events",
        new EventsConfig(!eventDimensions.isEmpty(), eventDimensions));
  }
}

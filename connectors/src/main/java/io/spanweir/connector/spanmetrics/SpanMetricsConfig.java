package io.spanweir.connector.spanmetrics;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Key;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code span_metrics} connector; keys and defaults of the OpenTelemetry Collector. */
@Description(
    "Counts calls and durations of all spans that it is given, before sampling if it stands there;"
        + " as OTLP metrics for the pipelines that it begins, if any, and on the Prometheus page")
@Differs(
    value = {
      "aggregation_cardinality_limit: 0 is not without limit but what an eighth of the heap holds",
      "resource_metrics_cache_size: past it new resources overflow, idle ones end after their last"
          + " point",
      "metrics_expiration: at least metrics_flush_interval, so that nothing ends unsaid",
      "series_expiration: at least metrics_flush_interval, so that nothing ends unsaid",
      "exemplars: only spans of traces that tail_sampling kept in this process, on durations"
    },
    whole = {
      "spans without service.name count as unknown_service; there, they don't count",
      "series are on the Prometheus page too, so that no pipeline need begin with it"
    })
@NotYet({
  "include_instrumentation_scope: scopes are no dimension",
  "add_resource_attributes: metrics have the resource of their spans",
  "enable_metrics_sampling_method: put the connector before sampling, where every span counts once"
})
public record SpanMetricsConfig(
    HistogramConfig histogram,
    @Description("More dimensions, from attributes of the span, or else of its resource")
        List<DimensionConfig> dimensions,
    @Description("Dimensions that calls have beside dimensions, and durations have not")
        List<DimensionConfig> callsDimensions,
    @Description(
            "Which of service.name, span.name, span.kind, status.code and collector.instance.id"
                + " are no dimensions")
        List<String> excludeDimensions,
    @Description("What names of metrics begin with; empty for nothing") String namespace,
    @Description("Whether points count from the start or from the point before")
        Temporality aggregationTemporality,
    @Description("How often metrics are handed on") Duration metricsFlushInterval,
    @Description("After how long without a span a resource's metrics end; 0 for never")
        Duration metricsExpiration,
    @Description("After how long without a span a series ends; 0 for never")
        Duration seriesExpiration,
    @Description(
            "How many series a resource may have; spans past it count in one of their own, with"
                + " otel.metric.overflow=true. 0 for as many as an eighth of the heap holds")
        int aggregationCardinalityLimit,
    @Description("How many resources there may be; past it, idle ones end and new ones overflow")
        int resourceMetricsCacheSize,
    @Description(
            "Which attributes of a resource tell it from others; empty for all. The first one seen"
                + " with their values is shown")
        List<String> resourceMetricsKeyAttributes,
    ExemplarsConfig exemplars,
    EventsConfig events,
    @Description("Accepted for compatibility; aggregation_cardinality_limit bounds series")
        int dimensionsCacheSize,
    @Description("Accepted for compatibility; a series knows when its last point was")
        int metricTimestampCacheSize) {
  private static final int BUCKETS_MAX = 1000;
  private static final int EXPONENTIAL_MAX = 16_384;
  private static final int DIMENSIONS_MAX = 63;
  private static final int EXEMPLARS_MAX = 100;

  /** What holds where the file says nothing. */
  static final SpanMetricsConfig DEFAULT =
      new SpanMetricsConfig(
          new HistogramConfig(false, Unit.MS, null, null, List.of()),
          List.of(),
          List.of(),
          List.of(),
          "traces.span.metrics",
          Temporality.CUMULATIVE,
          Duration.ofSeconds(60),
          Duration.ZERO,
          Duration.ZERO,
          0,
          1000,
          List.of(),
          new ExemplarsConfig(false, 5),
          new EventsConfig(false, List.of()),
          1000,
          1000);

  /** What points count from. */
  public enum Temporality {
    CUMULATIVE("AGGREGATION_TEMPORALITY_CUMULATIVE"),
    DELTA("AGGREGATION_TEMPORALITY_DELTA");

    private final String key;

    Temporality(String key) {
      this.key = key;
    }

    /** As the Collector writes it. */
    public String key() {
      return key;
    }
  }

  /** What durations are counted in. */
  public enum Unit {
    MS(1e6, "milliseconds"),
    S(1e9, "seconds");

    private final double nanos;
    private final String word;

    Unit(double nanos, String word) {
      this.nanos = nanos;
      this.word = word;
    }

    double nanos() {
      return nanos;
    }

    /** What a Prometheus name ends with. */
    String word() {
      return word;
    }

    /** What OTLP calls it. */
    String symbol() {
      return this == MS ? "ms" : "s";
    }
  }

  /** {@code histogram}. */
  @Description("How durations are counted")
  public record HistogramConfig(
      @Description("Whether durations are not counted at all") boolean disable,
      @Description("What durations are counted in, ms or s") Unit unit,
      @Nullable ExplicitConfig explicit,
      @Nullable ExponentialConfig exponential,
      @Description("Dimensions that durations have beside dimensions, and calls have not")
          List<DimensionConfig> dimensions) {
    public HistogramConfig {
      dimensions = List.copyOf(dimensions);
      if (explicit != null && exponential != null) {
        throw new InvalidConfigException(
            "exponential", "stands beside explicit", "either explicit or exponential");
      }
    }

    /** The upper bounds of buckets; beside exponential ones, those that a page shows. */
    List<Duration> bounds() {
      return (explicit == null ? ExplicitConfig.defaults() : explicit).buckets();
    }
  }

  /** {@code histogram::explicit}. */
  @Description("Buckets with given bounds")
  public record ExplicitConfig(
      @Description("The upper bounds of the buckets, in ascending order") List<Duration> buckets) {
    public ExplicitConfig {
      buckets = List.copyOf(buckets);
      if (buckets.size() > BUCKETS_MAX) {
        throw new InvalidConfigException(
            "buckets", "has " + buckets.size() + " bounds", "at most " + BUCKETS_MAX);
      }
      for (int i = 0; i < buckets.size(); i++) {
        Duration least = i == 0 ? Duration.ZERO : buckets.get(i - 1).plusNanos(1);
        if (buckets.get(i).compareTo(least) < 0 || buckets.get(i).toDays() > 365) {
          throw new InvalidConfigException(
              "buckets." + i, "is out of order", "positive durations that ascend");
        }
      }
    }

    static ExplicitConfig defaults() {
      return new ExplicitConfig(
          List.of(2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000)
              .stream()
              .map(Duration::ofMillis)
              .toList());
    }
  }

  /** {@code histogram::exponential}. */
  @Description("Buckets whose bounds grow by a factor that adapts to what comes")
  public record ExponentialConfig(@Description("How many buckets a series may have") int maxSize) {
    public ExponentialConfig {
      if (maxSize < 2 || maxSize > EXPONENTIAL_MAX) {
        throw new InvalidConfigException("max_size", "is " + maxSize, "2 to " + EXPONENTIAL_MAX);
      }
    }

    static ExponentialConfig defaults() {
      return new ExponentialConfig(160);
    }
  }

  /** {@code exemplars}. */
  @Description("Spans that points of durations refer to, of traces that tail_sampling kept alone")
  public record ExemplarsConfig(
      @Description("Whether points have any") boolean enabled,
      @Description("How many a point has at most, the latest") int maxPerDataPoint) {
    public ExemplarsConfig {
      if (maxPerDataPoint < 1 || maxPerDataPoint > EXEMPLARS_MAX) {
        throw new InvalidConfigException(
            "max_per_data_point", "is " + maxPerDataPoint, "1 to " + EXEMPLARS_MAX);
      }
    }
  }

  /** {@code events}. */
  @Description("How events of spans are counted: exceptions, mostly")
  public record EventsConfig(
      @Description("Whether they are") boolean enabled,
      @Description(
              "What tells them apart beside dimensions: attributes of the span, or else of the"
                  + " event, or else of the resource")
          List<DimensionConfig> dimensions) {
    public EventsConfig {
      dimensions = List.copyOf(dimensions);
      if (enabled && dimensions.isEmpty()) {
        throw new InvalidConfigException(
            "dimensions", "is empty", "one dimension, such as {name: exception.type}");
      }
    }
  }

  /** An element of {@code dimensions}. */
  @Description("A dimension")
  @NotYet("glob: name each attribute")
  public record DimensionConfig(
      @Required @Description("The attribute") String name,
      @Key("default")
          @Description("Its value for spans without it; absent, those don't have the dimension")
          @Nullable String otherwise) {}

  public SpanMetricsConfig {
    dimensions = List.copyOf(dimensions);
    callsDimensions = List.copyOf(callsDimensions);
    excludeDimensions = List.copyOf(excludeDimensions);
    resourceMetricsKeyAttributes = List.copyOf(resourceMetricsKeyAttributes);
    Set<String> taken = new HashSet<>(BuiltIn.NAMES);
    checkDimensions("dimensions", dimensions, taken);
    checkDimensions("calls_dimensions", callsDimensions, new HashSet<>(taken));
    checkDimensions("histogram.dimensions", histogram.dimensions(), new HashSet<>(taken));
    checkDimensions("events.dimensions", events.dimensions(), new HashSet<>(taken));
    if (metricsFlushInterval.toMillis() < 1 || metricsFlushInterval.toDays() > 1) {
      throw new InvalidConfigException(
          "metrics_flush_interval", "is " + metricsFlushInterval, "1ms to 24h");
    }
    atLeastZero("metrics_expiration", metricsExpiration);
    atLeastZero("series_expiration", seriesExpiration);
    if (aggregationCardinalityLimit < 0) {
      throw new InvalidConfigException(
          "aggregation_cardinality_limit", "is " + aggregationCardinalityLimit, "0 or more");
    }
    if (resourceMetricsCacheSize < 1) {
      throw new InvalidConfigException(
          "resource_metrics_cache_size", "is " + resourceMetricsCacheSize, "1 or more");
    }
  }

  /**
   * @param taken names that are dimensions already; these are added
   */
  private static void checkDimensions(
      String key, List<DimensionConfig> dimensions, Set<String> taken) {
    for (int i = 0; i < dimensions.size(); i++) {
      if (!taken.add(dimensions.get(i).name())) {
        throw new InvalidConfigException(
            key + "." + i + ".name", "is a dimension already", "each dimension once");
      }
    }
    int added = taken.size() - BuiltIn.NAMES.size();
    if (added > DIMENSIONS_MAX) {
      throw new InvalidConfigException(
          key, "makes " + added + " dimensions", "at most " + DIMENSIONS_MAX);
    }
  }

  /** Whether calls have other dimensions than durations. */
  boolean isSplit() {
    return !callsDimensions.isEmpty() || !histogram.dimensions().isEmpty();
  }

  private static void atLeastZero(String key, Duration duration) {
    if (duration.isNegative() || duration.toDays() > 3650) {
      throw new InvalidConfigException(key, "is " + duration, "0 to 10 years");
    }
  }
}

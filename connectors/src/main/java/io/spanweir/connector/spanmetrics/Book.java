package io.spanweir.connector.spanmetrics;

import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Metrics that have the same dimensions, with series of their own, and how these are shown. Most
 * connectors have one book. Calls and durations that differ in their dimensions have one each, as
 * events do: then a span is looked up once in each, and a book knows nothing of the others.
 *
 * @param page the Prometheus page
 * @param otlp what is handed on
 */
record Book(SpanCounts counts, PrometheusSeries page, SeriesWalk walk, MetricsPage otlp) {

  /**
   * The books of a connector.
   *
   * @param bytesMax what all their series may take up, about
   */
  static List<Book> of(SpanMetricsConfig config, long bytesMax, UUID instance) {
    List<Counted> kinds = new ArrayList<>();
    boolean durations = !config.histogram().disable();
    if (durations && !config.isSplit()) {
      kinds.add(Counted.CALLS_AND_DURATIONS);
    } else {
      kinds.add(Counted.CALLS);
      if (durations) {
        kinds.add(Counted.DURATIONS);
      }
    }
    if (config.events().enabled()) {
      kinds.add(Counted.EVENTS);
    }
    return kinds.stream()
        .map(counted -> of(config, counted, bytesMax / kinds.size(), instance))
        .toList();
  }

  private static Book of(SpanMetricsConfig config, Counted counted, long bytesMax, UUID instance) {
    List<DimensionConfig> more =
        switch (counted) {
          case CALLS_AND_DURATIONS -> List.of();
          case CALLS -> config.callsDimensions();
          case DURATIONS -> config.histogram().dimensions();
          case EVENTS -> config.events().dimensions();
        };
    Dimensions dimensions = new Dimensions(config, more);
    // Not the instance's, which points of metrics tell to whoever reads them.
    long seed = UUID.randomUUID().getLeastSignificantBits();
    SpanCounts counts = new SpanCounts(config, counted, dimensions, bytesMax, seed);
    PrometheusSeries page = new PrometheusSeries(config, dimensions, counts);
    PointAttributes attributes = new PointAttributes(dimensions, instance.toString());
    return new Book(
        counts,
        page,
        new SeriesWalk(counts, config, page::onEnded),
        new MetricsPage(config.namespace(), counts, attributes));
  }
}

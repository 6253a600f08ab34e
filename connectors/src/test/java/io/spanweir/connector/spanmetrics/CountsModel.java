package io.spanweir.connector.spanmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.connector.spanmetrics.Run.Received;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Temporality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What should be counted, said plainly; and what was, put together from points. */
final class CountsModel {
  private static final List<String> KINDS =
      List.of("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
  private static final List<String> CODES = List.of("UNSET", "OK", "ERROR");

  private static final String CALLS = "traces.span.metrics.calls";
  private static final String EVENTS = "traces.span.metrics.events";
  private static final String DURATION = "traces.span.metrics.duration";
  private static final List<Span.Event> NO_EVENTS = List.of();

  private final SpanMetricsConfig config;
  private final Map<Key, Numbers> expected = new HashMap<>();
  private final Map<Key, Numbers> counted = new HashMap<>();
  private final Map<Key, Long> timesOfCalls = new HashMap<>();

  /** A series: its metric, the attributes that tell its resource, and its own. */
  private record Key(
      String metric, Map<String, AnyValue> resource, Map<String, AnyValue> attributes) {}

  private static final class Numbers {
    private long calls;
    private long count;
    private double sum;
    private List<Long> buckets = new ArrayList<>();

    private void addBuckets(List<Long> more) {
      List<Long> sums = new ArrayList<>(more);
      for (int i = 0; i < buckets.size(); i++) {
        sums.set(i, sums.get(i) + buckets.get(i));
      }
      buckets = sums;
    }
  }

  CountsModel(SpanMetricsConfig config) {
    this.config = config;
  }

  void expect(ExportTraceServiceRequest request) {
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        scope.getSpansList().forEach(span -> expect(resource.getResource(), span));
      }
    }
  }

  private void expect(Resource resource, Span span) {
    Map<String, AnyValue> attributes = new TreeMap<>();
    AnyValue service = find(resource.getAttributesList(), "service.name");
    attributes.put("service.name", service == null ? text("unknown_service") : service);
    attributes.put("span.name", text(span.getName()));
    attributes.put("span.kind", text("SPAN_KIND_" + word(KINDS, span.getKindValue())));
    attributes.put(
        "status.code", text("STATUS_CODE_" + word(CODES, span.getStatus().getCodeValue())));
    config.excludeDimensions().forEach(attributes::remove);
    List<List<KeyValue>> sources = List.of(span.getAttributesList(), resource.getAttributesList());
    add(attributes, config.dimensions(), sources);
    expected(CALLS, resource, attributes, config.callsDimensions(), sources).calls++;
    for (Span.Event event : config.events().enabled() ? span.getEventsList() : NO_EVENTS) {
      List<List<KeyValue>> three =
          List.of(sources.get(0), event.getAttributesList(), sources.get(1));
      Map<String, AnyValue> own = new TreeMap<>(attributes);
      config.dimensions().forEach(dimension -> own.remove(dimension.name()));
      add(own, config.dimensions(), three);
      expected(EVENTS, resource, own, config.events().dimensions(), three).calls++;
    }
    Numbers numbers =
        expected(DURATION, resource, attributes, config.histogram().dimensions(), sources);
    long start = span.getStartTimeUnixNano();
    long nanos = start == 0 ? 0 : Math.max(0, span.getEndTimeUnixNano() - start);
    numbers.count++;
    numbers.sum += nanos / config.histogram().unit().nanos();
    numbers.addBuckets(oneIn(nanos));
  }

  /** Adds dimensions, each from the first of the sources that has it. */
  private static void add(
      Map<String, AnyValue> attributes,
      List<DimensionConfig> dimensions,
      List<List<KeyValue>> sources) {
    for (DimensionConfig dimension : dimensions) {
      AnyValue value =
          sources.stream()
              .map(source -> find(source, dimension.name()))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      String otherwise = dimension.otherwise();
      if (value != null || otherwise != null) {
        attributes.put(dimension.name(), value == null ? text(otherwise) : value);
      }
    }
  }

  private Numbers expected(
      String metric,
      Resource resource,
      Map<String, AnyValue> attributes,
      List<DimensionConfig> more,
      List<List<KeyValue>> sources) {
    Map<String, AnyValue> all = new TreeMap<>(attributes);
    add(all, more, sources);
    Key key = new Key(metric, identity(resource), all);
    return expected.computeIfAbsent(key, k -> new Numbers());
  }

  private List<Long> oneIn(long nanos) {
    List<Long> buckets = new ArrayList<>();
    boolean found = false;
    for (Duration bound : config.histogram().bounds()) {
      boolean here = !found && nanos <= bound.toNanos();
      found |= here;
      buckets.add(here ? 1L : 0L);
    }
    buckets.add(found ? 0L : 1L);
    return buckets;
  }

  private Map<String, AnyValue> identity(Resource resource) {
    Map<String, AnyValue> identity = byName(resource.getAttributesList());
    if (!config.resourceMetricsKeyAttributes().isEmpty()) {
      identity.keySet().retainAll(config.resourceMetricsKeyAttributes());
    }
    return identity;
  }

  private static Map<String, AnyValue> byName(List<KeyValue> attributes) {
    Map<String, AnyValue> named = new TreeMap<>();
    attributes.forEach(
        attribute ->
            assertThat(named.put(attribute.getKey(), attribute.getValue())).as("twin").isNull());
    return named;
  }

  private static @Nullable AnyValue find(List<KeyValue> attributes, String name) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(name))
        .map(KeyValue::getValue)
        .findFirst()
        .orElse(null);
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static String word(List<String> words, int ordinal) {
    return words.get(ordinal >= 0 && ordinal < words.size() ? ordinal : 0);
  }

  void count(List<Received> metrics) {
    for (Received received : metrics) {
      Map<String, AnyValue> resource = identity(received.resource());
      Metric metric = received.metric();
      if (metric.hasSum()) {
        assertThat(metric.getName()).isIn(CALLS, EVENTS);
        assertThat(metric.getSum().getIsMonotonic()).isTrue();
        metric
            .getSum()
            .getDataPointsList()
            .forEach(point -> calls(metric.getName(), resource, point));
      } else {
        assertThat(metric.getName()).isEqualTo(DURATION);
        assertThat(metric.getUnit()).isEqualTo(config.histogram().unit().symbol());
        metric.getHistogram().getDataPointsList().forEach(point -> explicit(resource, point));
        metric
            .getExponentialHistogram()
            .getDataPointsList()
            .forEach(point -> exponential(resource, point));
      }
    }
  }

  private boolean isDelta() {
    return config.aggregationTemporality() == Temporality.DELTA;
  }

  private Numbers counted(Key key) {
    return counted.computeIfAbsent(key, k -> new Numbers());
  }

  private void calls(String metric, Map<String, AnyValue> resource, NumberDataPoint point) {
    Key key = new Key(metric, resource, byName(point.getAttributesList()));
    Numbers numbers = counted(key);
    if (!isDelta()) {
      assertThat(point.getAsInt()).isGreaterThanOrEqualTo(numbers.calls);
    } else if (timesOfCalls.containsKey(key)) {
      assertThat(point.getStartTimeUnixNano()).isEqualTo(timesOfCalls.get(key));
    }
    timesOfCalls.put(key, point.getTimeUnixNano());
    numbers.calls = point.getAsInt() + (isDelta() ? numbers.calls : 0);
  }

  private void explicit(Map<String, AnyValue> resource, HistogramDataPoint point) {
    Numbers numbers = counted(new Key(DURATION, resource, byName(point.getAttributesList())));
    histogram(numbers, point.getCount(), point.getSum());
    assertThat(point.getExplicitBoundsList())
        .isEqualTo(
            config.histogram().bounds().stream()
                .map(bound -> bound.toNanos() / config.histogram().unit().nanos())
                .toList());
    if (isDelta()) {
      numbers.addBuckets(point.getBucketCountsList());
    } else {
      numbers.buckets = point.getBucketCountsList();
    }
  }

  private void exponential(Map<String, AnyValue> resource, ExponentialHistogramDataPoint point) {
    Numbers numbers = counted(new Key(DURATION, resource, byName(point.getAttributesList())));
    histogram(numbers, point.getCount(), point.getSum());
    List<Long> buckets = point.getPositive().getBucketCountsList();
    assertThat(buckets.size()).isLessThanOrEqualTo(20);
    assertThat(buckets.stream().mapToLong(c -> c).sum() + point.getZeroCount())
        .isEqualTo(point.getCount());
  }

  private void histogram(Numbers numbers, long count, double sum) {
    numbers.count = count + (isDelta() ? numbers.count : 0);
    numbers.sum = sum + (isDelta() ? numbers.sum : 0);
  }

  /** Holds what was counted to what should be. */
  void compare() {
    assertThat(counted.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (key, wanted) -> {
          Numbers numbers = counted(key);
          assertThat(numbers.calls).isEqualTo(wanted.calls);
          assertThat(numbers.count).isEqualTo(wanted.count);
          assertThat(numbers.sum).isCloseTo(wanted.sum, within(1e-6 + wanted.sum * 1e-9));
          if (config.histogram().exponential() == null) {
            assertThat(numbers.buckets).isEqualTo(wanted.buckets);
          }
        });
  }
}

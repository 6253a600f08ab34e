package io.spanweir.receiver.otlp;

import static io.spanweir.receiver.otlp.JsonField.add;
import static io.spanweir.receiver.otlp.JsonField.addEnum;
import static io.spanweir.receiver.otlp.JsonField.fields;

import io.spanweir.receiver.otlp.JsonField.Kind;

/** The keys of {@code Metric} and what it holds. Source: opentelemetry-proto 1.11. */
final class JsonMetric {
  private static final String[] TEMPORALITIES = {
    "AGGREGATION_TEMPORALITY_UNSPECIFIED",
    "AGGREGATION_TEMPORALITY_DELTA",
    "AGGREGATION_TEMPORALITY_CUMULATIVE"
  };

  private JsonMetric() {}

  static JsonFields metric(JsonFields keyValue) {
    JsonFields exemplar = exemplar(keyValue);
    JsonFields number = point(keyValue, 7);
    add(number, 4, "asDouble", Kind.DOUBLE, null);
    add(number, 5, "exemplars", Kind.MESSAGES, exemplar);
    add(number, 6, "asInt", Kind.SFIXED64, null);
    add(number, 8, "flags", Kind.UINT32, null);
    JsonFields metric = fields();
    add(metric, 1, "name", Kind.STRING, null);
    add(metric, 2, "description", Kind.STRING, null);
    add(metric, 3, "unit", Kind.STRING, null);
    add(metric, 5, "gauge", Kind.MESSAGE, points(number));
    JsonFields sum = aggregated(number);
    add(sum, 3, "isMonotonic", Kind.BOOL, null);
    add(metric, 7, "sum", Kind.MESSAGE, sum);
    add(metric, 9, "histogram", Kind.MESSAGE, aggregated(histogram(keyValue, exemplar)));
    add(
        metric,
        10,
        "exponentialHistogram",
        Kind.MESSAGE,
        aggregated(exponential(keyValue, exemplar)));
    add(metric, 11, "summary", Kind.MESSAGE, points(summary(keyValue)));
    add(metric, 12, "metadata", Kind.ATTRIBUTES, keyValue);
    return metric;
  }

  private static JsonFields points(JsonFields point) {
    JsonFields data = fields();
    add(data, 1, "dataPoints", Kind.MESSAGES, point);
    return data;
  }

  private static JsonFields aggregated(JsonFields point) {
    JsonFields data = points(point);
    addEnum(data, 2, "aggregationTemporality", TEMPORALITIES);
    return data;
  }

  /** What every data point has. */
  private static JsonFields point(JsonFields keyValue, int attributesNumber) {
    JsonFields point = fields();
    add(point, attributesNumber, "attributes", Kind.ATTRIBUTES, keyValue);
    add(point, 2, "startTimeUnixNano", Kind.FIXED64, null);
    add(point, 3, "timeUnixNano", Kind.FIXED64, null);
    return point;
  }

  private static JsonFields histogram(JsonFields keyValue, JsonFields exemplar) {
    JsonFields point = point(keyValue, 9);
    add(point, 4, "count", Kind.FIXED64, null);
    add(point, 5, "sum", Kind.DOUBLE, null);
    add(point, 6, "bucketCounts", Kind.FIXED64S, null);
    add(point, 7, "explicitBounds", Kind.DOUBLES, null);
    add(point, 8, "exemplars", Kind.MESSAGES, exemplar);
    add(point, 10, "flags", Kind.UINT32, null);
    add(point, 11, "min", Kind.DOUBLE, null);
    add(point, 12, "max", Kind.DOUBLE, null);
    return point;
  }

  private static JsonFields exponential(JsonFields keyValue, JsonFields exemplar) {
    JsonFields buckets = fields();
    add(buckets, 1, "offset", Kind.SINT32, null);
    add(buckets, 2, "bucketCounts", Kind.UINT64S, null);
    JsonFields point = point(keyValue, 1);
    add(point, 4, "count", Kind.FIXED64, null);
    add(point, 5, "sum", Kind.DOUBLE, null);
    add(point, 6, "scale", Kind.SINT32, null);
    add(point, 7, "zeroCount", Kind.FIXED64, null);
    add(point, 8, "positive", Kind.MESSAGE, buckets);
    add(point, 9, "negative", Kind.MESSAGE, buckets);
    add(point, 10, "flags", Kind.UINT32, null);
    add(point, 11, "exemplars", Kind.MESSAGES, exemplar);
    add(point, 12, "min", Kind.DOUBLE, null);
    add(point, 13, "max", Kind.DOUBLE, null);
    add(point, 14, "zeroThreshold", Kind.DOUBLE, null);
    return point;
  }

  private static JsonFields summary(JsonFields keyValue) {
    JsonFields quantile = fields();
    add(quantile, 1, "quantile", Kind.DOUBLE, null);
    add(quantile, 2, "value", Kind.DOUBLE, null);
    JsonFields point = point(keyValue, 7);
    add(point, 4, "count", Kind.FIXED64, null);
    add(point, 5, "sum", Kind.DOUBLE, null);
    add(point, 6, "quantileValues", Kind.MESSAGES, quantile);
    add(point, 8, "flags", Kind.UINT32, null);
    return point;
  }

  private static JsonFields exemplar(JsonFields keyValue) {
    JsonFields exemplar = fields();
    add(exemplar, 2, "timeUnixNano", Kind.FIXED64, null);
    add(exemplar, 3, "asDouble", Kind.DOUBLE, null);
    add(exemplar, 4, "spanId", Kind.HEX, null);
    add(exemplar, 5, "traceId", Kind.HEX, null);
    add(exemplar, 6, "asInt", Kind.SFIXED64, null);
    add(exemplar, 7, "filteredAttributes", Kind.ATTRIBUTES, keyValue);
    return exemplar;
  }
}

package io.spanweir.exporter.file;

import static io.spanweir.exporter.file.Shape.Form.BASE64;
import static io.spanweir.exporter.file.Shape.Form.BOOL;
import static io.spanweir.exporter.file.Shape.Form.DOUBLE;
import static io.spanweir.exporter.file.Shape.Form.FIXED32;
import static io.spanweir.exporter.file.Shape.Form.FIXED64;
import static io.spanweir.exporter.file.Shape.Form.HEX;
import static io.spanweir.exporter.file.Shape.Form.INT32;
import static io.spanweir.exporter.file.Shape.Form.INT64;
import static io.spanweir.exporter.file.Shape.Form.SFIXED64;
import static io.spanweir.exporter.file.Shape.Form.SINT32;
import static io.spanweir.exporter.file.Shape.Form.STRING;
import static io.spanweir.exporter.file.Shape.Form.UINT32;
import static io.spanweir.exporter.file.Shape.Form.UINT64;
import static io.spanweir.exporter.file.Shape.choice;
import static io.spanweir.exporter.file.Shape.group;
import static io.spanweir.exporter.file.Shape.item;
import static io.spanweir.exporter.file.Shape.many;
import static io.spanweir.exporter.file.Shape.one;
import static io.spanweir.exporter.file.Shape.optional;
import static io.spanweir.exporter.file.Shape.plain;

import io.spanweir.core.data.Signal;

/**
 * The messages of OTLP. Source: opentelemetry-proto 1.11; the names are those of its JSON. Fields
 * that only profiles have are unknown here.
 */
final class Shapes {
  private static final Shape VALUE = plain();
  private static final Shape KEY_VALUE = plain().of(one(1, "key", STRING), one(2, "value", VALUE));

  static {
    VALUE.of(
        choice(1, "stringValue", STRING),
        choice(2, "boolValue", BOOL),
        choice(3, "intValue", INT64),
        choice(4, "doubleValue", DOUBLE),
        choice(5, "arrayValue", plain().of(many(1, "values", VALUE))),
        choice(6, "kvlistValue", plain().of(many(1, "values", KEY_VALUE))),
        choice(7, "bytesValue", BASE64));
  }

  private static final Shape ENTITY =
      plain()
          .of(
              one(1, "schemaUrl", STRING),
              one(2, "type", STRING),
              many(3, "idKeys", STRING),
              many(4, "descriptionKeys", STRING));
  private static final Shape RESOURCE =
      plain()
          .of(
              many(1, "attributes", KEY_VALUE),
              one(2, "droppedAttributesCount", UINT32),
              many(3, "entityRefs", ENTITY));
  private static final Shape SCOPE =
      plain()
          .of(
              one(1, "name", STRING),
              one(2, "version", STRING),
              many(3, "attributes", KEY_VALUE),
              one(4, "droppedAttributesCount", UINT32));
  private static final Shape EVENT =
      plain()
          .of(
              one(1, "timeUnixNano", FIXED64),
              one(2, "name", STRING),
              many(3, "attributes", KEY_VALUE),
              one(4, "droppedAttributesCount", UINT32));
  private static final Shape LINK =
      plain()
          .of(
              one(1, "traceId", HEX),
              one(2, "spanId", HEX),
              one(3, "traceState", STRING),
              many(4, "attributes", KEY_VALUE),
              one(5, "droppedAttributesCount", UINT32),
              one(6, "flags", FIXED32));
  private static final Shape STATUS = plain().of(one(2, "message", STRING), one(3, "code", INT32));
  private static final Shape SPAN =
      item()
          .of(
              one(1, "traceId", HEX),
              one(2, "spanId", HEX),
              one(3, "traceState", STRING),
              one(4, "parentSpanId", HEX),
              one(5, "name", STRING),
              one(6, "kind", INT32),
              one(7, "startTimeUnixNano", FIXED64),
              one(8, "endTimeUnixNano", FIXED64),
              many(9, "attributes", KEY_VALUE),
              one(10, "droppedAttributesCount", UINT32),
              many(11, "events", EVENT),
              one(12, "droppedEventsCount", UINT32),
              many(13, "links", LINK),
              one(14, "droppedLinksCount", UINT32),
              one(15, "status", STATUS),
              one(16, "flags", FIXED32));
  private static final Shape LOG_RECORD =
      item()
          .of(
              one(1, "timeUnixNano", FIXED64),
              one(2, "severityNumber", INT32),
              one(3, "severityText", STRING),
              one(5, "body", VALUE),
              many(6, "attributes", KEY_VALUE),
              one(7, "droppedAttributesCount", UINT32),
              one(8, "flags", FIXED32),
              one(9, "traceId", HEX),
              one(10, "spanId", HEX),
              one(11, "observedTimeUnixNano", FIXED64),
              one(12, "eventName", STRING));
  private static final Shape EXEMPLAR =
      plain()
          .of(
              one(2, "timeUnixNano", FIXED64),
              choice(3, "asDouble", DOUBLE),
              one(4, "spanId", HEX),
              one(5, "traceId", HEX),
              choice(6, "asInt", SFIXED64),
              many(7, "filteredAttributes", KEY_VALUE));
  private static final Shape NUMBER =
      item()
          .of(
              one(2, "startTimeUnixNano", FIXED64),
              one(3, "timeUnixNano", FIXED64),
              choice(4, "asDouble", DOUBLE),
              many(5, "exemplars", EXEMPLAR),
              choice(6, "asInt", SFIXED64),
              many(7, "attributes", KEY_VALUE),
              one(8, "flags", UINT32));
  private static final Shape HISTOGRAM =
      item()
          .of(
              one(2, "startTimeUnixNano", FIXED64),
              one(3, "timeUnixNano", FIXED64),
              one(4, "count", FIXED64),
              optional(5, "sum", DOUBLE),
              many(6, "bucketCounts", FIXED64),
              many(7, "explicitBounds", DOUBLE),
              many(8, "exemplars", EXEMPLAR),
              many(9, "attributes", KEY_VALUE),
              one(10, "flags", UINT32),
              optional(11, "min", DOUBLE),
              optional(12, "max", DOUBLE));
  private static final Shape BUCKETS =
      plain().of(one(1, "offset", SINT32), many(2, "bucketCounts", UINT64));
  private static final Shape EXPONENTIAL =
      item()
          .of(
              many(1, "attributes", KEY_VALUE),
              one(2, "startTimeUnixNano", FIXED64),
              one(3, "timeUnixNano", FIXED64),
              one(4, "count", FIXED64),
              optional(5, "sum", DOUBLE),
              one(6, "scale", SINT32),
              one(7, "zeroCount", FIXED64),
              one(8, "positive", BUCKETS),
              one(9, "negative", BUCKETS),
              one(10, "flags", UINT32),
              many(11, "exemplars", EXEMPLAR),
              optional(12, "min", DOUBLE),
              optional(13, "max", DOUBLE),
              one(14, "zeroThreshold", DOUBLE));
  private static final Shape QUANTILE =
      plain().of(one(1, "quantile", DOUBLE), one(2, "value", DOUBLE));
  private static final Shape SUMMARY =
      item()
          .of(
              one(2, "startTimeUnixNano", FIXED64),
              one(3, "timeUnixNano", FIXED64),
              one(4, "count", FIXED64),
              one(5, "sum", DOUBLE),
              many(6, "quantileValues", QUANTILE),
              many(7, "attributes", KEY_VALUE),
              one(8, "flags", UINT32));
  private static final Shape METRIC =
      group()
          .of(
              one(1, "name", STRING),
              one(2, "description", STRING),
              one(3, "unit", STRING),
              choice(5, "gauge", plain().of(many(1, "dataPoints", NUMBER))),
              choice(
                  7,
                  "sum",
                  plain()
                      .of(
                          many(1, "dataPoints", NUMBER),
                          one(2, "aggregationTemporality", INT32),
                          one(3, "isMonotonic", BOOL))),
              choice(9, "histogram", points(HISTOGRAM)),
              choice(10, "exponentialHistogram", points(EXPONENTIAL)),
              choice(11, "summary", plain().of(many(1, "dataPoints", SUMMARY))),
              many(12, "metadata", KEY_VALUE));

  private static final Shape TRACES =
      request("resourceSpans", "scopeSpans", many(2, "spans", SPAN));
  private static final Shape METRICS =
      request("resourceMetrics", "scopeMetrics", many(2, "metrics", METRIC));
  private static final Shape LOGS =
      request("resourceLogs", "scopeLogs", many(2, "logRecords", LOG_RECORD));

  private Shapes() {}

  /** The request that carries a signal. */
  static Shape of(Signal signal) {
    return switch (signal) {
      case TRACES -> TRACES;
      case METRICS -> METRICS;
      case LOGS -> LOGS;
    };
  }

  private static Shape points(Shape point) {
    return plain().of(many(1, "dataPoints", point), one(2, "aggregationTemporality", INT32));
  }

  private static Shape request(String resources, String scopes, Shape.Field items) {
    Shape scope = group().of(one(1, "scope", SCOPE), items, one(3, "schemaUrl", STRING));
    Shape resource =
        group()
            .of(one(1, "resource", RESOURCE), many(2, scopes, scope), one(3, "schemaUrl", STRING));
    return plain().of(many(1, resources, resource));
  }
}

package io.spanweir.connector.spanmetrics;

import io.spanweir.core.otlp.WireReader;

/**
 * Field numbers of OTLP's metrics, as the tags that stand before them on the wire. Source:
 * opentelemetry-proto 1.11, {@code metrics/v1}. The envelope has the numbers of traces' envelope.
 */
final class MetricFields {
  static final int METRIC_NAME = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int METRIC_UNIT = 3 << 3 | WireReader.LENGTH_DELIMITED;
  static final int METRIC_SUM = 7 << 3 | WireReader.LENGTH_DELIMITED;
  static final int METRIC_HISTOGRAM = 9 << 3 | WireReader.LENGTH_DELIMITED;
  static final int METRIC_EXPONENTIAL = 10 << 3 | WireReader.LENGTH_DELIMITED;

  /** Of a sum and of both kinds of histogram. */
  static final int DATA_POINTS = 1 << 3 | WireReader.LENGTH_DELIMITED;

  static final int TEMPORALITY = 2 << 3 | WireReader.VARINT;
  static final int SUM_MONOTONIC = 3 << 3 | WireReader.VARINT;
  static final int TEMPORALITY_DELTA = 1;
  static final int TEMPORALITY_CUMULATIVE = 2;

  /** Of all kinds of points. */
  static final int START = 2 << 3 | WireReader.FIXED64;

  static final int TIME = 3 << 3 | WireReader.FIXED64;

  static final int NUMBER_INT = 6 << 3 | WireReader.FIXED64;
  static final int NUMBER_ATTRIBUTES = 7 << 3 | WireReader.LENGTH_DELIMITED;

  /** Of both kinds of histogram points. */
  static final int COUNT = 4 << 3 | WireReader.FIXED64;

  static final int SUM = 5 << 3 | WireReader.FIXED64;

  static final int EXPLICIT_COUNTS = 6 << 3 | WireReader.LENGTH_DELIMITED;
  static final int EXPLICIT_BOUNDS = 7 << 3 | WireReader.LENGTH_DELIMITED;
  static final int EXPLICIT_ATTRIBUTES = 9 << 3 | WireReader.LENGTH_DELIMITED;

  static final int EXPONENTIAL_ATTRIBUTES = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int EXPONENTIAL_SCALE = 6 << 3 | WireReader.VARINT;
  static final int EXPONENTIAL_ZEROS = 7 << 3 | WireReader.FIXED64;
  static final int EXPONENTIAL_POSITIVE = 8 << 3 | WireReader.LENGTH_DELIMITED;
  static final int BUCKETS_OFFSET = 1 << 3 | WireReader.VARINT;
  static final int BUCKETS_COUNTS = 2 << 3 | WireReader.LENGTH_DELIMITED;

  static final int EXPLICIT_EXEMPLARS = 8 << 3 | WireReader.LENGTH_DELIMITED;
  static final int EXPONENTIAL_EXEMPLARS = 11 << 3 | WireReader.LENGTH_DELIMITED;
  static final int EXEMPLAR_TIME = 2 << 3 | WireReader.FIXED64;
  static final int EXEMPLAR_DOUBLE = 3 << 3 | WireReader.FIXED64;
  static final int EXEMPLAR_SPAN_ID = 4 << 3 | WireReader.LENGTH_DELIMITED;
  static final int EXEMPLAR_TRACE_ID = 5 << 3 | WireReader.LENGTH_DELIMITED;

  private MetricFields() {}
}

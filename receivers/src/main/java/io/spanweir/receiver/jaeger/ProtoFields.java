package io.spanweir.receiver.jaeger;

import io.spanweir.core.otlp.WireReader;

/**
 * Field numbers of {@code jaeger.api_v2} (jaeger-idl, {@code proto/api_v2/model.proto} and {@code
 * collector.proto}) as they stand on the wire: number and wire type.
 */
final class ProtoFields {
  static final int REQUEST_BATCH = 1 << 3 | WireReader.LENGTH_DELIMITED;

  static final int BATCH_SPANS = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int BATCH_PROCESS = 2 << 3 | WireReader.LENGTH_DELIMITED;

  static final int SPAN_TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_OPERATION_NAME = 3 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_REFERENCES = 4 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_FLAGS = 5 << 3 | WireReader.VARINT;
  static final int SPAN_START_TIME = 6 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_DURATION = 7 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_TAGS = 8 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_LOGS = 9 << 3 | WireReader.LENGTH_DELIMITED;
  static final int SPAN_PROCESS = 10 << 3 | WireReader.LENGTH_DELIMITED;

  static final int REF_TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int REF_SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;
  static final int REF_TYPE = 3 << 3 | WireReader.VARINT;

  static final int PROCESS_SERVICE_NAME = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int PROCESS_TAGS = 2 << 3 | WireReader.LENGTH_DELIMITED;

  static final int LOG_TIMESTAMP = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int LOG_FIELDS = 2 << 3 | WireReader.LENGTH_DELIMITED;

  static final int TAG_KEY = 1 << 3 | WireReader.LENGTH_DELIMITED;
  static final int TAG_V_TYPE = 2 << 3 | WireReader.VARINT;
  static final int TAG_V_STR = 3 << 3 | WireReader.LENGTH_DELIMITED;
  static final int TAG_V_BOOL = 4 << 3 | WireReader.VARINT;
  static final int TAG_V_INT64 = 5 << 3 | WireReader.VARINT;
  static final int TAG_V_FLOAT64 = 6 << 3 | WireReader.FIXED64;
  static final int TAG_V_BINARY = 7 << 3 | WireReader.LENGTH_DELIMITED;

  /** Of {@code google.protobuf.Timestamp} and {@code Duration} both. */
  static final int TIME_SECONDS = 1 << 3 | WireReader.VARINT;

  static final int TIME_NANOS = 2 << 3 | WireReader.VARINT;

  private ProtoFields() {}
}

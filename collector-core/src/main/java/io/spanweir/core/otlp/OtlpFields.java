package io.spanweir.core.otlp;

/**
 * Field numbers of OTLP's trace messages, as the tags that stand before them on the wire: {@code
 * number << 3 | wire type}. Source: opentelemetry-proto 1.11, {@code trace/v1}, {@code common/v1},
 * {@code resource/v1}.
 */
public final class OtlpFields {
  /** {@code TracesData.resource_spans} and {@code ExportTraceServiceRequest.resource_spans}. */
  public static final int TRACES_RESOURCE_SPANS = 1 << 3 | WireReader.LENGTH_DELIMITED;

  public static final int RESOURCE_SPANS_RESOURCE = 1 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int RESOURCE_SPANS_SCOPE_SPANS = 2 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int RESOURCE_SPANS_SCHEMA_URL = 3 << 3 | WireReader.LENGTH_DELIMITED;

  public static final int SCOPE_SPANS_SCOPE = 1 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SCOPE_SPANS_SPANS = 2 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SCOPE_SPANS_SCHEMA_URL = 3 << 3 | WireReader.LENGTH_DELIMITED;

  public static final int RESOURCE_ATTRIBUTES = 1 << 3 | WireReader.LENGTH_DELIMITED;

  public static final int SCOPE_NAME = 1 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SCOPE_VERSION = 2 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SCOPE_ATTRIBUTES = 3 << 3 | WireReader.LENGTH_DELIMITED;

  public static final int SPAN_TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_TRACE_STATE = 3 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_PARENT_SPAN_ID = 4 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_NAME = 5 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_KIND = 6 << 3 | WireReader.VARINT;
  public static final int SPAN_START = 7 << 3 | WireReader.FIXED64;
  public static final int SPAN_END = 8 << 3 | WireReader.FIXED64;
  public static final int SPAN_ATTRIBUTES = 9 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_EVENTS = 11 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_LINKS = 13 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_STATUS = 15 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int SPAN_FLAGS = 16 << 3 | WireReader.FIXED32;

  public static final int SPAN_DROPPED_ATTRIBUTES = 10 << 3 | WireReader.VARINT;
  public static final int SPAN_DROPPED_EVENTS = 12 << 3 | WireReader.VARINT;
  public static final int SPAN_DROPPED_LINKS = 14 << 3 | WireReader.VARINT;

  public static final int EVENT_TIME = 1 << 3 | WireReader.FIXED64;
  public static final int EVENT_NAME = 2 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int EVENT_ATTRIBUTES = 3 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int EVENT_DROPPED_ATTRIBUTES = 4 << 3 | WireReader.VARINT;

  public static final int LINK_TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int LINK_SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int LINK_TRACE_STATE = 3 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int LINK_ATTRIBUTES = 4 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int LINK_DROPPED_ATTRIBUTES = 5 << 3 | WireReader.VARINT;

  public static final int STATUS_MESSAGE = 2 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int STATUS_CODE = 3 << 3 | WireReader.VARINT;

  public static final int KEY_VALUE_KEY = 1 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int KEY_VALUE_VALUE = 2 << 3 | WireReader.LENGTH_DELIMITED;

  public static final int VALUE_STRING = 1 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int VALUE_BOOL = 2 << 3 | WireReader.VARINT;
  public static final int VALUE_INT = 3 << 3 | WireReader.VARINT;
  public static final int VALUE_DOUBLE = 4 << 3 | WireReader.FIXED64;
  public static final int VALUE_ARRAY = 5 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int VALUE_KVLIST = 6 << 3 | WireReader.LENGTH_DELIMITED;
  public static final int VALUE_BYTES = 7 << 3 | WireReader.LENGTH_DELIMITED;

  /** An index into a table that only profiles have; in a trace it says nothing. */
  public static final int VALUE_STRING_INDEX = 8 << 3 | WireReader.VARINT;

  /** {@code ArrayValue.values} and {@code KeyValueList.values}. */
  public static final int LIST_VALUES = 1 << 3 | WireReader.LENGTH_DELIMITED;

  public static final int TRACE_ID_BYTES = 16;
  public static final int SPAN_ID_BYTES = 8;

  public static final int STATUS_UNSET = 0;
  public static final int STATUS_OK = 1;
  public static final int STATUS_ERROR = 2;

  private OtlpFields() {}
}

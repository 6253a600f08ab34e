package io.spanweir.receiver.otlp;

import io.spanweir.core.data.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What OTLP's messages look like in JSON: for each message the keys it has, and how the value of
 * each is written in protobuf. Source: opentelemetry-proto 1.11 and the JSON rules of the OTLP
 * specification (ids in hex, enums as integers).
 */
final class JsonField {
  /** How a value is written. */
  enum Kind {
    MESSAGE(2),
    MESSAGES(2),
    /** Messages that are keys with values. */
    ATTRIBUTES(2),
    STRING(2),
    STRINGS(2),
    HEX(2),
    BASE64(2),
    BOOL(0),
    UINT32(0),
    INT64(0),
    UINT64S(0),
    SINT32(0),
    ENUM(0),
    FIXED64(1),
    FIXED64S(1),
    SFIXED64(1),
    DOUBLE(1),
    DOUBLES(1),
    FIXED32(5);

    private final int wireType;

    Kind(int wireType) {
      this.wireType = wireType;
    }
  }

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final int tag;
  private final Kind kind;
  private final @Nullable JsonFields message;
  private final List<String> names;
  private final int lengthBytes;
  private final byte[] written;
  private final int number = NUMBERS.getAndIncrement();

  private JsonField(
      String key,
      int tag,
      Kind kind,
      @Nullable JsonFields message,
      List<String> names,
      int lengthBytes) {
    written = ('"' + key + "\":").getBytes(StandardCharsets.US_ASCII);
    this.tag = tag;
    this.kind = kind;
    this.message = message;
    this.names = names;
    this.lengthBytes = lengthBytes;
  }

  /** Its key as most write it, with quotes and colon. */
  byte[] written() {
    return written;
  }

  /** Which of all fields and messages it is. */
  int number() {
    return number;
  }

  /** How many fields and messages there are. */
  static int count() {
    return NUMBERS.get();
  }

  /** Number and wire type as they stand on the wire. */
  int tag() {
    return tag;
  }

  /** How the value is written in either form. */
  Kind kind() {
    return kind;
  }

  /** Of a message or messages: its fields by key. A value may hold values, so this has cycles. */
  @Nullable JsonFields message() {
    return message;
  }

  /** Of an enum: its names, which the specification doesn't allow and some senders write. */
  List<String> names() {
    return names;
  }

  /** Of a message: how many bytes its length is likely to take. */
  int lengthBytes() {
    return lengthBytes;
  }

  private static final String[] KINDS = {
    "SPAN_KIND_UNSPECIFIED",
    "SPAN_KIND_INTERNAL",
    "SPAN_KIND_SERVER",
    "SPAN_KIND_CLIENT",
    "SPAN_KIND_PRODUCER",
    "SPAN_KIND_CONSUMER"
  };
  private static final String[] CODES = {
    "STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"
  };

  private static final Map<Signal, JsonFields> REQUESTS = requests();

  /** {@code ExportTraceServiceRequest} or its like, by key. */
  static JsonFields request(Signal signal) {
    JsonFields request = REQUESTS.get(signal);
    if (request == null) {
      throw new IllegalStateException(signal + " has no request");
    }
    return request;
  }

  private static Map<Signal, JsonFields> requests() {
    JsonFields keyValue = keyValue();
    Map<Signal, JsonFields> requests = new EnumMap<>(Signal.class);
    requests.put(
        Signal.TRACES, request(keyValue, "resourceSpans", "scopeSpans", "spans", span(keyValue)));
    requests.put(
        Signal.METRICS,
        request(
            keyValue, "resourceMetrics", "scopeMetrics", "metrics", JsonMetric.metric(keyValue)));
    requests.put(
        Signal.LOGS,
        request(keyValue, "resourceLogs", "scopeLogs", "logRecords", logRecord(keyValue)));
    return requests;
  }

  /** The envelope, which is the same for all signals but for the keys. */
  private static JsonFields request(
      JsonFields keyValue,
      String resourcesKey,
      String scopesKey,
      String itemsKey,
      JsonFields item) {
    JsonFields resource = fields();
    add(resource, 1, "attributes", Kind.ATTRIBUTES, keyValue);
    add(resource, 2, "droppedAttributesCount", Kind.UINT32, null);
    add(resource, 3, "entityRefs", Kind.MESSAGES, entityRef());
    JsonFields scope = fields();
    add(scope, 1, "name", Kind.STRING, null);
    add(scope, 2, "version", Kind.STRING, null);
    add(scope, 3, "attributes", Kind.ATTRIBUTES, keyValue);
    add(scope, 4, "droppedAttributesCount", Kind.UINT32, null);
    JsonFields scopeItems = fields();
    add(scopeItems, 1, "scope", Kind.MESSAGE, scope);
    addLarge(scopeItems, 2, itemsKey, item, 2);
    add(scopeItems, 3, "schemaUrl", Kind.STRING, null);
    JsonFields resourceItems = fields();
    add(resourceItems, 1, "resource", Kind.MESSAGE, resource);
    addLarge(resourceItems, 2, scopesKey, scopeItems, 3);
    add(resourceItems, 3, "schemaUrl", Kind.STRING, null);
    JsonFields request = fields();
    addLarge(request, 1, resourcesKey, resourceItems, 3);
    return request;
  }

  private static JsonFields logRecord(JsonFields keyValue) {
    JsonField value = keyValue.get("value");
    JsonFields log = fields();
    add(log, 1, "timeUnixNano", Kind.FIXED64, null);
    addEnum(log, 2, "severityNumber", severities());
    add(log, 3, "severityText", Kind.STRING, null);
    add(log, 5, "body", Kind.MESSAGE, value == null ? null : value.message());
    add(log, 6, "attributes", Kind.ATTRIBUTES, keyValue);
    add(log, 7, "droppedAttributesCount", Kind.UINT32, null);
    add(log, 8, "flags", Kind.FIXED32, null);
    add(log, 9, "traceId", Kind.HEX, null);
    add(log, 10, "spanId", Kind.HEX, null);
    add(log, 11, "observedTimeUnixNano", Kind.FIXED64, null);
    add(log, 12, "eventName", Kind.STRING, null);
    return log;
  }

  /** Unspecified, then four steps of each level. */
  private static String[] severities() {
    List<String> names = new ArrayList<>(List.of("SEVERITY_NUMBER_UNSPECIFIED"));
    for (String level : List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")) {
      names.add("SEVERITY_NUMBER_" + level);
      for (int step = 2; step <= 4; step++) {
        names.add("SEVERITY_NUMBER_" + level + step);
      }
    }
    return names.toArray(String[]::new);
  }

  private static JsonFields span(JsonFields keyValue) {
    JsonFields span = fields();
    add(span, 1, "traceId", Kind.HEX, null);
    add(span, 2, "spanId", Kind.HEX, null);
    add(span, 3, "traceState", Kind.STRING, null);
    add(span, 4, "parentSpanId", Kind.HEX, null);
    add(span, 5, "name", Kind.STRING, null);
    addEnum(span, 6, "kind", KINDS);
    add(span, 7, "startTimeUnixNano", Kind.FIXED64, null);
    add(span, 8, "endTimeUnixNano", Kind.FIXED64, null);
    add(span, 9, "attributes", Kind.ATTRIBUTES, keyValue);
    add(span, 10, "droppedAttributesCount", Kind.UINT32, null);
    add(span, 11, "events", Kind.MESSAGES, event(keyValue));
    add(span, 12, "droppedEventsCount", Kind.UINT32, null);
    add(span, 13, "links", Kind.MESSAGES, link(keyValue));
    add(span, 14, "droppedLinksCount", Kind.UINT32, null);
    JsonFields status = fields();
    add(status, 2, "message", Kind.STRING, null);
    addEnum(status, 3, "code", CODES);
    add(span, 15, "status", Kind.MESSAGE, status);
    add(span, 16, "flags", Kind.FIXED32, null);
    return span;
  }

  private static JsonFields event(JsonFields keyValue) {
    JsonFields event = fields();
    add(event, 1, "timeUnixNano", Kind.FIXED64, null);
    add(event, 2, "name", Kind.STRING, null);
    add(event, 3, "attributes", Kind.ATTRIBUTES, keyValue);
    add(event, 4, "droppedAttributesCount", Kind.UINT32, null);
    return event;
  }

  private static JsonFields link(JsonFields keyValue) {
    JsonFields link = fields();
    add(link, 1, "traceId", Kind.HEX, null);
    add(link, 2, "spanId", Kind.HEX, null);
    add(link, 3, "traceState", Kind.STRING, null);
    add(link, 4, "attributes", Kind.ATTRIBUTES, keyValue);
    add(link, 5, "droppedAttributesCount", Kind.UINT32, null);
    add(link, 6, "flags", Kind.FIXED32, null);
    return link;
  }

  /** A key with a value that may hold lists of values and of keys with values. */
  private static JsonFields keyValue() {
    JsonFields value = fields();
    JsonFields keyValue = fields();
    JsonFields array = fields();
    JsonFields list = fields();
    add(array, 1, "values", Kind.MESSAGES, value);
    add(list, 1, "values", Kind.ATTRIBUTES, keyValue);
    add(value, 1, "stringValue", Kind.STRING, null);
    add(value, 2, "boolValue", Kind.BOOL, null);
    add(value, 3, "intValue", Kind.INT64, null);
    add(value, 4, "doubleValue", Kind.DOUBLE, null);
    add(value, 5, "arrayValue", Kind.MESSAGE, array);
    add(value, 6, "kvlistValue", Kind.MESSAGE, list);
    add(value, 7, "bytesValue", Kind.BASE64, null);
    add(keyValue, 1, "key", Kind.STRING, null);
    add(keyValue, 2, "value", Kind.MESSAGE, value);
    return keyValue;
  }

  private static JsonFields entityRef() {
    JsonFields entity = fields();
    add(entity, 1, "schemaUrl", Kind.STRING, null);
    add(entity, 2, "type", Kind.STRING, null);
    add(entity, 3, "idKeys", Kind.STRINGS, null);
    add(entity, 4, "descriptionKeys", Kind.STRINGS, null);
    return entity;
  }

  static JsonFields fields() {
    return new JsonFields(NUMBERS.getAndIncrement());
  }

  static void add(JsonFields to, int number, String key, Kind kind, @Nullable JsonFields message) {
    to.put(key, new JsonField(key, number << 3 | kind.wireType, kind, message, List.of(), 1));
  }

  private static void addLarge(
      JsonFields to, int number, String key, JsonFields message, int lengthBytes) {
    int tag = number << 3 | Kind.MESSAGES.wireType;
    to.put(key, new JsonField(key, tag, Kind.MESSAGES, message, List.of(), lengthBytes));
  }

  static void addEnum(JsonFields to, int number, String key, String[] names) {
    to.put(key, new JsonField(key, number << 3, Kind.ENUM, null, List.of(names), 1));
  }
}

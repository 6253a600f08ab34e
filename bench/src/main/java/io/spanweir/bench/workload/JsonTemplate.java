package io.spanweir.bench.workload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request in OTLP/JSON, made from an encoded one: the same spans, resources and attributes, as a
 * sender writes them that has no spaces to spare. Owns its arrays; they are never changed.
 */
final class JsonTemplate implements MessageTemplate {
  private static final String TIER_KEY = "customer.tier";

  /** How a field is written. */
  private enum Kind {
    MESSAGE,
    MESSAGES,
    TEXT,
    HEX,
    TIME,
    INTEGER,
    NUMBER
  }

  private record Field(String key, Kind kind, Map<Integer, Field> message) {
    static Field of(String key, Kind kind) {
      return new Field(key, kind, Map.of());
    }
  }

  private static final Map<Integer, Field> VALUE =
      Map.of(1, Field.of("stringValue", Kind.TEXT), 3, Field.of("intValue", Kind.INTEGER));
  private static final Map<Integer, Field> KEY_VALUE =
      Map.of(1, Field.of("key", Kind.TEXT), 2, new Field("value", Kind.MESSAGE, VALUE));
  private static final Field ATTRIBUTES = new Field("attributes", Kind.MESSAGES, KEY_VALUE);
  private static final Map<Integer, Field> SPAN =
      Map.of(
          1,
          Field.of("traceId", Kind.HEX),
          2,
          Field.of("spanId", Kind.HEX),
          5,
          Field.of("name", Kind.TEXT),
          6,
          Field.of("kind", Kind.NUMBER),
          7,
          Field.of("startTimeUnixNano", Kind.TIME),
          8,
          Field.of("endTimeUnixNano", Kind.TIME),
          9,
          ATTRIBUTES,
          15,
          new Field("status", Kind.MESSAGE, Map.of(3, Field.of("code", Kind.NUMBER))));
  private static final Field SPANS = new Field("spans", Kind.MESSAGES, SPAN);
  private static final Field SCOPE =
      new Field(
          "scope",
          Kind.MESSAGE,
          Map.of(1, Field.of("name", Kind.TEXT), 2, Field.of("version", Kind.TEXT)));
  private static final Field SCOPE_SPANS =
      new Field("scopeSpans", Kind.MESSAGES, Map.of(1, SCOPE, 2, SPANS));
  private static final Field RESOURCE = new Field("resource", Kind.MESSAGE, Map.of(1, ATTRIBUTES));
  private static final Field RESOURCE_SPANS =
      new Field("resourceSpans", Kind.MESSAGES, Map.of(1, RESOURCE, 2, SCOPE_SPANS));
  private static final Map<Integer, Field> REQUEST = Map.of(1, RESOURCE_SPANS);

  private final byte[] proto;
  private final StringBuilder json = new StringBuilder();
  private final List<JsonSpan> spans = new ArrayList<>();
  private final List<Integer> spanStarts = new ArrayList<>();
  private final int[] places = new int[8];
  private String key = "";
  private String tier = "";
  private int at;

  JsonTemplate(RequestTemplate template) {
    proto = template.bytes();
    message(REQUEST, proto.length);
  }

  @Override
  public byte[] bytes() {
    return json.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int[] spanStarts() {
    return spanStarts.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public List<JsonSpan> spans() {
    return spans;
  }

  private void message(Map<Integer, Field> fields, int end) {
    json.append('{');
    int open = 0;
    boolean first = true;
    while (at < end) {
      int tag = (int) varint();
      Field field = fields.get(tag >>> 3);
      if (open != 0 && open != tag) {
        json.append(']');
        open = 0;
      }
      if (field == null) {
        skip(tag);
      } else if (open == tag) {
        json.append(',');
        value(field);
      } else {
        json.append(first ? "\"" : ",\"").append(field.key).append("\":");
        first = false;
        if (field.kind == Kind.MESSAGES) {
          json.append('[');
          open = tag;
        }
        value(field);
      }
    }
    json.append(open == 0 ? "}" : "]}");
  }

  private void value(Field field) {
    switch (field.kind) {
      case MESSAGE, MESSAGES -> {
        int end = (int) varint() + at;
        if (field.key.equals("spans")) {
          span(end);
        } else {
          message(field.message, end);
        }
      }
      case TEXT -> text(field);
      case HEX -> hex(field);
      case TIME -> {
        place(field.key.startsWith("start") ? 4 : 5, 1);
        json.append("\"0000000000000000000\"");
        at += Long.BYTES;
      }
      case INTEGER -> json.append('"').append(varint()).append('"');
      case NUMBER -> {
        place(field.key.equals("code") ? 6 : 0, 0);
        json.append(varint());
      }
    }
  }

  private void span(int end) {
    int start = json.length();
    message(SPAN, end);
    spanStarts.add(start);
    for (int i = 0; i < places.length; i++) {
      places[i] -= start;
    }
    spans.add(
        new JsonSpan(
            places[1],
            places[2],
            places[3] - 4,
            places[3],
            places[4],
            places[5],
            places[6],
            places[7],
            tier));
  }

  /** A span id is followed by a parent, which the protobuf has only in spans that are no roots. */
  private void hex(Field field) {
    int length = (int) varint();
    boolean isSpan = field.key.equals("spanId");
    place(isSpan ? 2 : 1, 1);
    json.append('"').append("0".repeat(2 * length)).append('"');
    at += length;
    if (isSpan) {
      json.append(",\"parentSpanId\":");
      place(3, 1);
      json.append("\"0000000000000000\"");
    }
  }

  private void text(Field field) {
    int length = (int) varint();
    String text = new String(proto, at, length, StandardCharsets.US_ASCII);
    at += length;
    if (field.key.equals("key")) {
      key = text;
    } else if (key.equals(TIER_KEY) && field.key.equals("stringValue")) {
      place(7, 1);
      tier = text;
    }
    json.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }

  private void place(int number, int further) {
    places[number] = json.length() + further;
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case 0 -> varint();
      case 1 -> at += Long.BYTES;
      case 2 -> {
        int length = (int) varint();
        at += length;
      }
      default -> at += Integer.BYTES;
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = proto[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}

package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.JsonScalars;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Reads one span in JSON v1 after the other into a {@link V1Span}. Values of binary annotations
 * keep their types, and trace ids of 17 to 31 digits their first ones, both of which Zipkin's own
 * reader loses; an annotation that isn't whole is left out, for which that refuses the whole list.
 * Some clients of its last days write a {@code localEndpoint}, which stands for the endpoints that
 * are not there. Not thread safe.
 */
final class V1JsonSpan {
  private enum Field {
    TRACE_ID("traceId"),
    ID("id"),
    PARENT_ID("parentId"),
    NAME("name"),
    TIMESTAMP("timestamp"),
    DURATION("duration"),
    ANNOTATIONS("annotations"),
    BINARY_ANNOTATIONS("binaryAnnotations"),
    DEBUG("debug"),
    LOCAL_ENDPOINT("localEndpoint");

    private static final Keys<Field> KEYS = new Keys<>();

    static {
      for (Field field : values()) {
        KEYS.put(field.key, field);
      }
    }

    private final String key;

    Field(String key) {
      this.key = key;
    }
  }

  /** Fewer characters than this are an integer that a long holds. */
  private static final int LONG_DIGITS_MAX = 19;

  private enum Part {
    TIMESTAMP("timestamp"),
    KEY("key"),
    VALUE("value"),
    ENDPOINT("endpoint");

    private static final Keys<Part> KEYS = new Keys<>();

    static {
      for (Part part : values()) {
        KEYS.put(part.key, part);
      }
    }

    private final String key;

    Part(String key) {
      this.key = key;
    }
  }

  private final V1Span span;
  private final SpanText text;
  private final ZipkinSpan ids;

  private ValueType valueType = ValueType.TEXT;

  V1JsonSpan(V1Span span) {
    this.span = span;
    text = span.text();
    ids = new ZipkinSpan(text);
  }

  /** Reads the span that is the next. */
  void read(JsonReader reader) throws MalformedException {
    span.clear();
    ids.clear();
    int local = V1Endpoints.NONE;
    reader.enter('{', "a span");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      reader.key();
      Field field = Field.KEYS.find(text, text.read(reader));
      if (field == null) {
        reader.skip();
      } else if (!JsonValues.isNull(reader)) {
        if (field == Field.LOCAL_ENDPOINT) {
          local = endpoint(reader);
        } else {
          value(reader, field);
        }
      }
    }
    span.traceHigh = ids.traceHigh();
    span.traceLow = ids.traceLow();
    span.localEndpoint(local);
  }

  private void value(JsonReader reader, Field field) throws MalformedException {
    switch (field) {
      case TRACE_ID -> JsonValues.traceId(reader, text, ids);
      case ID -> span.id = JsonValues.id(reader, text);
      case PARENT_ID -> span.parent = JsonValues.id(reader, text);
      case NAME -> span.name = JsonValues.text(reader, text);
      case TIMESTAMP -> span.timestamp = JsonValues.integer(reader);
      case DURATION -> span.duration = JsonValues.integer(reader);
      case ANNOTATIONS -> {
        reader.enter('[', "a list of annotations");
        for (boolean first = true; reader.more(first, ']'); first = false) {
          if (!JsonValues.isNull(reader)) {
            annotation(reader);
          }
        }
      }
      case BINARY_ANNOTATIONS -> {
        reader.enter('[', "a list of binary annotations");
        for (boolean first = true; reader.more(first, ']'); first = false) {
          if (!JsonValues.isNull(reader)) {
            binaryAnnotation(reader);
          }
        }
      }
      case DEBUG -> span.debug = JsonValues.bool(reader);
      case LOCAL_ENDPOINT -> reader.skip();
    }
  }

  private void annotation(JsonReader reader) throws MalformedException {
    long timestamp = 0;
    boolean hasTimestamp = false;
    long value = 0;
    boolean hasValue = false;
    int host = V1Endpoints.NONE;
    reader.enter('{', "an annotation");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      Part part = part(reader);
      if (part == Part.TIMESTAMP) {
        timestamp = JsonValues.integer(reader);
        hasTimestamp = true;
      } else if (part == Part.VALUE) {
        value = JsonValues.anyText(reader, text);
        hasValue = true;
      } else if (part == Part.ENDPOINT) {
        host = endpoint(reader);
      }
    }
    if (hasTimestamp && hasValue) {
      span.annotation(timestamp, value, host);
    }
  }

  private void binaryAnnotation(JsonReader reader) throws MalformedException {
    long key = 0;
    boolean hasKey = false;
    long value = 0;
    boolean hasValue = false;
    int host = V1Endpoints.NONE;
    reader.enter('{', "a binary annotation");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      Part part = part(reader);
      if (part == Part.KEY) {
        key = JsonValues.text(reader, text);
        hasKey = true;
      } else if (part == Part.VALUE) {
        value = typed(reader);
        hasValue = true;
      } else if (part == Part.ENDPOINT) {
        host = endpoint(reader);
      }
    }
    if (hasKey && hasValue) {
      span.binary(key, valueType, value, host);
    }
  }

  /** The part whose value is the next; null if there is nothing to be read, and all is skipped. */
  private @Nullable Part part(JsonReader reader) throws MalformedException {
    reader.key();
    Part part = Part.KEYS.find(text, text.read(reader));
    if (part == null) {
      reader.skip();
      return null;
    }
    return JsonValues.isNull(reader) ? null : part;
  }

  /** Reads any value; {@link #valueType} then says what it is. */
  private long typed(JsonReader reader) throws MalformedException {
    int first = reader.peek();
    int letter = JsonValues.inLowerCase(first);
    if (letter == 't' || letter == 'f') {
      valueType = ValueType.BOOL;
      return JsonScalars.bool(reader) ? 1 : 0;
    }
    if (first == '-' || (first >= '0' && first <= '9')) {
      return number(reader);
    }
    valueType = ValueType.TEXT;
    return JsonValues.anyText(reader, text);
  }

  private long number(JsonReader reader) throws MalformedException {
    long mark = reader.mark();
    reader.number("a number");
    boolean integer = reader.to() - reader.from() < LONG_DIGITS_MAX;
    for (int i = reader.from(); i < reader.to(); i++) {
      integer &= reader.bytes()[i] <= '9' && reader.bytes()[i] != '.';
    }
    reader.back(mark);
    valueType = integer ? ValueType.LONG : ValueType.DOUBLE;
    return integer
        ? JsonScalars.int64(reader)
        : Double.doubleToRawLongBits(JsonScalars.doubleValue(reader));
  }

  private int endpoint(JsonReader reader) throws MalformedException {
    JsonEndpoint.read(reader, text, span.endpoints.next());
    return span.endpoints.add();
  }
}

package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.exporter.json.JsonBytes;
import java.nio.charset.StandardCharsets;

/**
 * Attribute values as the text that a tag has: strings as they are, numbers in decimal, arrays and
 * maps as JSON. Arrays, maps and fractions take memory for a moment; nothing else does.
 */
final class Values {
  static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final double WHOLE_MAX = 1L << 53;

  private Values() {}

  /** Puts the attribute that stands there among the tags, over one with its key. */
  static void put(AttributeCursor from, int hash, Tags tags, JsonBytes composed) {
    int key = tags.key(hash, from.bytes(), from.keyOffset(), from.keyLength());
    int i = key < 0 ? -1 - key : key;
    ValueReader value = from.value();
    switch (value.type()) {
      case STRING -> tags.values().set(i, value.bytes(), value.offset(), value.length());
      case BOOL -> {
        byte[] text = value.boolValue() ? TRUE : FALSE;
        tags.values().set(i, text, 0, text.length);
      }
      case EMPTY -> tags.values().set(i, Text.NOTHING, 0, 0);
      default -> {
        int start = composed.length();
        compose(value, composed);
        tags.values().setComposed(i, start);
      }
    }
  }

  private static void compose(ValueReader value, JsonBytes to) {
    switch (value.type()) {
      case INT -> to.number(value.intValue());
      case DOUBLE -> {
        double number = value.doubleValue();
        if (number == Math.rint(number) && Math.abs(number) < WHOLE_MAX && number != 0) {
          to.number((long) number);
        } else {
          to.put(value.text().getBytes(StandardCharsets.UTF_8));
        }
      }
      default -> to.put(value.text().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Appends attributes as an object of JSON. */
  static void object(AttributeCursor from, JsonBytes to) {
    to.put('{');
    for (boolean first = true; from.next(); first = false) {
      if (!first) {
        to.put(',');
      }
      to.string(from.bytes(), from.keyOffset(), from.keyLength());
      to.put(':');
      json(from.value(), to);
    }
    to.put('}');
  }

  private static void json(ValueReader value, JsonBytes to) {
    switch (value.type()) {
      case STRING -> to.string(value.bytes(), value.offset(), value.length());
      case BOOL -> to.put(value.boolValue() ? TRUE : FALSE);
      case EMPTY -> to.put("null".getBytes(StandardCharsets.US_ASCII));
      case BYTES -> to.base64(value.bytes(), value.offset(), value.length());
      case DOUBLE -> {
        if (Double.isFinite(value.doubleValue())) {
          compose(value, to);
        } else {
          to.number(value.doubleValue());
        }
      }
      default -> compose(value, to);
    }
  }
}

package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.exporter.json.JsonBytes;

/** The value of an attribute that has a meaning of its own. */
final class Slot {
  private static final int DIGITS_MAX = 9;

  private final Text text = new Text();
  private ValueType type = ValueType.EMPTY;
  private long scalar;

  /** What is there, if it is text. */
  Text text() {
    return text;
  }

  void clear() {
    type = ValueType.EMPTY;
    text.clear();
  }

  /**
   * Takes the value of the attribute that stands there.
   *
   * @return false if it is of a type that means nothing here
   */
  boolean take(AttributeCursor from) {
    ValueReader value = from.value();
    switch (value.type()) {
      case STRING -> text.set(value.bytes(), value.offset(), value.length());
      case BOOL -> scalar = value.boolValue() ? 1 : 0;
      case INT -> scalar = value.intValue();
      default -> {
        return false;
      }
    }
    type = value.type();
    return true;
  }

  boolean isThere() {
    return type != ValueType.EMPTY;
  }

  boolean isText() {
    return type == ValueType.STRING;
  }

  boolean isBool() {
    return type == ValueType.BOOL;
  }

  boolean isInt() {
    return type == ValueType.INT;
  }

  /** True, as a boolean or in words. */
  boolean isTrue() {
    return isBool() ? scalar != 0 : isText() && text.is(Values.TRUE);
  }

  /** False, as a boolean or in words. */
  boolean isFalse() {
    return isBool() ? scalar == 0 : isText() && text.is(Values.FALSE);
  }

  /** The number, also if it is written as text; negative if it is none. */
  long number() {
    if (!isText()) {
      return isInt() ? scalar : -1;
    }
    long number = text.isEmpty() || text.length() > DIGITS_MAX ? -1 : 0;
    for (int i = 0; i < text.length() && number >= 0; i++) {
      int digit = text.bytes()[text.at() + i] - '0';
      number = digit < 0 || digit > 9 ? -1 : number * 10 + digit;
    }
    return number;
  }

  /** Adds it to the tags as any other attribute. */
  void tag(byte[] key, Tags tags, JsonBytes composed) {
    if (isText()) {
      tags.add(key, text.bytes(), text.at(), text.length());
    } else if (isBool()) {
      byte[] word = scalar != 0 ? Values.TRUE : Values.FALSE;
      tags.add(key, word, 0, word.length);
    } else {
      int from = composed.length();
      composed.number(scalar);
      tags.addComposed(key, from);
    }
  }
}

package io.spanweir.connector.spanmetrics;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the dimensions out of a series's key again: as attributes of a point, typed as they came,
 * or as texts for people. Not thread safe.
 */
final class PointAttributes {
  private static final byte[] SERVICE_NAME = BuiltIn.utf8(BuiltIn.SERVICE_NAME);
  private static final byte[] SPAN_NAME = BuiltIn.utf8(BuiltIn.SPAN_NAME);
  private static final byte[] SPAN_KIND = BuiltIn.utf8(BuiltIn.SPAN_KIND);
  private static final byte[] STATUS_CODE = BuiltIn.utf8(BuiltIn.STATUS_CODE);
  private static final byte[] INSTANCE_ID = BuiltIn.utf8(BuiltIn.INSTANCE_ID);
  private static final byte[] OVERFLOW = BuiltIn.utf8(BuiltIn.OVERFLOW);

  private final Dimensions dimensions;
  private final byte[] instanceId;
  private final Encoder value = new Encoder();
  private final Encoder pair = new Encoder();

  /**
   * @param instanceId tells this process from others that count the same spans' siblings
   */
  PointAttributes(Dimensions dimensions, String instanceId) {
    this.dimensions = dimensions;
    this.instanceId = dimensions.has(BuiltIn.INSTANCE_ID) ? BuiltIn.utf8(instanceId) : new byte[0];
  }

  /**
   * Takes the dimensions of a key, one after the other: the content of an {@code AnyValue} in
   * {@link #value} each.
   */
  private interface Taker {
    void take(byte[] name);
  }

  /** Writes attributes with this tag. */
  void write(Series series, int tag, Encoder to) {
    each(
        series,
        name -> {
          pair.clear();
          pair.field(OtlpFields.KEY_VALUE_KEY, name);
          pair.field(OtlpFields.KEY_VALUE_VALUE, value);
          to.field(tag, pair);
        });
    if (instanceId.length > 0) {
      value.clear();
      value.field(OtlpFields.VALUE_STRING, instanceId);
      pair.clear();
      pair.field(OtlpFields.KEY_VALUE_KEY, INSTANCE_ID);
      pair.field(OtlpFields.KEY_VALUE_VALUE, value);
      to.field(tag, pair);
    }
  }

  /** Names and texts of dimensions, in turn; those with an empty text are left out. */
  List<String> texts(Series series) {
    List<String> texts = new ArrayList<>();
    ValueReader reader = new ValueReader();
    each(
        series,
        name -> {
          reader.of(value.bytes(), 0, value.length());
          String text = reader.text();
          if (!text.isEmpty()) {
            texts.add(new String(name, StandardCharsets.UTF_8));
            texts.add(text);
          }
        });
    return texts;
  }

  private void each(Series series, Taker taker) {
    byte[] key = series.key;
    if (series.isOverflow()) {
      value.clear();
      value.varint(OtlpFields.VALUE_BOOL, 1);
      taker.take(OVERFLOW);
      return;
    }
    int at = Dimensions.RESOURCE_BYTES;
    int service = at;
    at += 2 + Dimensions.textLength(key, at);
    int kind = key[at];
    int code = key[at + 1];
    int name = at + 2;
    at = name + 2 + Dimensions.textLength(key, name);
    if (dimensions.has(BuiltIn.SERVICE_NAME)) {
      text(series, service);
      taker.take(SERVICE_NAME);
    }
    if (dimensions.has(BuiltIn.SPAN_NAME)) {
      text(series, name);
      taker.take(SPAN_NAME);
    }
    if (dimensions.has(BuiltIn.SPAN_KIND)) {
      text(BuiltIn.kindText(kind));
      taker.take(SPAN_KIND);
    }
    if (dimensions.has(BuiltIn.STATUS_CODE)) {
      text(BuiltIn.codeText(code));
      taker.take(STATUS_CODE);
    }
    for (Dimensions.Other other : dimensions.others()) {
      at = other(series, at, other, taker);
    }
  }

  private int other(Series series, int at, Dimensions.Other other, Taker taker) {
    byte[] key = series.key;
    if (key[at] == Dimensions.ABSENT) {
      return at + 1;
    }
    ValueType type = TYPES[key[at]];
    int content = at + 1;
    if (Dimensions.isScalar(type)) {
      scalar(type, KeyWriter.scalar(key, content));
      taker.take(other.utf8());
      return content + Long.BYTES;
    }
    int length = Dimensions.textLength(key, content);
    switch (type) {
      case STRING -> text(series, content);
      case ARRAY -> content(OtlpFields.VALUE_ARRAY, key, content + 2, length);
      case KVLIST -> content(OtlpFields.VALUE_KVLIST, key, content + 2, length);
      case BYTES -> content(OtlpFields.VALUE_BYTES, key, content + 2, length);
      default -> value.clear();
    }
    taker.take(other.utf8());
    return content + 2 + length;
  }

  private static final ValueType[] TYPES = ValueType.values();

  private void scalar(ValueType type, long bits) {
    value.clear();
    switch (type) {
      case INT -> value.varint(OtlpFields.VALUE_INT, bits);
      case DOUBLE -> value.fixed64(OtlpFields.VALUE_DOUBLE, bits);
      default -> value.varint(OtlpFields.VALUE_BOOL, bits == 0 ? 0 : 1);
    }
  }

  private void content(int tag, byte[] key, int from, int length) {
    value.clear();
    value.field(tag, key, from, length);
  }

  private void text(byte[] utf8) {
    content(OtlpFields.VALUE_STRING, utf8, 0, utf8.length);
  }

  /** What isn't UTF-8 is mended, since a reader would refuse the whole request. */
  private void text(Series series, int at) {
    int length = Dimensions.textLength(series.key, at);
    if (series.wellFormed) {
      content(OtlpFields.VALUE_STRING, series.key, at + 2, length);
    } else {
      text(BuiltIn.utf8(new String(series.key, at + 2, length, StandardCharsets.UTF_8)));
    }
  }
}

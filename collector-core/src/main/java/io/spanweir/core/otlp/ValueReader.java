package io.spanweir.core.otlp;

/**
 * Reads one {@code AnyValue} where it lies. A reusable flyweight. Of several alternatives the last
 * one on the wire counts, as protobuf says; bytes that make no sense are an empty value.
 */
public final class ValueReader {
  private static final byte[] NO_BYTES = {};

  private byte[] bytes = NO_BYTES;
  private ValueType type = ValueType.EMPTY;
  private int offset;
  private int length;
  private long scalar;

  /** Reads the value of the {@code KeyValue} message at {@code [from, to)}. */
  public void ofPair(byte[] source, int from, int to) {
    clear(source);
    int at = from;
    while (at < to) {
      long tag = WireReader.tag(source, at, to);
      int body = WireReader.next(tag);
      int after =
          tag < 0 ? WireReader.TRUNCATED : WireReader.skip(WireReader.value(tag), source, body, to);
      if (after < 0) {
        type = ValueType.EMPTY;
        return;
      }
      if (WireReader.value(tag) == OtlpFields.KEY_VALUE_VALUE
          && !read(WireReader.next(WireReader.length(source, body, to)), after)) {
        return;
      }
      at = after;
    }
  }

  /** Reads the {@code AnyValue} message at {@code [from, to)}. */
  public void of(byte[] source, int from, int to) {
    clear(source);
    read(from, to);
  }

  private void clear(byte[] source) {
    bytes = source;
    type = ValueType.EMPTY;
    offset = 0;
    length = 0;
    scalar = 0;
  }

  private boolean read(int from, int to) {
    int at = from;
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = WireReader.next(tag);
      int after =
          tag < 0 ? WireReader.TRUNCATED : WireReader.skip(WireReader.value(tag), bytes, body, to);
      if (after < 0) {
        type = ValueType.EMPTY;
        return false;
      }
      take(WireReader.value(tag), body, after);
      at = after;
    }
    return true;
  }

  private void take(int tag, int body, int after) {
    switch (tag) {
      case OtlpFields.VALUE_STRING -> range(ValueType.STRING, body, after);
      case OtlpFields.VALUE_BOOL -> scalar(ValueType.BOOL, WireReader.varint(bytes, body, after));
      case OtlpFields.VALUE_INT -> scalar(ValueType.INT, WireReader.varint(bytes, body, after));
      case OtlpFields.VALUE_DOUBLE -> scalar(ValueType.DOUBLE, WireReader.fixed64(bytes, body));
      case OtlpFields.VALUE_ARRAY -> range(ValueType.ARRAY, body, after);
      case OtlpFields.VALUE_KVLIST -> range(ValueType.KVLIST, body, after);
      case OtlpFields.VALUE_BYTES -> range(ValueType.BYTES, body, after);
      case OtlpFields.VALUE_STRING_INDEX -> type = ValueType.EMPTY;
      default -> {}
    }
  }

  private void range(ValueType valueType, int body, int after) {
    type = valueType;
    offset = WireReader.next(WireReader.length(bytes, body, after));
    length = after - offset;
  }

  private void scalar(ValueType valueType, long value) {
    type = valueType;
    scalar = value;
  }

  public ValueType type() {
    return type;
  }

  /** The array that the value lies in. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the content of a string, bytes, array or kvlist begins. */
  public int offset() {
    return offset;
  }

  /** How long the content of a string, bytes, array or kvlist is. */
  public int length() {
    return length;
  }

  public boolean boolValue() {
    return scalar != 0;
  }

  public long intValue() {
    return scalar;
  }

  public double doubleValue() {
    return Double.longBitsToDouble(scalar);
  }

  /**
   * The value as text: a string as it is, a number in decimal, {@code true} or {@code false}, bytes
   * in base64, arrays and maps as JSON, nothing for an empty value. Allocates.
   */
  public String text() {
    return ValueText.of(this);
  }
}

package io.spanweir.processor.match;

import io.spanweir.core.otlp.ValueReader;
import java.nio.charset.StandardCharsets;

/**
 * The text of a value as bytes, where it lies or in a scratch. Strings, integers and truth values
 * need no memory. Single-threaded.
 */
public final class ScalarText {
  private static final byte[] NOTHING = {};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  private final byte[] digits = new byte[20];
  private byte[] bytes = NOTHING;
  private int from;
  private int to;

  /** Takes a value. @return false if it has no text: arrays, maps, bytes and what is empty */
  public boolean of(ValueReader value) {
    switch (value.type()) {
      case STRING -> set(value.bytes(), value.offset(), value.offset() + value.length());
      case BOOL -> set(value.boolValue() ? TRUE : FALSE);
      case INT -> ofInt(value.intValue());
      case DOUBLE -> set(value.text().getBytes(StandardCharsets.UTF_8));
      default -> set(NOTHING);
    }
    return to > from;
  }

  private void set(byte[] whole) {
    set(whole, 0, whole.length);
  }

  private void set(byte[] source, int start, int end) {
    bytes = source;
    from = start;
    to = end;
  }

  /** Digit by digit from the end; on the negative side, which has room for every value. */
  private void ofInt(long value) {
    long rest = value < 0 ? value : -value;
    int at = digits.length;
    do {
      digits[--at] = (byte) ('0' - rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      digits[--at] = '-';
    }
    set(digits, at, digits.length);
  }

  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }
}

package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.MessageCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** UTF-8 where it lies; a flyweight that is aimed again and again. One thread. */
final class Text {
  static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int at;
  private int length;

  /** What was lower-cased, when it had to be. */
  private byte[] lowered = NOTHING;

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  void clear() {
    set(NOTHING, 0, 0);
  }

  void set(byte[] from, int offset, int count) {
    bytes = from;
    at = offset;
    length = count;
  }

  /** The content of the field at hand. */
  void set(MessageCursor field) {
    set(field.bytes(), field.from(), field.length());
  }

  /** In lower case, as Zipkin keeps names of services and spans. */
  void setLower(byte[] from, int offset, int count) {
    set(from, offset, count);
    boolean upper = false;
    for (int i = offset; i < offset + count; i++) {
      if (from[i] < 0) {
        byte[] whole = toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        set(whole, 0, whole.length);
        return;
      }
      upper |= isUpper(from[i]);
    }
    if (upper) {
      lower();
    }
  }

  private void lower() {
    if (lowered.length < length) {
      lowered = new byte[Math.max(64, length)];
    }
    for (int i = 0; i < length; i++) {
      byte b = bytes[at + i];
      lowered[i] = isUpper(b) ? (byte) (b + ('a' - 'A')) : b;
    }
    set(lowered, 0, length);
  }

  private static boolean isUpper(byte b) {
    return b >= 'A' && b <= 'Z';
  }

  boolean is(byte[] utf8) {
    return Arrays.equals(bytes, at, at + length, utf8, 0, utf8.length);
  }

  boolean is(Text other) {
    return Arrays.equals(bytes, at, at + length, other.bytes, other.at, other.at + other.length);
  }

  @Override
  public String toString() {
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }
}

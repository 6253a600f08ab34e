package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.nio.charset.StandardCharsets;

/**
 * Takes texts of tags for what they look like, as the Collector's {@code parse_string_tags} does:
 * {@code true} and {@code false}, {@code -?[0-9]+}, {@code -?[0-9]+.[0-9]+}. Numbers that are too
 * long for their type stay text. Reusable, not thread safe.
 */
final class TagParser {
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  /** So many digits always are an integer of 64 bits. */
  private static final int LONG_DIGITS_MAX = 18;

  private static final int DOUBLE_BYTES_MAX = 64;

  private long value;

  /** Reads a text. @return its type; {@code TEXT} if it is nothing else */
  ValueType read(SpanText text, long slice) {
    if (text.equals(slice, TRUE, TRUE.length) || text.equals(slice, FALSE, FALSE.length)) {
      value = SpanText.length(slice) == TRUE.length ? 1 : 0;
      return ValueType.BOOL;
    }
    byte[] bytes = text.bytes(slice);
    int from = SpanText.from(slice);
    int to = from + SpanText.length(slice);
    int first = from < to && bytes[from] == '-' ? from + 1 : from;
    int end = afterDigits(bytes, first, to);
    if (end == first) {
      return ValueType.TEXT;
    }
    if (end == to) {
      return integer(bytes, from, first, to);
    }
    int fraction = end + 1;
    boolean isDecimal = bytes[end] == '.' && fraction < to;
    if (!isDecimal || afterDigits(bytes, fraction, to) != to || to - from > DOUBLE_BYTES_MAX) {
      return ValueType.TEXT;
    }
    value = Double.doubleToRawLongBits(Double.parseDouble(text.string(slice)));
    return ValueType.DOUBLE;
  }

  private ValueType integer(byte[] bytes, int from, int first, int to) {
    if (to - first > LONG_DIGITS_MAX) {
      return ValueType.TEXT;
    }
    long number = 0;
    for (int i = first; i < to; i++) {
      number = 10 * number + (bytes[i] - '0');
    }
    value = first > from ? -number : number;
    return ValueType.LONG;
  }

  private static int afterDigits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }

  /** What was read last, in the way of its type; of no use if that is {@code TEXT}. */
  long value() {
    return value;
  }
}

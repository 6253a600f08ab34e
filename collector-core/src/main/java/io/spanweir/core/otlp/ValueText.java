package io.spanweir.core.otlp;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * Attribute values as people read them. Numbers look as in JavaScript and in the Collector: {@code
 * 1}, {@code 0.5}, {@code 1e+21}. Cold.
 */
final class ValueText {
  /** Arrays and maps nested deeper are shown as dots: nobody reads them, and a stack ends. */
  private static final int DEPTH_MAX = 16;

  private ValueText() {}

  static String of(ValueReader value) {
    return switch (value.type()) {
      case STRING -> string(value);
      case BYTES -> base64(value);
      case EMPTY -> "";
      default -> {
        StringBuilder text = new StringBuilder();
        append(value, text, 0);
        yield text.toString();
      }
    };
  }

  private static void append(ValueReader value, StringBuilder to, int depth) {
    switch (value.type()) {
      case STRING -> quote(string(value), to);
      case BYTES -> quote(base64(value), to);
      case BOOL -> to.append(value.boolValue());
      case INT -> to.append(value.intValue());
      case DOUBLE -> to.append(number(value.doubleValue()));
      case EMPTY -> to.append("null");
      default -> appendList(value, to, depth);
    }
  }

  private static void appendList(ValueReader list, StringBuilder to, int depth) {
    boolean map = list.type() == ValueType.KVLIST;
    to.append(map ? '{' : '[');
    if (depth == DEPTH_MAX) {
      to.append("...");
    } else if (map) {
      appendPairs(list, to, depth);
    } else {
      appendValues(list, to, depth);
    }
    to.append(map ? '}' : ']');
  }

  private static void appendPairs(ValueReader list, StringBuilder to, int depth) {
    AttributeCursor pairs =
        new AttributeCursor().ofPairs(list.bytes(), list.offset(), list.offset() + list.length());
    for (int i = 0; pairs.next(); i++) {
      if (i > 0) {
        to.append(',');
      }
      quote(pairs.keyString(), to);
      to.append(':');
      append(pairs.value(), to, depth + 1);
    }
  }

  private static void appendValues(ValueReader list, StringBuilder to, int depth) {
    ValueReader element = new ValueReader();
    byte[] bytes = list.bytes();
    int at = list.offset();
    int end = at + list.length();
    for (int i = 0; at < end; ) {
      long tag = WireReader.tag(bytes, at, end);
      int body = WireReader.next(tag);
      at =
          tag < 0 ? WireReader.TRUNCATED : WireReader.skip(WireReader.value(tag), bytes, body, end);
      if (at < 0) {
        return;
      }
      if (WireReader.value(tag) == OtlpFields.LIST_VALUES) {
        if (i++ > 0) {
          to.append(',');
        }
        element.of(bytes, WireReader.next(WireReader.length(bytes, body, end)), at);
        append(element, to, depth + 1);
      }
    }
  }

  private static String string(ValueReader value) {
    return new String(value.bytes(), value.offset(), value.length(), StandardCharsets.UTF_8);
  }

  private static String base64(ValueReader value) {
    int from = value.offset();
    byte[] content = Arrays.copyOfRange(value.bytes(), from, from + value.length());
    return Base64.getEncoder().encodeToString(content);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    double magnitude = Math.abs(value);
    if (magnitude >= 1e-6 && magnitude < 1e21) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - exact.scale();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + Math.abs(exponent);
  }

  private static void quote(String text, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ') {
        to.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }
}

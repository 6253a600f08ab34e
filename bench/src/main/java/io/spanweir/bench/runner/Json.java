package io.spanweir.bench.runner;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One flat JSON object, written in the order of the calls. */
final class Json {
  private final StringBuilder text = new StringBuilder("{");

  Json put(String name, String value) {
    return raw(name, quote(value));
  }

  Json put(String name, double value) {
    String number = String.format(Locale.ROOT, "%.4f", value);
    return raw(name, Double.isFinite(value) ? number : "null");
  }

  Json put(String name, long value) {
    return raw(name, Long.toString(value));
  }

  Json put(String name, boolean value) {
    return raw(name, Boolean.toString(value));
  }

  Json put(String name, List<String> values) {
    return raw(name, values.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")));
  }

  @Override
  public String toString() {
    return text + "}";
  }

  private Json raw(String name, String value) {
    text.append(text.length() > 1 ? "," : "").append(quote(name)).append(':').append(value);
    return this;
  }

  private static String quote(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}

package io.spanweir.deploy;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON, two spaces a level. The caller opens and closes as the grammar wants it; texts are
 * escaped here.
 */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private int depth;
  private boolean first = true;

  JsonText open(char bracket) {
    out.append(bracket);
    depth++;
    first = true;
    return this;
  }

  JsonText close(char bracket) {
    depth--;
    if (!first) {
      newLine();
    }
    out.append(bracket);
    first = false;
    return this;
  }

  /** Begins an element of an array. */
  JsonText element() {
    out.append(first ? "" : ",");
    newLine();
    first = false;
    return this;
  }

  /** Begins a member of an object. */
  JsonText key(String key) {
    element();
    text(key);
    out.append(": ");
    return this;
  }

  private void newLine() {
    out.append('\n').append("  ".repeat(depth));
  }

  JsonText member(String key, @Nullable String value) {
    key(key);
    if (value == null) {
      out.append("null");
    } else {
      text(value);
    }
    return this;
  }

  JsonText member(String key, long value) {
    key(key);
    out.append(value);
    return this;
  }

  JsonText member(String key, boolean value) {
    key(key);
    out.append(value);
    return this;
  }

  /** Nanoseconds as milliseconds; null if negative. */
  JsonText millis(String key, long nanos) {
    key(key);
    out.append(
        nanos < 0 ? "null" : BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString());
    return this;
  }

  JsonText text(String value) {
    quote(value, out);
    return this;
  }

  /** Appends a text with its quotes, in ASCII where the characters around it could matter. */
  static void quote(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  @Override
  public String toString() {
    return out + "\n";
  }
}

package io.spanweir.config;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, numbers and truths as JSON, two spaces a level. */
final class JsonText {
  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  static String of(Object value) {
    JsonText json = new JsonText();
    json.value(value, 0);
    return json.text.append('\n').toString();
  }

  private void value(@Nullable Object value, int level) {
    if (value instanceof Map<?, ?> map) {
      map(map, level);
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof Number || value instanceof Boolean || value == null) {
      text.append(value);
    } else {
      string(value.toString());
    }
  }

  private void map(Map<?, ?> map, int level) {
    text.append('{');
    String lead = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(lead).append('\n').append("  ".repeat(level + 1));
      string(String.valueOf(entry.getKey()));
      text.append(": ");
      value(entry.getValue(), level + 1);
      lead = ",";
    }
    if (!map.isEmpty()) {
      text.append('\n').append("  ".repeat(level));
    }
    text.append('}');
  }

  /** In one line, as the lists here are short. */
  private void list(List<?> list) {
    text.append('[');
    for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
      value(items.next(), 0);
      text.append(items.hasNext() ? ", " : "");
    }
    text.append(']');
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}

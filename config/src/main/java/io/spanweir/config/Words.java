package io.spanweir.config;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How names and values are written in messages. */
final class Words {
  private static final int LISTED_MAX = 24;
  private static final int QUOTED_MAX = 60;

  private Words() {}

  /** A list to choose from; a long one is cut. */
  static String oneOf(Collection<String> known) {
    if (known.isEmpty()) {
      return "";
    }
    if (known.size() == 1) {
      return known.iterator().next();
    }
    String listed = known.stream().limit(LISTED_MAX).collect(Collectors.joining(", "));
    int more = known.size() - LISTED_MAX;
    return "one of " + listed + (more > 0 ? " and " + more + " more" : "");
  }

  /** A value as found, short enough for a message. */
  static String quote(String value) {
    int end = Math.min(value.length(), QUOTED_MAX);
    return '"' + value.substring(0, end) + (end < value.length() ? "…" : "") + '"';
  }

  /** The YAML key of a Java name: {@code decisionWait} is {@code decision_wait}. */
  static String snakeCase(String camelCase) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        key.append('_');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The path of a key in the block at {@code path}. */
  static String key(String path, String key) {
    return path.isEmpty() ? key : path + "::" + key;
  }

  /** The path of an item in the list at {@code path}. */
  static String item(String path, int index) {
    return path + "[" + index + "]";
  }
}

package io.spanweir.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** As much of JSON Schema as the schema of the configuration uses. */
final class MiniSchema {
  private final Map<?, ?> root;

  MiniSchema(String json) {
    root = (Map<?, ?>) load(json);
  }

  private static Object load(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  /** What is wrong with a configuration; empty if nothing is. */
  List<String> mistakes(String yaml) {
    List<String> mistakes = new ArrayList<>();
    check(root, load(yaml), "root", mistakes);
    return mistakes;
  }

  private void check(Object given, Object value, String at, List<String> mistakes) {
    if (Boolean.FALSE.equals(given)) {
      mistakes.add(at + ": is unknown");
      return;
    }
    Map<?, ?> schema = (Map<?, ?>) given;
    if (schema.get("$ref") instanceof String reference) {
      String name = reference.substring("#/definitions/".length());
      check(((Map<?, ?>) root.get("definitions")).get(name), value, at, mistakes);
      return;
    }
    if (schema.containsKey("not")) {
      mistakes.add(at + ": " + schema.get("description"));
    }
    if (schema.get("anyOf") instanceof List<?> ways
        && ways.stream().noneMatch(w -> fits(w, value))) {
      mistakes.add(at + ": fits nothing");
    }
    if (schema.get("enum") instanceof List<?> words && !words.contains(value)) {
      mistakes.add(at + ": none of " + words);
    }
    Object type = schema.get("type");
    Set<?> types =
        type instanceof List<?> many ? Set.copyOf(many) : type == null ? Set.of() : Set.of(type);
    if (!types.isEmpty() && !types.contains(type(value)) && !isNumber(types, value)) {
      mistakes.add(at + ": no " + types);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, v) -> check(property(schema, key.toString()), v, key.toString(), mistakes));
      if (schema.get("required") instanceof List<?> required) {
        required.stream()
            .filter(key -> !map.containsKey(key))
            .forEach(key -> mistakes.add(at + ": lacks " + key));
      }
    } else if (value instanceof List<?> items && schema.containsKey("items")) {
      items.forEach(item -> check(schema.get("items"), item, at, mistakes));
    } else if (value instanceof String text
        && schema.get("pattern") instanceof String pattern
        && !Pattern.compile(pattern).matcher(text).find()) {
      mistakes.add(at + ": is a text");
    }
  }

  private boolean fits(Object schema, Object value) {
    List<String> mistakes = new ArrayList<>();
    check(schema, value, "", mistakes);
    return mistakes.isEmpty();
  }

  private static Object property(Map<?, ?> schema, String key) {
    if (schema.get("properties") instanceof Map<?, ?> properties && properties.containsKey(key)) {
      return properties.get(key);
    }
    if (schema.get("patternProperties") instanceof Map<?, ?> patterns) {
      for (Map.Entry<?, ?> pattern : patterns.entrySet()) {
        if (key.matches(pattern.getKey().toString())) {
          return pattern.getValue();
        }
      }
    }
    return Objects.requireNonNullElse(schema.get("additionalProperties"), Map.of());
  }

  private static boolean isNumber(Set<?> types, Object value) {
    return types.contains("number") && value instanceof Integer;
  }

  private static String type(Object value) {
    if (value == null) {
      return "null";
    }
    return value instanceof Map
        ? "object"
        : value instanceof List
            ? "array"
            : value instanceof String
                ? "string"
                : value instanceof Boolean
                    ? "boolean"
                    : value instanceof Integer ? "integer" : "number";
  }
}

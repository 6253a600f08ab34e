package io.spanweir.config;

import io.spanweir.config.Shape.Block;
import io.spanweir.config.Shape.Choice;
import io.spanweir.config.Shape.ListOf;
import io.spanweir.config.Shape.MapOf;
import io.spanweir.config.Shape.OneOf;
import io.spanweir.core.component.AnyScalar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Values as YAML has them: maps, lists, texts, numbers and truths, as the binder would take them
 * back. Secrets come out masked.
 */
final class Plain {
  private Plain() {}

  /** The keys of a record; those without a value are left out. */
  static Map<String, Object> of(Record record) {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (Field field : RecordShape.of(record.getClass()).fields()) {
      Object value = field.in(record);
      if (value != null && field.shape() instanceof OneOf oneOf) {
        Record variant = (Record) value;
        String type = type(oneOf, variant);
        keys.put("type", type);
        Map<String, Object> block = of(variant);
        if (!block.isEmpty()) {
          keys.put(type, block);
        }
      } else if (field.others()) {
        ((Map<?, ?>) of(field.shape(), Objects.requireNonNull(value)))
            .forEach((key, one) -> keys.put((String) key, one));
      } else if (value != null) {
        keys.put(field.key(), of(field.shape(), value));
      }
    }
    return keys;
  }

  /** A value of a shape that has a key of its own. */
  static Object of(Shape shape, Object value) {
    if (shape instanceof Block) {
      return of((Record) value);
    }
    if (shape instanceof ListOf list) {
      return ((List<?>) value).stream().map(item -> of(list.element(), item)).toList();
    }
    if (shape instanceof MapOf map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      ((Map<?, ?>) value).forEach((key, v) -> entries.put((String) key, of(map.value(), v)));
      return entries;
    }
    return shape instanceof Choice choice ? choice.key(value) : single(value);
  }

  /** A secret's text is its mask. */
  private static Object single(Object value) {
    if (value instanceof AnyScalar any) {
      return any.value();
    }
    if (value instanceof Duration duration) {
      return GoDuration.format(duration);
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }

  private static String type(OneOf shape, Record variant) {
    return shape.registry().defaults().entrySet().stream()
        .filter(entry -> entry.getValue().getClass() == variant.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}

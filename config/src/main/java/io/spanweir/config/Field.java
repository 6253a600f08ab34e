package io.spanweir.config;

import io.spanweir.core.component.BodyOptional;
import io.spanweir.core.component.Key;
import io.spanweir.core.component.OtherKeys;
import io.spanweir.core.component.Required;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One key of a record.
 *
 * @param key as in YAML
 * @param shape what it takes
 * @param nullable whether it can be absent without a default
 * @param bodyOptional whether a key without a body stands for the block, if it can be absent
 * @param required whether the file must set it
 * @param others whether it takes the keys that no other field has
 * @param description what it is for; empty if the record doesn't say
 * @param way to its value: the records inlined on the way to it, and its own component
 */
record Field(
    String key,
    Shape shape,
    boolean nullable,
    boolean bodyOptional,
    boolean required,
    boolean others,
    String description,
    List<RecordComponent> way) {
  static Field of(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    Shape shape = Shape.of(component.getGenericType());
    return new Field(
        key == null ? Words.snakeCase(component.getName()) : key.value(),
        shape,
        component.getAnnotatedType().isAnnotationPresent(Nullable.class),
        component.isAnnotationPresent(BodyOptional.class),
        component.isAnnotationPresent(Required.class),
        component.isAnnotationPresent(OtherKeys.class),
        description(component, shape),
        List.of(component));
  }

  /** Whether a block has it under its own key. */
  boolean isKey() {
    return !others && !(shape instanceof Shape.OneOf);
  }

  /** The same key in a record that has this one's record inlined. */
  Field behind(RecordComponent inlined) {
    List<RecordComponent> longer = Stream.concat(Stream.of(inlined), way.stream()).toList();
    return new Field(key, shape, nullable, bodyOptional, required, others, description, longer);
  }

  /** What it says itself, or else what the record in it says. */
  private static String description(RecordComponent component, Shape shape) {
    String own = Reflect.description(component);
    return own.isEmpty() && shape instanceof Shape.Block block
        ? Reflect.description(block.type())
        : own;
  }

  /** Its value in a record; null if there is no record to ask. */
  @Nullable Object in(@Nullable Record record) {
    Object value = record;
    for (RecordComponent step : way) {
      value = value == null ? null : Reflect.read(step, (Record) value);
    }
    return value;
  }
}

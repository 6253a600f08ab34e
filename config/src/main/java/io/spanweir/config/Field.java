package io.spanweir.config;

import io.spanweir.core.component.Key;
import io.spanweir.core.component.Required;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * One key of a record.
 *
 * @param key as in YAML
 * @param shape what it takes
 * @param nullable whether it can be absent without a default
 * @param required whether the file must set it
 * @param description what it is for; empty if the record doesn't say
 */
record Field(
    String key,
    Shape shape,
    boolean nullable,
    boolean required,
    String description,
    RecordComponent component) {
  static Field of(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    Shape shape = Shape.of(component.getGenericType());
    return new Field(
        key == null ? Words.snakeCase(component.getName()) : key.value(),
        shape,
        component.getAnnotatedType().isAnnotationPresent(Nullable.class),
        component.isAnnotationPresent(Required.class),
        description(component, shape),
        component);
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
    return record == null ? null : Reflect.read(component, record);
  }
}

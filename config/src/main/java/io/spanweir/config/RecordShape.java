package io.spanweir.config;

import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.NotYet;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a record. One per record class, made when it is first needed.
 *
 * @param type the record's class
 * @param fields in the order of the record's components; those of an inlined record in its place
 * @param notYet keys of the Collector that the record refuses by name
 * @param differs what means something else than in the Collector
 * @param description what the record is for; empty if it doesn't say
 */
record RecordShape(
    Class<? extends Record> type,
    List<Field> fields,
    Map<String, RefusedKey> notYet,
    Differing differs,
    String description) {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return read(type.asSubclass(Record.class));
        }
      };

  /**
   * @throws IllegalArgumentException if the record can't be configured: a mistake in the record
   */
  static RecordShape of(Class<? extends Record> type) {
    return SHAPES.get(type);
  }

  private static RecordShape read(Class<? extends Record> type) {
    List<RecordComponent> components = List.of(type.getRecordComponents());
    List<Field> fields = components.stream().flatMap(RecordShape::fields).toList();
    long distinct = fields.stream().map(Field::key).distinct().count();
    long variants = fields.stream().filter(f -> f.shape() instanceof Shape.OneOf).count();
    if (distinct < fields.size() || variants > 1) {
      throw new IllegalArgumentException(type + " has a key twice, or two variants");
    }
    Map<String, RefusedKey> notYet = new LinkedHashMap<>();
    Differing differs = Differing.nothing();
    for (RecordComponent component : components) {
      RecordShape inner = inlined(component);
      if (inner != null) {
        notYet.putAll(inner.notYet);
        differs.add(inner.differs);
      }
    }
    notYet.putAll(notYet(type));
    differs.add(differs(type));
    return new RecordShape(type, fields, notYet, differs, Reflect.description(type));
  }

  private static Stream<Field> fields(RecordComponent component) {
    RecordShape inner = inlined(component);
    return inner == null
        ? Stream.of(Field.of(component))
        : inner.fields.stream().map(field -> field.behind(component));
  }

  /** The shape of a component whose keys stand among the others; null if it is a key itself. */
  private static @Nullable RecordShape inlined(RecordComponent component) {
    return component.isAnnotationPresent(Inline.class)
        ? of(component.getType().asSubclass(Record.class))
        : null;
  }

  /** Words that an enumeration refuses by name, each with what to do instead. */
  static Map<String, String> wordsNotYet(Class<?> type) {
    NotYet annotation = type.getAnnotation(NotYet.class);
    return annotation == null ? Map.of() : byKey(annotation.value());
  }

  private static Map<String, RefusedKey> notYet(Class<?> type) {
    NotYet annotation = type.getAnnotation(NotYet.class);
    Map<String, RefusedKey> refused = new LinkedHashMap<>();
    byKey(annotation == null ? new String[0] : annotation.value())
        .forEach(
            (key, hint) -> {
              int equals = key.indexOf('=');
              List<String> standards =
                  equals < 0 ? List.of() : List.of(key.substring(equals + 1).split("\\|"));
              refused.put(
                  equals < 0 ? key : key.substring(0, equals), new RefusedKey(hint, standards));
            });
    return refused;
  }

  private static Differing differs(Class<?> type) {
    Differs annotation = type.getAnnotation(Differs.class);
    return annotation == null
        ? Differing.nothing()
        : new Differing(
            byKey(annotation.value()), byKey(annotation.unset()), List.of(annotation.whole()));
  }

  /** Lines of {@code key: text}. */
  private static Map<String, String> byKey(String[] lines) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      texts.put(
          (colon < 0 ? line : line.substring(0, colon)).strip(),
          colon < 0 ? "" : line.substring(colon + 1).strip());
    }
    return texts;
  }

  /**
   * What {@link Differs} says.
   *
   * @param set by key, where it is set
   * @param unset by key, where it isn't
   * @param whole in any case
   */
  record Differing(Map<String, String> set, Map<String, String> unset, List<String> whole) {
    private static Differing nothing() {
      return new Differing(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    }

    private void add(Differing other) {
      set.putAll(other.set);
      unset.putAll(other.unset);
      whole.addAll(other.whole);
    }
  }

  /** The field that is spread over the record's own block. */
  Optional<Field> variant() {
    return fields.stream().filter(field -> field.shape() instanceof Shape.OneOf).findFirst();
  }

  /** The field that takes what no other has. */
  Optional<Field> others() {
    return fields.stream().filter(Field::others).findFirst();
  }

  Optional<Field> field(String key) {
    return fields.stream().filter(field -> field.key().equals(key) && field.isKey()).findFirst();
  }

  /** What stands in the file's place if it says nothing of a block of this type. */
  @Nullable Record defaults() {
    return Reflect.defaults(type);
  }

  /**
   * @param values one per field
   * @throws RuntimeException what the record's constructor throws, if it refuses them
   */
  Record construct(List<@Nullable Object> values) {
    List<@Nullable Object> parts = new ArrayList<>();
    int at = 0;
    for (RecordComponent component : type.getRecordComponents()) {
      RecordShape inner = inlined(component);
      int end = at + (inner == null ? 1 : inner.fields.size());
      parts.add(inner == null ? values.get(at) : inner.construct(values.subList(at, end)));
      at = end;
    }
    return Reflect.construct(constructor(), parts);
  }

  private Constructor<? extends Record> constructor() {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without a canonical constructor: " + type, e);
    }
  }
}

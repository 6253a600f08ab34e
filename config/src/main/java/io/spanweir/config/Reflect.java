package io.spanweir.config;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Variant;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All reflection of the module. Works on classes that components hand over, never on names from a
 * file. What goes wrong here is a mistake in a record and thrown.
 */
final class Reflect {
  private Reflect() {}

  static String description(AnnotatedElement element) {
    Description description = element.getAnnotation(Description.class);
    return description == null ? "" : description.value();
  }

  static @Nullable Object read(RecordComponent component, Record record) {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    return invoke(accessor, record);
  }

  static Record construct(
      Constructor<? extends Record> constructor, List<@Nullable Object> values) {
    constructor.setAccessible(true);
    try {
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      throw asRuntime(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor + " can't be called", e);
    }
  }

  /** What a record's static method {@code defaults()} says; null if it has none. */
  static @Nullable Record defaults(Class<? extends Record> type) {
    Method method = staticMethod(type, "defaults");
    return method == null ? null : (Record) invoke(method, null);
  }

  static Variant.Registry<?> registry(Class<? extends Variant> type) {
    Method method = staticMethod(type, "variants");
    Object registry = method == null ? null : invoke(method, null);
    if (registry instanceof Variant.Registry<?> known) {
      return known;
    }
    throw new IllegalArgumentException(type + " has no static method variants()");
  }

  /** The words for an enum's constants: what {@code key()} says, or the name in lower case. */
  static Map<String, Enum<?>> constants(Class<?> type) {
    Map<String, Enum<?>> constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      Enum<?> value = (Enum<?>) constant;
      constants.put(word(type, value), value);
    }
    return constants;
  }

  private static String word(Class<?> type, Enum<?> constant) {
    try {
      Method key = type.getDeclaredMethod("key");
      key.setAccessible(true);
      return String.valueOf(invoke(key, constant));
    } catch (NoSuchMethodException e) {
      return Words.lower(constant.name());
    }
  }

  private static @Nullable Method staticMethod(Class<?> type, String name) {
    try {
      Method method = type.getDeclaredMethod(name);
      method.setAccessible(true);
      return Modifier.isStatic(method.getModifiers()) ? method : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static @Nullable Object invoke(Method method, @Nullable Object target) {
    try {
      return method.invoke(target);
    } catch (InvocationTargetException e) {
      throw asRuntime(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " can't be called", e);
    }
  }

  private static RuntimeException asRuntime(InvocationTargetException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    return new IllegalStateException(e.getCause());
  }
}

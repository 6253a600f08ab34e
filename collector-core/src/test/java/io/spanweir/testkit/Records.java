package io.spanweir.testkit;

import io.spanweir.core.component.Inline;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/** Copies records with some of their components changed, whatever else they have. */
public final class Records {
  private Records() {}

  /**
   * @param changes names of components, those of inlined records too, each followed by its value
   * @throws RuntimeException whatever the record's constructor says of them
   */
  public static <R extends Record> R with(R record, Object... changes) {
    Map<String, Object> wanted = new TreeMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      wanted.put((String) changes[i], changes[i + 1]);
    }
    R copy = copy(record, wanted);
    if (!wanted.isEmpty()) {
      throw new IllegalArgumentException(record.getClass() + " has no " + wanted.keySet());
    }
    return copy;
  }

  /** Takes what it uses out of the map. */
  private static <R extends Record> R copy(R record, Map<String, Object> wanted) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        String name = components[i].getName();
        boolean changed = wanted.containsKey(name);
        values[i] = changed ? wanted.remove(name) : components[i].getAccessor().invoke(record);
        if (components[i].isAnnotationPresent(Inline.class)) {
          values[i] = copy((Record) values[i], wanted);
        }
      }
      @SuppressWarnings("unchecked") // the constructor of that very class
      R copy = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
      return copy;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}

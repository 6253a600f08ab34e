package io.spanweir.config;

import io.spanweir.core.component.AnyScalar;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.ExtensionRef;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Variant;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a configuration key takes, read from the type of a record component. Everything that walks
 * configurations (binding, printing, the reference page) walks these.
 */
sealed interface Shape {
  /** What it is called in messages and on the reference page. */
  String noun();

  /** A single value without parts of its own. */
  enum Single implements Shape {
    TEXT("a text"),
    TRUTH("true or false"),
    INT("a whole number"),
    LONG("a whole number"),
    DOUBLE("a number"),
    DURATION(GoDuration.EXPECTED),
    SIZE("a size such as 64MiB"),
    SECRET("a text"),
    EXTENSION("the id of an extension"),
    ANY("a text, a number, true or false");

    private final String noun;

    Single(String noun) {
      this.noun = noun;
    }

    @Override
    public String noun() {
      return noun;
    }
  }

  /**
   * One of a few words.
   *
   * @param notYet words of the Collector that are refused by name, each with what to do instead
   */
  record Choice(Map<String, Enum<?>> constants, Map<String, String> notYet) implements Shape {
    @Override
    public String noun() {
      return Words.oneOf(constants.keySet());
    }

    /** The word for a constant. */
    String key(Object constant) {
      return constants.entrySet().stream()
          .filter(entry -> entry.getValue() == constant)
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow();
    }
  }

  record ListOf(Shape element) implements Shape {
    @Override
    public String noun() {
      return "a list";
    }
  }

  /** Keys that the user names. */
  record MapOf(Shape value) implements Shape {
    @Override
    public String noun() {
      return "a block of names and values";
    }
  }

  /**
   * A block whose keys are a record's components; resolved late, as records may hold themselves.
   */
  record Block(Class<? extends Record> type) implements Shape {
    @Override
    public String noun() {
      return "a block of keys";
    }

    RecordShape shape() {
      return RecordShape.of(type);
    }
  }

  /** Spread over the block that holds it, see {@link Variant}. */
  record OneOf(Class<? extends Variant> type) implements Shape {
    @Override
    public String noun() {
      return "a type and its block";
    }

    Variant.Registry<?> registry() {
      return Reflect.registry(type);
    }
  }

  /**
   * @throws IllegalArgumentException if no value of that type can be configured: a mistake in a
   *     record, not in a file
   */
  static Shape of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new ListOf(of(arguments[0]));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new MapOf(of(arguments[1]));
      }
    } else if (type instanceof Class<?> plain) {
      return ofClass(plain);
    }
    throw new IllegalArgumentException(type + " can't be configured");
  }

  private static Shape ofClass(Class<?> type) {
    if (type.isEnum()) {
      return new Choice(Reflect.constants(type), RecordShape.wordsNotYet(type));
    }
    if (type.isRecord() && !SINGLES.containsKey(type)) {
      return new Block(type.asSubclass(Record.class));
    }
    if (Variant.class.isAssignableFrom(type)) {
      return new OneOf(type.asSubclass(Variant.class));
    }
    Single single = SINGLES.get(type);
    if (single == null) {
      throw new IllegalArgumentException(type + " can't be configured");
    }
    return single;
  }

  /** The types of single values. */
  Map<Class<?>, Single> SINGLES =
      Map.ofEntries(
          Map.entry(String.class, Single.TEXT),
          Map.entry(boolean.class, Single.TRUTH),
          Map.entry(Boolean.class, Single.TRUTH),
          Map.entry(int.class, Single.INT),
          Map.entry(Integer.class, Single.INT),
          Map.entry(long.class, Single.LONG),
          Map.entry(Long.class, Single.LONG),
          Map.entry(double.class, Single.DOUBLE),
          Map.entry(Double.class, Single.DOUBLE),
          Map.entry(Duration.class, Single.DURATION),
          Map.entry(ByteSize.class, Single.SIZE),
          Map.entry(Secret.class, Single.SECRET),
          Map.entry(ExtensionRef.class, Single.EXTENSION),
          Map.entry(AnyScalar.class, Single.ANY));
}

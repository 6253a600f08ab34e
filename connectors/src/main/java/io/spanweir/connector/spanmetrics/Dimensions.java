package io.spanweir.connector.spanmetrics;

import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What tells series apart, and how it is written into a {@link Series#key}:
 *
 * <pre>
 *   4 bytes   the resource's number; a key that ends here is of the resource's overflow series
 *   text      service.name
 *   1 byte    kind
 *   1 byte    status code
 *   text      span.name
 *   value     one for each of {@link #others}
 * </pre>
 *
 * A text is its length in two bytes and its UTF-8. A value is one byte, {@link #ABSENT} or its
 * type, then eight bytes if that is a number or a truth value, otherwise a text. What is excluded
 * is empty. Immutable.
 */
final class Dimensions {
  static final int ABSENT = 127;
  static final int RESOURCE_BYTES = 4;

  private final Set<String> excluded;
  private final List<Other> others = new ArrayList<>();

  /**
   * @param more what a metric has beside the dimensions of all
   */
  Dimensions(SpanMetricsConfig config, List<DimensionConfig> more) {
    excluded = Set.copyOf(config.excludeDimensions());
    config.dimensions().forEach(dimension -> others.add(new Other(dimension)));
    more.forEach(dimension -> others.add(new Other(dimension)));
  }

  /** A dimension that the configuration adds. */
  static final class Other {
    private final String name;
    private final byte[] utf8;
    private final KeyQuestion question;
    private final byte[] otherwise;

    Other(DimensionConfig config) {
      name = config.name();
      utf8 = BuiltIn.utf8(name);
      question = new KeyQuestion(utf8);
      String text = config.otherwise();
      otherwise = text == null ? new byte[] {ABSENT} : text(text);
    }

    private static byte[] text(String text) {
      byte[] bytes = BuiltIn.utf8(text);
      byte[] value = new byte[3 + bytes.length];
      value[0] = (byte) ValueType.STRING.ordinal();
      putText(value, 1, bytes, 0, bytes.length);
      return value;
    }

    String name() {
      return name;
    }

    /** The attribute. */
    byte[] utf8() {
      return utf8;
    }

    /** Asks spans whether they can have the attribute. */
    KeyQuestion question() {
      return question;
    }

    /** Its value, as in a key, where neither span nor resource has it. */
    byte[] otherwise() {
      return otherwise;
    }
  }

  boolean has(String builtIn) {
    return !excluded.contains(builtIn);
  }

  List<Other> others() {
    return others;
  }

  /** Writes a text as it stands in a key. @return the position behind it */
  static int putText(byte[] key, int at, byte[] text, int from, int length) {
    key[at] = (byte) (length >>> 8);
    key[at + 1] = (byte) length;
    System.arraycopy(text, from, key, at + 2, length);
    return at + 2 + length;
  }

  /** The length of a text in a key. */
  static int textLength(byte[] key, int at) {
    return ((key[at] & 0xff) << 8) | (key[at + 1] & 0xff);
  }

  /** Whether a value of this type takes eight bytes. */
  static boolean isScalar(ValueType type) {
    return type == ValueType.INT || type == ValueType.DOUBLE || type == ValueType.BOOL;
  }
}

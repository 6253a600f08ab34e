package io.spanweir.config;

import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Style;
import io.spanweir.config.Shape.Choice;
import io.spanweir.config.Shape.Single;
import io.spanweir.core.component.AnyScalar;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.ExtensionRef;
import io.spanweir.core.component.Secret;
import java.math.BigDecimal;
import java.util.Map;

/** Reads single values. */
final class Singles {
  private Singles() {}

  static Object read(Single shape, Scalar scalar) throws BadValueException {
    return switch (shape) {
      case TEXT -> text(scalar, shape);
      case SECRET -> new Secret(text(scalar, shape));
      case TRUTH -> truth(scalar);
      case INT -> (int) whole(scalar, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> whole(scalar, Long.MIN_VALUE, Long.MAX_VALUE);
      case DOUBLE -> decimal(scalar);
      case DURATION -> GoDuration.parse(scalar.text());
      case SIZE -> size(scalar.text());
      case EXTENSION -> extension(text(scalar, shape));
      case ANY -> new AnyScalar(any(scalar, shape));
    };
  }

  /** The constant of a word, in any case. */
  static Enum<?> read(Choice shape, Scalar scalar) throws BadValueException {
    for (Map.Entry<String, Enum<?>> constant : shape.constants().entrySet()) {
      if (constant.getKey().equalsIgnoreCase(scalar.text())) {
        return constant.getValue();
      }
    }
    throw new BadValueException(Words.quote(scalar.text()) + " is unknown", shape.noun());
  }

  private static String text(Scalar scalar, Single shape) throws BadValueException {
    if (scalar.isNull() && scalar.style() == Style.PLAIN) {
      throw new BadValueException("there is nothing here", shape.noun());
    }
    return scalar.text();
  }

  private static boolean truth(Scalar scalar) throws BadValueException {
    Boolean truth = scalar.style() == Style.QUOTED ? null : CoreSchema.truth(scalar.text());
    if (truth != null) {
      return truth;
    }
    String problem =
        switch (Words.lower(scalar.text())) {
          case "on", "yes", "off", "no", "y", "n" ->
              scalar.text() + " is a text in YAML 1.2, not a truth value";
          default -> scalar.noun() + " is neither true nor false";
        };
    throw new BadValueException(problem, Single.TRUTH.noun());
  }

  /** {@code 1e6} and {@code 5.0} are whole numbers, as in the Collector. */
  private static long whole(Scalar scalar, long min, long max) throws BadValueException {
    BigDecimal number = number(scalar, Single.LONG);
    if (number.compareTo(BigDecimal.valueOf(min)) < 0
        || number.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw new BadValueException(
          scalar.text() + " is out of range", "a number from " + min + " to " + max);
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw new BadValueException(scalar.text() + " is not whole", Single.LONG.noun());
    }
  }

  private static double decimal(Scalar scalar) throws BadValueException {
    double value = number(scalar, Single.DOUBLE).doubleValue();
    if (Double.isFinite(value)) {
      return value;
    }
    throw new BadValueException(scalar.text() + " is out of range", Single.DOUBLE.noun());
  }

  private static BigDecimal number(Scalar scalar, Single shape) throws BadValueException {
    if (scalar.style() == Style.QUOTED && CoreSchema.isNumber(scalar.text())) {
      throw new BadValueException(
          Words.quote(scalar.text()) + " is a text", shape.noun() + " without quotes");
    }
    if (!CoreSchema.isNumber(scalar.text())) {
      throw new BadValueException(Words.quote(scalar.text()) + " is no number", shape.noun());
    }
    return CoreSchema.number(scalar.text());
  }

  /** What has a point or an exponent is no whole number, as in YAML; nor is one past 64 bits. */
  private static Object any(Scalar scalar, Single shape) throws BadValueException {
    String text = text(scalar, shape);
    if (scalar.style() == Style.QUOTED) {
      return text;
    }
    Boolean truth = CoreSchema.truth(text);
    if (truth != null) {
      return truth;
    }
    if (!CoreSchema.isNumber(text)) {
      return text;
    }
    boolean whole = text.startsWith("0x") || text.chars().noneMatch(c -> ".eE".indexOf(c) >= 0);
    BigDecimal number = CoreSchema.number(text);
    if (whole && number.toBigInteger().bitLength() < Long.SIZE) {
      return number.longValueExact();
    }
    return decimal(scalar);
  }

  private static ExtensionRef extension(String text) throws BadValueException {
    try {
      return ExtensionRef.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadValueException(String.valueOf(e.getMessage()), Single.EXTENSION.noun());
    }
  }

  private static ByteSize size(String text) throws BadValueException {
    try {
      return ByteSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadValueException(
          Words.quote(text) + " is no size", "one such as 64MiB, 2GB or 1048576");
    }
  }
}

package io.spanweir.config;

import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Style;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a plain scalar means: the core schema of YAML 1.2 (section 10.3.2), with underscores between
 * digits, as Go's parser has them.
 */
final class CoreSchema {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9][0-9_]*");
  private static final Pattern OTHER_BASE = Pattern.compile("0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?");
  private static final int DIGITS_MAX = 400;

  private CoreSchema() {}

  static boolean isNull(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> true;
      default -> false;
    };
  }

  /** In any case; null if it is no truth value. */
  static @Nullable Boolean truth(String text) {
    return switch (Words.lower(text)) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  static boolean isNumber(String text) {
    return text.length() <= DIGITS_MAX
        && (WHOLE.matcher(text).matches()
            || OTHER_BASE.matcher(text).matches()
            || DECIMAL.matcher(text).matches());
  }

  /** Whether it is a number or a duration of nothing. */
  static boolean isZero(Node node) {
    if (!(node.content() instanceof Scalar scalar) || scalar.style() == Style.QUOTED) {
      return false;
    }
    try {
      return isNumber(scalar.text())
          ? number(scalar.text()).signum() == 0
          : GoDuration.parse(scalar.text()).isZero();
    } catch (BadValueException e) {
      return false;
    }
  }

  /** The value of a numeric text. */
  static BigDecimal number(String text) {
    if (OTHER_BASE.matcher(text).matches()) {
      int base = text.charAt(1) == 'o' ? 8 : 16;
      return new BigDecimal(new BigInteger(text.substring(2), base));
    }
    return new BigDecimal(text.replace("_", ""));
  }
}

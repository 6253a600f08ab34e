package io.spanweir.processor.attributes;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.processor.attributes.ActionConfig.ConvertedType;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Contents of {@code AnyValue}, made of configured values and by conversion. */
final class Values {
  private static final int DIGITS_MAX = 400;
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,30}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private Values() {}

  /** A value as YAML gives it. */
  static byte[] of(Object value) {
    if (value instanceof Boolean truth) {
      return new byte[] {OtlpFields.VALUE_BOOL, (byte) (truth ? 1 : 0)};
    }
    if (value instanceof Long number) {
      return whole(number);
    }
    return value instanceof Double number
        ? decimal(number)
        : text(value.toString().getBytes(StandardCharsets.UTF_8));
  }

  static byte[] text(byte[] utf8) {
    byte[] out = new byte[(int) OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, utf8.length)];
    OtlpWriter.writeField(out, 0, OtlpFields.VALUE_STRING, utf8);
    return out;
  }

  private static byte[] whole(long number) {
    byte[] out = new byte[1 + OtlpWriter.varintSize(number)];
    OtlpWriter.writeVarintField(out, 0, OtlpFields.VALUE_INT, number);
    return out;
  }

  private static byte[] decimal(double number) {
    byte[] out = new byte[1 + Double.BYTES];
    long bits = Double.doubleToRawLongBits(number);
    OtlpWriter.writeFixed64Field(out, 0, OtlpFields.VALUE_DOUBLE, bits);
    return out;
  }

  /** The value as another type; null where it stays as it is, being that already or no number. */
  static byte @Nullable [] convert(ValueReader value, @Nullable ConvertedType type) {
    if (type == ConvertedType.STRING) {
      return value.type() == ValueType.STRING
          ? null
          : text(value.text().getBytes(StandardCharsets.UTF_8));
    }
    boolean whole = type == ConvertedType.INT;
    return switch (value.type()) {
      case BOOL -> whole ? whole(value.boolValue() ? 1 : 0) : decimal(value.boolValue() ? 1 : 0);
      case INT -> whole ? null : decimal((double) value.intValue());
      case DOUBLE -> whole ? whole((long) value.doubleValue()) : null;
      case STRING -> whole ? parseWhole(value) : parseDecimal(value);
      default -> null;
    };
  }

  private static byte @Nullable [] parseWhole(ValueReader value) {
    String text = value.length() > DIGITS_MAX ? "" : value.text();
    if (!WHOLE.matcher(text).matches()) {
      return null;
    }
    try {
      return whole(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static byte @Nullable [] parseDecimal(ValueReader value) {
    String text = value.length() > DIGITS_MAX ? "" : value.text();
    if (!DECIMAL.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    return Double.isInfinite(number) ? null : decimal(number);
  }
}

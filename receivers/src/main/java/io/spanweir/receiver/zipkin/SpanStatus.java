package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a span's tags say of its status. A tag {@code error} is a failure, whatever its value:
 * Zipkin's rule, where {@code false} is one as well. So is {@code otel.status_code}, which
 * exporters write in three ways. A failure by either is one.
 */
final class SpanStatus {
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] OK = names("OK", "Ok", "STATUS_CODE_OK", "1");
  private static final byte[][] ERROR = names("ERROR", "Error", "STATUS_CODE_ERROR", "2");

  private int code;
  private long errorText;
  private long description;
  private boolean described;

  private static byte[][] names(String... names) {
    return Arrays.stream(names)
        .map(name -> name.getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }

  void clear() {
    code = OtlpFields.STATUS_UNSET;
    errorText = SpanText.NONE;
    described = false;
  }

  /** Reads a tag that means one of the three. */
  void read(TagMeaning meaning, ZipkinSpan span, int tag) {
    ValueType type = span.tagType(tag);
    long value = span.tagValue(tag);
    switch (meaning) {
      case ERROR -> {
        // A typed "false" is none: Zipkin doesn't see such tags at all.
        if (type != ValueType.BOOL || value != 0) {
          code = OtlpFields.STATUS_ERROR;
          errorText = errorText(span.text(), type, value);
        }
      }
      case STATUS_CODE -> code = Math.max(code, code(span.text(), type, value));
      case STATUS_DESCRIPTION -> {
        described = type == ValueType.TEXT;
        description = value;
      }
      default -> throw new IllegalStateException(meaning + " is not about the status");
    }
  }

  private static long errorText(SpanText text, ValueType type, long value) {
    return type != ValueType.TEXT || text.equals(value, TRUE, TRUE.length) ? SpanText.NONE : value;
  }

  private static int code(SpanText text, ValueType type, long value) {
    if (type == ValueType.LONG) {
      return value == OtlpFields.STATUS_OK || value == OtlpFields.STATUS_ERROR ? (int) value : 0;
    }
    if (type == ValueType.TEXT && isOneOf(text, value, ERROR)) {
      return OtlpFields.STATUS_ERROR;
    }
    return type == ValueType.TEXT && isOneOf(text, value, OK)
        ? OtlpFields.STATUS_OK
        : OtlpFields.STATUS_UNSET;
  }

  private static boolean isOneOf(SpanText text, long slice, byte[][] names) {
    for (byte[] name : names) {
      if (text.equals(slice, name, name.length)) {
        return true;
      }
    }
    return false;
  }

  /** As OTLP has it: 0 for none, 1 for OK, 2 for an error. */
  int code() {
    return code;
  }

  /** A slice; empty if there is none. */
  long message() {
    return described ? description : errorText;
  }
}

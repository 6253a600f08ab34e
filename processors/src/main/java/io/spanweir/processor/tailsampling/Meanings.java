package io.spanweir.processor.tailsampling;

import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.processor.match.ScalarText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What senders mean with values that they write as text, as number or as truth value. A value has
 * no text of its own if it is empty or no scalar.
 */
final class Meanings {
  static final int HTTP_SERVER_ERROR_FROM = 500;

  /** Not a number from 0 on, or none that a status could be. */
  private static final int NO_NUMBER = -1;

  private static final int DIGITS_MAX = 9;

  /** All but OK, as gRPC names its status codes. */
  private static final TextTable GRPC_ERRORS =
      new TextTable(
          List.of(
              "CANCELLED",
              "UNKNOWN",
              "INVALID_ARGUMENT",
              "DEADLINE_EXCEEDED",
              "NOT_FOUND",
              "ALREADY_EXISTS",
              "PERMISSION_DENIED",
              "RESOURCE_EXHAUSTED",
              "FAILED_PRECONDITION",
              "ABORTED",
              "OUT_OF_RANGE",
              "UNIMPLEMENTED",
              "INTERNAL",
              "UNAVAILABLE",
              "DATA_LOSS",
              "UNAUTHENTICATED"));

  private static final byte[] FALSE = "false".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);

  private Meanings() {}

  /** There, and not false in either spelling; an empty text, a list or a map says so too. */
  static boolean notFalse(ValueReader value, ScalarText text) {
    return value.type() != ValueType.BOOL ? !is(text, FALSE) : value.boolValue();
  }

  static boolean isTrue(ScalarText text) {
    return is(text, TRUE) || number(text) > 0;
  }

  static boolean grpcError(ScalarText text) {
    return number(text) > 0
        || GRPC_ERRORS.find(text.bytes(), text.from(), text.to()) != TextTable.NONE;
  }

  /** The number that a text is, if it is one of a few digits. */
  static int number(ScalarText text) {
    int length = text.to() - text.from();
    if (length == 0 || length > DIGITS_MAX) {
      return NO_NUMBER;
    }
    int number = 0;
    for (int at = text.from(); at < text.to(); at++) {
      int digit = text.bytes()[at] - '0';
      if (digit < 0 || digit > 9) {
        return NO_NUMBER;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** Letters in either case. */
  private static boolean is(ScalarText text, byte[] lowerCase) {
    if (text.to() - text.from() != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if ((text.bytes()[text.from() + i] | 0x20) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }
}

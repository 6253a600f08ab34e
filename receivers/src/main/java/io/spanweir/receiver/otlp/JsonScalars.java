package io.spanweir.receiver.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spanweir.core.otlp.MalformedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;

/** Reads single values of protobuf's JSON mapping, from the token at hand. */
final class JsonScalars {
  private static final long UINT32_MAX = 0xffff_ffffL;

  private JsonScalars() {}

  static byte[] hex(JsonParser parser) throws MalformedException, IOException {
    expectString(parser, "an id in hex");
    char[] text = parser.getTextCharacters();
    int from = parser.getTextOffset();
    int length = parser.getTextLength();
    if (length % 2 != 0) {
      throw JsonTranscoder.malformed(parser, "expected an id in hex");
    }
    byte[] bytes = new byte[length / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(text[from + 2 * i]);
      int low = digit(text[from + 2 * i + 1]);
      if (high < 0 || low < 0) {
        throw JsonTranscoder.malformed(parser, "expected an id in hex");
      }
      bytes[i] = (byte) ((high << 4) | low);
    }
    return bytes;
  }

  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /** The standard alphabet or the one for URLs, padded or not. */
  static byte[] base64(JsonParser parser) throws MalformedException, IOException {
    expectString(parser, "bytes in base64");
    try {
      return Base64.getDecoder().decode(parser.getText().replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw JsonTranscoder.malformed(parser, "expected bytes in base64");
    }
  }

  static boolean bool(JsonParser parser) throws MalformedException {
    if (parser.currentToken() == JsonToken.VALUE_TRUE) {
      return true;
    }
    if (parser.currentToken() == JsonToken.VALUE_FALSE) {
      return false;
    }
    throw JsonTranscoder.malformed(parser, "expected true or false");
  }

  static long int64(JsonParser parser) throws MalformedException, IOException {
    String text = number(parser);
    try {
      return plain(text) ? Long.parseLong(text) : new BigDecimal(text).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw JsonTranscoder.malformed(parser, "expected an integer of 64 bits");
    }
  }

  static long uint64(JsonParser parser) throws MalformedException, IOException {
    String text = number(parser);
    try {
      if (plain(text)) {
        return Long.parseUnsignedLong(text);
      }
      long value = new BigDecimal(text).longValueExact();
      if (value >= 0) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw JsonTranscoder.malformed(parser, "expected an integer of 64 bits, 0 or more");
    }
    throw JsonTranscoder.malformed(parser, "expected an integer of 64 bits, 0 or more");
  }

  static long uint32(JsonParser parser) throws MalformedException, IOException {
    long value = int64(parser);
    if (value < 0 || value > UINT32_MAX) {
      throw JsonTranscoder.malformed(parser, "expected an integer of 32 bits, 0 or more");
    }
    return value;
  }

  static int int32(JsonParser parser) throws MalformedException, IOException {
    long value = int64(parser);
    if (value != (int) value) {
      throw JsonTranscoder.malformed(parser, "expected an integer of 32 bits");
    }
    return (int) value;
  }

  static long enumValue(JsonParser parser, List<String> names)
      throws MalformedException, IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      int named = names.indexOf(parser.getText());
      if (named >= 0) {
        return named;
      }
    }
    return int32(parser);
  }

  /** Also the texts NaN, Infinity and -Infinity, which Java writes as JSON does. */
  static double doubleValue(JsonParser parser) throws MalformedException, IOException {
    try {
      return Double.parseDouble(number(parser));
    } catch (NumberFormatException e) {
      throw JsonTranscoder.malformed(parser, "expected a number");
    }
  }

  /** The text of a number, written as one or as text. */
  private static String number(JsonParser parser) throws MalformedException, IOException {
    JsonToken token = parser.currentToken();
    if (token.isNumeric()) {
      return parser.getText();
    }
    expectString(parser, "a number");
    if (parser.getTextLength() > 64) {
      throw JsonTranscoder.malformed(parser, "expected a number");
    }
    return parser.getText();
  }

  /** Whether a number is digits and perhaps a sign, no fraction, no exponent. */
  private static boolean plain(String text) {
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
  }

  private static void expectString(JsonParser parser, String what) throws MalformedException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw JsonTranscoder.malformed(parser, "expected " + what);
    }
  }
}

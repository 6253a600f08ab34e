package io.spanweir.receiver.transcode;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads single values of protobuf's JSON mapping. What is usual allocates nothing. */
public final class JsonScalars {
  private static final long UINT32_MAX = 0xffff_ffffL;

  /** So many decimal digits always fit in 64 bits without a sign. */
  private static final int DIGITS_MAX = 19;

  /** Powers of ten that a double holds exactly, and integers that it does. */
  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final int EXACT_DIGITS_MAX = 15;

  private JsonScalars() {}

  public static void string(JsonReader reader, int tag, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    reader.text("a text");
    lastText(reader, tag, out);
  }

  /** Writes the text that was read last, which may be a key. */
  public static void lastText(JsonReader reader, int tag, ProtoOutput out)
      throws ProtoOutput.NoRoomException {
    int length = reader.to() - reader.from();
    if (!reader.escaped()) {
      out.text(tag, reader.bytes(), reader.from(), length);
      return;
    }
    int lengthBytes = OtlpWriter.varintSize(length);
    int start = out.open(tag, lengthBytes);
    byte[] target = out.make(length);
    out.wroteTo(JsonText.unescape(reader.bytes(), reader.from(), reader.to(), target, start));
    out.close(start, lengthBytes);
  }

  public static void hex(JsonReader reader, int tag, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    int length = JsonDigits.hex(reader);
    if (length == Long.BYTES) {
      out.id(tag, JsonDigits.id(reader, 0));
      return;
    }
    if (length > 0) {
      out.id(tag, JsonDigits.id(reader, 1), JsonDigits.id(reader, 0));
      return;
    }
    reader.text("an id in hex");
    if (!out.hex(tag, reader.bytes(), reader.from(), reader.to())) {
      throw reader.malformedHere("expected an id in hex");
    }
  }

  /** The standard alphabet or the one for URLs, padded or not. */
  public static byte[] base64(JsonReader reader) throws MalformedException {
    reader.text("bytes in base64");
    byte[] text = new byte[reader.to() - reader.from()];
    int length = JsonText.unescape(reader.bytes(), reader.from(), reader.to(), text, 0);
    for (int i = 0; i < length; i++) {
      text[i] = text[i] == '-' ? (byte) '+' : text[i] == '_' ? (byte) '/' : text[i];
    }
    try {
      return Base64.getDecoder().decode(length == text.length ? text : cut(text, length));
    } catch (IllegalArgumentException e) {
      throw reader.malformedHere("expected bytes in base64");
    }
  }

  private static byte[] cut(byte[] text, int length) {
    return Arrays.copyOf(text, length);
  }

  public static boolean bool(JsonReader reader) throws MalformedException {
    if (reader.literal("true")) {
      return true;
    }
    if (reader.literal("false")) {
      return false;
    }
    throw reader.malformed("expected true or false");
  }

  public static long int64(JsonReader reader) throws MalformedException {
    long digits = JsonDigits.decimal(reader);
    if (digits >= 0) {
      return digits;
    }
    reader.numberOrText("an integer of 64 bits");
    return int64Read(reader);
  }

  private static long int64Read(JsonReader reader) throws MalformedException {
    boolean negative = reader.from() < reader.to() && reader.bytes()[reader.from()] == '-';
    int from = negative ? reader.from() + 1 : reader.from();
    if (isPlain(reader.bytes(), from, reader.to())) {
      long value = plain(reader.bytes(), from, reader.to());
      if (value >= 0) {
        return negative ? -value : value;
      }
    }
    try {
      return new BigDecimal(reader.string()).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw reader.malformedHere("expected an integer of 64 bits");
    }
  }

  public static long uint64(JsonReader reader) throws MalformedException {
    long digits = JsonDigits.decimal(reader);
    if (digits >= 0) {
      return digits;
    }
    reader.numberOrText("an integer of 64 bits, 0 or more");
    if (isPlain(reader.bytes(), reader.from(), reader.to())) {
      return plain(reader.bytes(), reader.from(), reader.to());
    }
    String text = reader.string();
    try {
      if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
        return Long.parseUnsignedLong(text);
      }
      long value = new BigDecimal(text).longValueExact();
      if (value >= 0) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw reader.malformedHere("expected an integer of 64 bits, 0 or more");
    }
    throw reader.malformedHere("expected an integer of 64 bits, 0 or more");
  }

  public static long uint32(JsonReader reader) throws MalformedException {
    long value = int64(reader);
    if (value < 0 || value > UINT32_MAX) {
      throw reader.malformedHere("expected an integer of 32 bits, 0 or more");
    }
    return value;
  }

  public static int int32(JsonReader reader) throws MalformedException {
    reader.numberOrText("an integer of 32 bits");
    return int32Read(reader);
  }

  private static int int32Read(JsonReader reader) throws MalformedException {
    return int32Of(reader, int64Read(reader));
  }

  private static int int32Of(JsonReader reader, long value) throws MalformedException {
    if (value != (int) value) {
      throw reader.malformedHere("expected an integer of 32 bits");
    }
    return (int) value;
  }

  public static long enumValue(JsonReader reader, List<String> names) throws MalformedException {
    long digits = JsonDigits.decimal(reader);
    if (digits >= 0) {
      return int32Of(reader, digits);
    }
    reader.numberOrText("an integer of 32 bits");
    if (!isPlain(reader.bytes(), reader.from(), reader.to())) {
      int named = names.indexOf(reader.string());
      if (named >= 0) {
        return named;
      }
    }
    return int32Read(reader);
  }

  /** Also the texts NaN, Infinity and -Infinity, which Java writes as JSON does. */
  public static double doubleValue(JsonReader reader) throws MalformedException {
    reader.numberOrText("a number");
    byte[] json = reader.bytes();
    int at = reader.from();
    boolean negative = at < reader.to() && json[at] == '-';
    at = negative ? at + 1 : at;
    int first = at;
    long digits = 0;
    int point = -1;
    while (at < reader.to() && at - first <= EXACT_DIGITS_MAX) {
      byte b = json[at];
      if (b == '.' && point < 0) {
        point = at;
      } else if (b >= '0' && b <= '9') {
        digits = 10 * digits + (b - '0');
      } else {
        break;
      }
      at++;
    }
    if (at == reader.to() && at - first > (point < 0 ? 0 : 1)) {
      // Both are exact, so their quotient is rounded once, as it should be.
      double value = digits / TENS[point < 0 ? 0 : at - point - 1];
      return negative ? -value : value;
    }
    try {
      return Double.parseDouble(reader.string());
    } catch (NumberFormatException e) {
      throw reader.malformedHere("expected a number");
    }
  }

  /** Whether a number is a few digits and nothing else. */
  private static boolean isPlain(byte[] json, int from, int to) {
    if (to - from > DIGITS_MAX || from == to) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (json[i] < '0' || json[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static long plain(byte[] json, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + (json[i] - '0');
    }
    return value;
  }
}

package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonDigits;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.JsonScalars;
import io.spanweir.receiver.transcode.JsonText;

/**
 * Reads the values that Zipkin's JSON has, v1 and v2, with the lenience of Zipkin's own reader and
 * a little more. Static; what is usual allocates nothing.
 */
final class JsonValues {
  private static final int ID_DIGITS = 16;
  private static final int TRACE_ID_DIGITS = 32;

  /** The value of a digit in hex, or -1. */
  private static final byte[] HEX = new byte[256];

  static {
    for (int i = 0; i < HEX.length; i++) {
      HEX[i] = (byte) JsonText.hexDigit(i);
    }
  }

  private JsonValues() {}

  /** Steps over a null if it is the next, of whichever case. */
  static boolean isNull(JsonReader reader) throws MalformedException {
    return inLowerCase(reader.peek()) == 'n' && reader.literal("null");
  }

  /** A letter in lower case; some other byte if it is none. */
  static int inLowerCase(int letter) {
    return letter | ('a' ^ 'A');
  }

  /** A text, or a number as it is written. */
  static long text(JsonReader reader, SpanText text) throws MalformedException {
    if (reader.peek() == '"') {
      reader.text("a text");
    } else {
      reader.number("a text");
    }
    return text.read(reader);
  }

  /** Any value as text: what is neither text nor number as the JSON it is. */
  static long anyText(JsonReader reader, SpanText text) throws MalformedException {
    int first = reader.peek();
    if (first == '"') {
      reader.text("a text");
      return text.read(reader);
    }
    int from = reader.position();
    reader.skip();
    return text.utf8(SpanText.slice(from, reader.position()));
  }

  /** An id of up to 16 digits in hex; fewer have zeros before them. */
  static long id(JsonReader reader, SpanText text) throws MalformedException {
    long mark = reader.mark();
    if (JsonDigits.hex(reader) == Long.BYTES) {
      return JsonDigits.id(reader, 0);
    }
    reader.back(mark);
    reader.text("an id in hex");
    long slice = text.read(reader);
    if (SpanText.length(slice) > ID_DIGITS) {
      throw reader.malformedHere("an id of more than 16 digits");
    }
    int from = SpanText.from(slice);
    return hex(reader, text.bytes(slice), from, from + SpanText.length(slice));
  }

  /** A trace id of up to 32 digits in hex; fewer have zeros before them. */
  static void traceId(JsonReader reader, SpanText text, ZipkinSpan span) throws MalformedException {
    int size = JsonDigits.hex(reader);
    if (size > 0) {
      span.traceId(size > Long.BYTES ? JsonDigits.id(reader, 1) : 0, JsonDigits.id(reader, 0));
      return;
    }
    reader.text("an id in hex");
    long slice = text.read(reader);
    int length = SpanText.length(slice);
    if (length > TRACE_ID_DIGITS) {
      throw reader.malformedHere("a trace id of more than 32 digits");
    }
    byte[] bytes = text.bytes(slice);
    int from = SpanText.from(slice);
    int to = from + length;
    int middle = Math.max(from, to - ID_DIGITS);
    span.traceId(hex(reader, bytes, from, middle), hex(reader, bytes, middle, to));
  }

  private static long hex(JsonReader reader, byte[] bytes, int from, int to)
      throws MalformedException {
    long value = 0;
    int wrong = 0;
    for (int i = from; i < to; i++) {
      int digit = HEX[bytes[i] & 0xff];
      wrong |= digit;
      value = value << 4 | digit;
    }
    if (wrong < 0) {
      throw reader.malformedHere("expected an id in hex");
    }
    return value;
  }

  /** An integer, as number or text; what is behind a decimal point is cut off. */
  static long integer(JsonReader reader) throws MalformedException {
    long digits = JsonDigits.decimal(reader);
    if (digits >= 0) {
      return digits;
    }
    long mark = reader.mark();
    reader.numberOrText("a number");
    return unusualInteger(reader, mark);
  }

  private static long unusualInteger(JsonReader reader, long mark) throws MalformedException {
    boolean fraction = false;
    for (int i = reader.from(); i < reader.to(); i++) {
      fraction |= reader.bytes()[i] == '.';
    }
    reader.back(mark);
    return fraction ? (long) JsonScalars.doubleValue(reader) : JsonScalars.int64(reader);
  }

  /** True or false, also as text. */
  static boolean bool(JsonReader reader) throws MalformedException {
    if (reader.peek() != '"') {
      return JsonScalars.bool(reader);
    }
    reader.text("true or false");
    int length = reader.to() - reader.from();
    boolean isTrue = length == 4 && reader.bytes()[reader.from()] == 't';
    if (!isTrue && (length != 5 || reader.bytes()[reader.from()] != 'f')) {
      throw reader.malformedHere("expected true or false");
    }
    return isTrue;
  }
}

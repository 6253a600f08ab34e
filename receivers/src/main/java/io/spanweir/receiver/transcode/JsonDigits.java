package io.spanweir.receiver.transcode;

import io.spanweir.core.otlp.MalformedException;

/**
 * Reads digits eight at once, where a value is nothing else; if it is, the reader stays where it is
 * and {@link JsonReader} reads the value in its own way. Static, allocates nothing.
 */
public final class JsonDigits {
  private static final int DECIMALS_MAX = 19;
  private static final int ID_DIGITS = 16;
  private static final long TEN_TO_8 = 100_000_000;

  private JsonDigits() {}

  /** Reads up to 19 digits, with or without quotes, that are a number of 63 bits. Else -1. */
  public static long decimal(JsonReader reader) throws MalformedException {
    boolean quoted = reader.peek() == '"';
    byte[] json = reader.bytes();
    int end = reader.end();
    int begin = quoted ? reader.position() + 1 : reader.position();
    int at = begin;
    long value = 0;
    while (at <= end - Long.BYTES && at < begin + 2 * Long.BYTES) {
      long word = Words.get(json, at);
      if (!Words.isDecimal(word)) {
        break;
      }
      value = value * TEN_TO_8 + Words.decimal(word);
      at += Long.BYTES;
    }
    while (at < end && at - begin < DECIMALS_MAX && json[at] >= '0' && json[at] <= '9') {
      value = 10 * value + (json[at++] - '0');
    }
    boolean ends =
        at < end
            && (quoted
                ? json[at] == '"'
                : isEnd(json[at]) && (json[begin] != '0' || at == begin + 1));
    if (!ends || at == begin || value < 0) {
      return -1;
    }
    reader.read(begin, at, quoted ? at + 1 : at);
    return value;
  }

  private static boolean isEnd(byte b) {
    return b == ',' || b == '}' || b == ']';
  }

  /**
   * Reads a text of 16 or 32 digits in hex; {@link #id} says what they are.
   *
   * @return how many bytes that is, 8 or 16; 0 if it is something else
   */
  public static int hex(JsonReader reader) throws MalformedException {
    if (reader.peek() != '"') {
      return 0;
    }
    byte[] json = reader.bytes();
    int from = reader.position() + 1;
    int left = reader.end() - from;
    int digits = 0;
    if (left > ID_DIGITS && json[from + ID_DIGITS] == '"') {
      digits = ID_DIGITS;
    } else if (left > 2 * ID_DIGITS && json[from + 2 * ID_DIGITS] == '"') {
      digits = 2 * ID_DIGITS;
    }
    for (int i = 0; i < digits; i += Long.BYTES) {
      if (!Words.isHex(Words.get(json, from + i))) {
        return 0;
      }
    }
    if (digits > 0) {
      reader.read(from, from + digits, from + digits + 1);
    }
    return digits / 2;
  }

  /** The last eight bytes of the id that {@link #hex} read, or those {@code before} them. */
  public static long id(JsonReader reader, int before) {
    int from = reader.to() - (before + 1) * ID_DIGITS;
    long high = Words.hex(Words.get(reader.bytes(), from));
    long low = Words.hex(Words.get(reader.bytes(), from + Long.BYTES)) & 0xffff_ffffL;
    return (high << 32) | low;
  }
}

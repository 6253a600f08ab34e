package io.spanweir.receiver.jaeger;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.receiver.transcode.ProtoOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One tag at hand, whichever encoding it came in: slices of the body and a number. Of its value
 * counts what its type says; some clients fill the other ones too. Filled again for each tag.
 */
final class Tag {
  /** What a value is. */
  enum Type {
    STRING,
    BOOL,
    LONG,
    DOUBLE,
    BINARY,
    /** A type that nobody knows: the tag has a key and no value. */
    NONE
  }

  private static final byte[] NOTHING = {};

  /** Of key, what stands between, and text: so that the attribute is less than 128. */
  private static final int PIECE_BYTES_MAX = 125;

  byte[] bytes = NOTHING;
  int keyFrom;
  int keyTo;
  Type type = Type.STRING;

  /** Where a text or bytes begin. */
  int from;

  int to;

  /** A number, the bits of a double, or a bool as 0 and 1. */
  long number;

  void clear(byte[] body) {
    bytes = body;
    keyFrom = 0;
    keyTo = 0;
    type = Type.STRING;
    from = 0;
    to = 0;
    number = 0;
  }

  /** Gives it a key; its type and value are said next. */
  void key(byte[] body, int start, int end) {
    bytes = body;
    keyFrom = start;
    keyTo = end;
  }

  int keyLength() {
    return keyTo - keyFrom;
  }

  boolean isText() {
    return type == Type.STRING;
  }

  boolean hasKey(byte[] key) {
    // Most differ in the last byte, which costs less than calling for a comparison.
    int last = key.length - 1;
    return keyTo - keyFrom == key.length
        && bytes[keyTo - 1] == key[last]
        && Arrays.equals(bytes, keyFrom, keyTo, key, 0, key.length);
  }

  /** Whether the text is this one. */
  boolean says(byte[] text) {
    return Arrays.equals(bytes, from, to, text, 0, text.length);
  }

  /** Whether the text is this one, which is in lower case, in whatever case. */
  boolean saysInAnyCase(byte[] text) {
    if (to - from != text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if ((bytes[from + i] | 0x20) != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Writes the tag as an attribute. */
  void write(ProtoOutput out, int field) throws ProtoOutput.NoRoomException {
    if (type == Type.STRING && from - keyTo == Integer.BYTES && to - keyFrom <= PIECE_BYTES_MAX) {
      out.textAttributeInOnePiece(field, bytes, keyFrom, keyLength(), to - from);
    } else {
      writeAs(out, field, bytes, keyFrom, keyLength());
    }
  }

  /** Writes the tag as an attribute under another key. */
  void writeAs(ProtoOutput out, int field, byte[] key, int at, int length)
      throws ProtoOutput.NoRoomException {
    switch (type) {
      case STRING -> out.textAttribute(field, key, at, length, bytes, from, to - from);
      case BINARY -> {
        int size = to - from;
        out.attribute(field, key, at, length, OtlpWriter.fieldSize(OtlpFields.VALUE_BYTES, size));
        out.text(OtlpFields.VALUE_BYTES, bytes, from, size);
      }
      case LONG -> {
        out.attribute(field, key, at, length, 1L + OtlpWriter.varintSize(number));
        out.varint(OtlpFields.VALUE_INT, number);
      }
      case BOOL -> {
        out.attribute(field, key, at, length, 2);
        out.varint(OtlpFields.VALUE_BOOL, number);
      }
      case DOUBLE -> {
        out.attribute(field, key, at, length, 1 + Double.BYTES);
        out.fixed64(OtlpFields.VALUE_DOUBLE, number);
      }
      case NONE -> out.attribute(field, key, at, length, 0);
    }
  }

  /** A key or a value that is known, as bytes. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

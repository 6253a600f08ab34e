package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.JsonScalars;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * An object of JSON inside a text, as attributes. A list or an object in it is the JSON it is.
 * Reusable, not thread safe.
 */
final class JsonObject {
  /** So many characters always are an integer of 64 bits. */
  private static final int LONG_DIGITS_MAX = 18;

  private final JsonReader reader = new JsonReader(new byte[0], 0);
  private long begin;

  /** Reads an object that is all of {@code bytes[from, to)}. @return whether it is one */
  boolean read(byte[] bytes, int from, int to) {
    reader.of(bytes, from, to);
    begin = reader.mark();
    try {
      if (reader.peek() != '{') {
        return false;
      }
      reader.skip();
      return reader.atEnd();
    } catch (MalformedException e) {
      return false;
    }
  }

  /** Writes the object that was read last. */
  void write(ProtoOutput out, int tag) throws ProtoOutput.NoRoomException {
    reader.back(begin);
    try {
      reader.enter('{', "");
      for (boolean first = true; reader.more(first, '}'); first = false) {
        reader.key();
        attribute(out, tag);
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("it was read before", e);
    }
  }

  private void attribute(ProtoOutput out, int tag)
      throws MalformedException, ProtoOutput.NoRoomException {
    int start = out.open(tag, 1);
    JsonScalars.lastText(reader, OtlpFields.KEY_VALUE_KEY, out);
    int value = out.open(OtlpFields.KEY_VALUE_VALUE, 1);
    int from = reader.position();
    switch (reader.peek()) {
      case '"' -> JsonScalars.string(reader, OtlpFields.VALUE_STRING, out);
      case 't', 'f' -> out.varint(OtlpFields.VALUE_BOOL, JsonScalars.bool(reader) ? 1 : 0);
      case 'n' -> reader.skip();
      case '[', '{' -> {
        reader.skip();
        out.text(OtlpFields.VALUE_STRING, reader.bytes(), from, reader.position() - from);
      }
      default -> number(out);
    }
    out.close(value, 1);
    out.close(start, 1);
  }

  private void number(ProtoOutput out) throws MalformedException, ProtoOutput.NoRoomException {
    long mark = reader.mark();
    reader.number("a number");
    boolean integer = reader.to() - reader.from() <= LONG_DIGITS_MAX;
    for (int i = reader.from(); i < reader.to(); i++) {
      byte b = reader.bytes()[i];
      integer &= b != '.' && b != 'e' && b != 'E';
    }
    reader.back(mark);
    if (integer) {
      out.varint(OtlpFields.VALUE_INT, JsonScalars.int64(reader));
    } else {
      double value = JsonScalars.doubleValue(reader);
      out.fixed64(OtlpFields.VALUE_DOUBLE, Double.doubleToRawLongBits(value));
    }
  }
}

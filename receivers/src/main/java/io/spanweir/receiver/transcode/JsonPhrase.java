package io.spanweir.receiver.transcode;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;

/** Takes attributes that begin with a phrase from JSON to protobuf. Allocates nothing. */
public final class JsonPhrase {
  private JsonPhrase() {}

  /**
   * Writes the attribute that the reader stands before and that begins with this phrase, and leaves
   * the reader behind it, if that is possible; if not nothing happens.
   *
   * @param levels that the attribute has in JSON
   * @param tag of the attribute, one byte
   */
  public static boolean write(
      Phrase phrase, JsonReader reader, int levels, int tag, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    if (!reader.hasLevels(levels)) {
      return false;
    }
    byte[] target = out.make(Phrase.ROOM_BYTES);
    int from = reader.position() + phrase.length();
    long ends = phrase.write(tag, reader.bytes(), from, reader.end(), target, out.position());
    if (ends < 0) {
      return !phrase.isInteger() && writeLong(phrase, reader, tag, out);
    }
    reader.moveTo((int) (ends >>> 32));
    out.wroteTo((int) ends);
    return true;
  }

  /** The same if its text is longer or not ASCII. */
  private static boolean writeLong(Phrase phrase, JsonReader reader, int tag, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    long mark = reader.mark();
    int key = reader.position() + phrase.keyAt();
    reader.moveTo(reader.position() + phrase.length() - 1);
    reader.text("a text");
    byte[] source = reader.bytes();
    int stop = reader.escaped() ? -1 : phrase.close(source, reader.to(), reader.end());
    if (stop < 0) {
      reader.back(mark);
      return false;
    }
    int length = reader.to() - reader.from();
    long valueBytes = OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, length);
    out.attribute(tag, source, key, phrase.keyLength(), valueBytes);
    out.text(OtlpFields.VALUE_STRING, source, reader.from(), length);
    reader.moveTo(stop);
    return true;
  }
}

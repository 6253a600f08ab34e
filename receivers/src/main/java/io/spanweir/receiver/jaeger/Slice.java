package io.spanweir.receiver.jaeger;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.receiver.transcode.ProtoOutput;
import java.util.Arrays;

/** A text of the body that is needed later than it comes. */
final class Slice {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int from;
  private int to;
  private boolean there;

  void clear() {
    there = false;
    from = 0;
    to = 0;
  }

  void set(byte[] body, int first, int end) {
    bytes = body;
    from = first;
    to = end;
    there = true;
  }

  /** Keeps the text of a tag. */
  void set(Tag tag) {
    set(tag.bytes, tag.from, tag.to);
  }

  /** Whether there is one, however short. */
  boolean isThere() {
    return there;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  boolean isEmpty() {
    return to == from;
  }

  boolean says(byte[] text) {
    return Arrays.equals(bytes, from, to, text, 0, text.length);
  }

  boolean sameAs(Slice other) {
    return Arrays.equals(bytes, from, to, other.bytes, other.from, other.to);
  }

  void setTo(Slice other) {
    set(other.bytes, other.from, other.to);
  }

  /** Writes the text as a field. */
  void write(ProtoOutput out, int field) throws ProtoOutput.NoRoomException {
    out.text(field, bytes, from, to - from);
  }

  /** Writes the text as an attribute. */
  void writeAttribute(ProtoOutput out, int field, byte[] key) throws ProtoOutput.NoRoomException {
    long size = OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, to - from);
    out.attribute(field, key, 0, key.length, size);
    write(out, OtlpFields.VALUE_STRING);
  }
}

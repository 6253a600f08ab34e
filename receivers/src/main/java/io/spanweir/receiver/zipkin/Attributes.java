package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;

/** Writes attributes whose keys and values are slices or constants. Static, allocates nothing. */
final class Attributes {
  private static final int FIXED64_FIELD_BYTES = 1 + Long.BYTES;

  private Attributes() {}

  /** Writes a tag as an attribute of the same type. */
  static void tag(ProtoOutput out, SpanText text, long key, ValueType type, long value)
      throws ProtoOutput.NoRoomException {
    byte[] bytes = text.bytes(key);
    int from = SpanText.from(key);
    int length = SpanText.length(key);
    int tag = OtlpFields.SPAN_ATTRIBUTES;
    switch (type) {
      case TEXT -> {
        byte[] source = text.bytes(value);
        int valueLength = SpanText.length(value);
        out.textAttribute(tag, bytes, from, length, source, SpanText.from(value), valueLength);
      }
      case BYTES -> {
        int field = OtlpFields.VALUE_BYTES;
        int valueLength = SpanText.length(value);
        out.attribute(tag, bytes, from, length, OtlpWriter.fieldSize(field, valueLength));
        out.text(field, text.bytes(value), SpanText.from(value), valueLength);
      }
      case BOOL -> {
        out.attribute(tag, bytes, from, length, 2);
        out.varint(OtlpFields.VALUE_BOOL, value);
      }
      case LONG -> {
        out.attribute(tag, bytes, from, length, 1 + OtlpWriter.varintSize(value));
        out.varint(OtlpFields.VALUE_INT, value);
      }
      case DOUBLE -> {
        out.attribute(tag, bytes, from, length, FIXED64_FIELD_BYTES);
        out.fixed64(OtlpFields.VALUE_DOUBLE, value);
      }
    }
  }

  /** Writes a text, as a field of whatever has attributes. */
  static void text(ProtoOutput out, int tag, byte[] key, byte[] source, int from, int length)
      throws ProtoOutput.NoRoomException {
    out.textAttribute(tag, key, 0, key.length, source, from, length);
  }

  static void number(ProtoOutput out, byte[] key, long value) throws ProtoOutput.NoRoomException {
    int size = 1 + OtlpWriter.varintSize(value);
    out.attribute(OtlpFields.SPAN_ATTRIBUTES, key, 0, key.length, size);
    out.varint(OtlpFields.VALUE_INT, value);
  }

  static void isTrue(ProtoOutput out, byte[] key) throws ProtoOutput.NoRoomException {
    out.attribute(OtlpFields.SPAN_ATTRIBUTES, key, 0, key.length, 2);
    out.varint(OtlpFields.VALUE_BOOL, 1);
  }
}

package io.spanweir.receiver.jaeger;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;

/** Reads the tags of a span, a process or a log: {@code jaeger.api_v2.KeyValue}. */
final class ProtoTags {
  private static final int TYPE_STRING = 0;
  private static final int TYPE_BOOL = 1;
  private static final int TYPE_INT64 = 2;
  private static final int TYPE_FLOAT64 = 3;
  private static final int TYPE_BINARY = 4;

  private final Tag tag = new Tag();
  private final MessageCursor fields = new MessageCursor();
  private int textFrom;
  private int textTo;
  private int binaryFrom;
  private int binaryTo;
  private long bool;
  private long integer;
  private long bits;

  /** Reads the tag that is the field at hand; it is good until the one after it is read. */
  Tag read(MessageCursor at) throws MalformedException {
    tag.clear(at.bytes());
    textFrom = 0;
    textTo = 0;
    binaryFrom = 0;
    binaryTo = 0;
    bool = 0;
    integer = 0;
    bits = 0;
    long vType = TYPE_STRING;
    fields.of(at);
    while (fields.next()) {
      switch (fields.tag()) {
        case ProtoFields.TAG_KEY -> {
          tag.keyFrom = fields.from();
          tag.keyTo = fields.to();
        }
        case ProtoFields.TAG_V_TYPE -> vType = fields.varint();
        case ProtoFields.TAG_V_STR -> {
          textFrom = fields.from();
          textTo = fields.to();
        }
        case ProtoFields.TAG_V_BOOL -> bool = fields.varint() == 0 ? 0 : 1;
        case ProtoFields.TAG_V_INT64 -> integer = fields.varint();
        case ProtoFields.TAG_V_FLOAT64 -> bits = fields.fixed64();
        case ProtoFields.TAG_V_BINARY -> {
          binaryFrom = fields.from();
          binaryTo = fields.to();
        }
        default -> {
          // Of a version that is not known here.
        }
      }
    }
    choose(vType);
    return tag;
  }

  private void choose(long vType) {
    switch ((int) vType) {
      case TYPE_STRING -> {
        tag.from = textFrom;
        tag.to = textTo;
      }
      case TYPE_BOOL -> {
        tag.type = Tag.Type.BOOL;
        tag.number = bool;
      }
      case TYPE_INT64 -> {
        tag.type = Tag.Type.LONG;
        tag.number = integer;
      }
      case TYPE_FLOAT64 -> {
        tag.type = Tag.Type.DOUBLE;
        tag.number = bits;
      }
      case TYPE_BINARY -> {
        tag.type = Tag.Type.BINARY;
        tag.from = binaryFrom;
        tag.to = binaryTo;
      }
      default -> tag.type = Tag.Type.NONE;
    }
  }
}

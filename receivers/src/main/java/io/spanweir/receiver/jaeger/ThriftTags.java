package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.thrift.ThriftReader.BOOL;
import static io.spanweir.receiver.thrift.ThriftReader.DOUBLE;
import static io.spanweir.receiver.thrift.ThriftReader.I32;
import static io.spanweir.receiver.thrift.ThriftReader.I64;
import static io.spanweir.receiver.thrift.ThriftReader.STRING;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.CompactReader;
import io.spanweir.receiver.thrift.ThriftInput;
import io.spanweir.receiver.thrift.ThriftReader;

/** Reads the tags of a span, a process or a log: Jaeger's {@code Tag} in Thrift. */
final class ThriftTags {
  private static final int KEY = 1 << 4 | STRING;
  private static final int V_TYPE = 2 << 4 | I32;
  private static final int V_STR = 3 << 4 | STRING;
  private static final int V_DOUBLE = 4 << 4 | DOUBLE;
  private static final int V_BOOL = 5 << 4 | BOOL;
  private static final int V_LONG = 6 << 4 | I64;
  private static final int V_BINARY = 7 << 4 | STRING;

  private static final int TYPE_STRING = 0;
  private static final int TYPE_DOUBLE = 1;
  private static final int TYPE_BOOL = 2;
  private static final int TYPE_LONG = 3;
  private static final int TYPE_BINARY = 4;

  private final Tag tag = new Tag();
  private int textFrom;
  private int textTo;
  private int binaryFrom;
  private int binaryTo;
  private long bits;
  private boolean bool;
  private long integer;

  /** Enters a list of structs. @return how many */
  static int list(ThriftInput in) throws MalformedException {
    int count = in.list();
    if (count > 0 && in.elementType() != ThriftReader.STRUCT) {
      throw in.malformed("a list of something else than structs");
    }
    return count;
  }

  /** Reads the next tag, which is good until the one after it is read. */
  Tag next(ThriftInput in) throws MalformedException {
    if (!(in instanceof CompactReader compact) || !PlainTag.read(compact, tag)) {
      any(in);
    }
    return tag;
  }

  private void any(ThriftInput in) throws MalformedException {
    tag.clear(in.bytes());
    textFrom = 0;
    textTo = 0;
    binaryFrom = 0;
    binaryTo = 0;
    bits = 0;
    bool = false;
    integer = 0;
    int vType = TYPE_STRING;
    in.enter();
    if (in instanceof ThriftReader binary) {
      vType = usual(binary);
    }
    while (in.field()) {
      switch (in.id() << 4 | in.type()) {
        case KEY -> {
          in.binary();
          tag.keyFrom = in.from();
          tag.keyTo = in.to();
        }
        case V_TYPE -> vType = in.i32();
        case V_STR -> {
          in.binary();
          textFrom = in.from();
          textTo = in.to();
        }
        case V_LONG -> integer = in.i64();
        case V_BOOL -> bool = in.bool();
        case V_DOUBLE -> bits = Double.doubleToRawLongBits(in.float64());
        case V_BINARY -> {
          in.binary();
          binaryFrom = in.from();
          binaryTo = in.to();
        }
        default -> in.skip();
      }
    }
    choose(vType);
  }

  /**
   * Reads what most tags of the binary protocol are: key, type and text, in this order. What is
   * there besides or instead is still to come then.
   *
   * @return the type
   */
  private int usual(ThriftReader in) throws MalformedException {
    if (in.isNextText(KEY >> 4)) {
      tag.keyFrom = in.from();
      tag.keyTo = in.to();
    }
    int vType = in.nextI32(V_TYPE >> 4, TYPE_STRING);
    if (in.isNextText(V_STR >> 4)) {
      textFrom = in.from();
      textTo = in.to();
    }
    return vType;
  }

  private void choose(int vType) {
    switch (vType) {
      case TYPE_STRING -> {
        tag.from = textFrom;
        tag.to = textTo;
      }
      case TYPE_LONG -> {
        tag.type = Tag.Type.LONG;
        tag.number = integer;
      }
      case TYPE_BOOL -> {
        tag.type = Tag.Type.BOOL;
        tag.number = bool ? 1 : 0;
      }
      case TYPE_DOUBLE -> {
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

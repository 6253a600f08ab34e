package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.Tag.ascii;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.receiver.transcode.ProtoOutput;

/** One reference of a span to another, at hand. Filled again for each. */
final class Reference {
  static final int CHILD_OF = 0;

  private static final int LINK_TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int LINK_SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int LINK_ATTRIBUTES = 4 << 3 | WireReader.LENGTH_DELIMITED;
  private static final byte[] TYPE = ascii("opentracing.ref_type");
  private static final byte[] CHILD = ascii("child_of");
  private static final byte[] FOLLOWS = ascii("follows_from");

  /** {@link #CHILD_OF}; anything else follows from. */
  int type;

  long traceHigh;
  long traceLow;
  long span;

  void clear() {
    type = CHILD_OF;
    traceHigh = 0;
    traceLow = 0;
    span = 0;
  }

  boolean isIn(long high, long low) {
    return traceHigh == high && traceLow == low;
  }

  /** Writes it as a link. */
  void write(ProtoOutput out) throws ProtoOutput.NoRoomException {
    int start = out.open(OtlpFields.SPAN_LINKS, 1);
    out.id(LINK_TRACE_ID, traceHigh, traceLow);
    out.id(LINK_SPAN_ID, span);
    byte[] value = type == CHILD_OF ? CHILD : FOLLOWS;
    long size = OtlpWriter.fieldSize(OtlpFields.VALUE_STRING, value.length);
    out.attribute(LINK_ATTRIBUTES, TYPE, 0, TYPE.length, size);
    out.bytes(OtlpFields.VALUE_STRING, value);
    out.close(start, 1);
  }
}

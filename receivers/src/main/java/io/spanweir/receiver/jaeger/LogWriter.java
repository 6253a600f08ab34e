package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.Tag.ascii;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * Writes a log of a span as an event. Its name is the field {@code event}; without one the field
 * {@code message}, which stays an attribute.
 */
final class LogWriter {
  private static final int TIME = 1 << 3 | WireReader.FIXED64;
  private static final int NAME = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int ATTRIBUTES = 3 << 3 | WireReader.LENGTH_DELIMITED;
  private static final byte[] EVENT = ascii("event");
  private static final byte[] MESSAGE = ascii("message");

  private final Slice name = new Slice();
  private final Slice message = new Slice();
  private int start;

  void begin(ProtoOutput out) throws ProtoOutput.NoRoomException {
    name.clear();
    message.clear();
    start = out.open(OtlpFields.SPAN_EVENTS, 1);
  }

  void time(long nanos, ProtoOutput out) throws ProtoOutput.NoRoomException {
    out.fixed64(TIME, nanos);
  }

  void field(Tag tag, ProtoOutput out) throws ProtoOutput.NoRoomException {
    if (tag.isText() && tag.hasKey(EVENT)) {
      name.set(tag);
      return;
    }
    if (tag.isText() && tag.hasKey(MESSAGE)) {
      message.set(tag);
    }
    tag.write(out, ATTRIBUTES);
  }

  void end(ProtoOutput out) throws ProtoOutput.NoRoomException {
    Slice said = name.isThere() ? name : message;
    if (!said.isEmpty()) {
      said.write(out, NAME);
    }
    out.close(start, 1);
  }
}

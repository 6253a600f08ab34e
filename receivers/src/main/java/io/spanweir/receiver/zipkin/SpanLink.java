package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.WireReader;
import io.spanweir.receiver.transcode.JsonText;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * A link in a tag, as the Collector's exporter writes it: {@code trace id|span id|trace
 * state|{attributes}|dropped}. Reusable, not thread safe.
 */
final class SpanLink {
  private static final int SPAN_LINKS = 13 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int TRACE_STATE = 3 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int ATTRIBUTES = 4 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int DROPPED = 5 << 3 | WireReader.VARINT;

  private static final int TRACE_ID_DIGITS = 32;
  private static final int SPAN_ID_DIGITS = 16;

  /** Where the trace state begins. */
  private static final int HEAD = TRACE_ID_DIGITS + 1 + SPAN_ID_DIGITS + 1;

  /** What fits in 32 bits for sure. */
  private static final int DROPPED_DIGITS_MAX = 9;

  private final JsonObject attributes = new JsonObject();

  private byte[] bytes = {};
  private int from;
  private int jsonFrom;
  private int jsonTo;
  private long dropped;

  /** Reads a text. @return whether it is a link */
  boolean read(SpanText text, long slice) {
    bytes = text.bytes(slice);
    from = SpanText.from(slice);
    int to = from + SpanText.length(slice);
    if (to - from < HEAD || !isBar(from + TRACE_ID_DIGITS) || !isBar(from + HEAD - 1)) {
      return false;
    }
    for (int i = from; i < from + HEAD - 1; i++) {
      if (bytes[i] != '|' && JsonText.hexDigit(bytes[i]) < 0) {
        return false;
      }
    }
    return dropped(to) && json() && attributes.read(bytes, jsonFrom, jsonTo);
  }

  private boolean isBar(int at) {
    return bytes[at] == '|';
  }

  /** Reads the number at the end; before its bar the attributes end. */
  private boolean dropped(int to) {
    dropped = 0;
    int at = to;
    long digit = 1;
    while (at > from + HEAD && bytes[at - 1] >= '0' && bytes[at - 1] <= '9') {
      dropped += digit * (bytes[--at] - '0');
      digit *= 10;
      if (to - at > DROPPED_DIGITS_MAX) {
        return false;
      }
    }
    jsonTo = at - 1;
    return at < to && at > from + HEAD && isBar(at - 1);
  }

  /** Finds where the attributes begin, behind a trace state that may be empty. */
  private boolean json() {
    jsonFrom = from + HEAD;
    while (jsonFrom < jsonTo && !(bytes[jsonFrom] == '{' && isBar(jsonFrom - 1))) {
      jsonFrom++;
    }
    // With a trace state there is one more bar; without one there are two in a row.
    return jsonFrom < jsonTo && jsonFrom > from + HEAD;
  }

  /** Writes the link that was read last. */
  void write(ProtoOutput out) throws ProtoOutput.NoRoomException {
    int start = out.open(SPAN_LINKS, 1);
    out.hex(TRACE_ID, bytes, from, from + TRACE_ID_DIGITS);
    int spanId = from + TRACE_ID_DIGITS + 1;
    out.hex(SPAN_ID, bytes, spanId, spanId + SPAN_ID_DIGITS);
    int state = from + HEAD;
    if (jsonFrom - 1 > state) {
      out.text(TRACE_STATE, bytes, state, jsonFrom - 1 - state);
    }
    attributes.write(out, ATTRIBUTES);
    if (dropped != 0) {
      out.varint(DROPPED, dropped);
    }
    out.close(start, 1);
  }
}

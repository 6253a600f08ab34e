package io.spanweir.connector.spanmetrics;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.WireReader;

/**
 * Steps through the events of a span where they lie. Bytes that make no sense end the walk: events
 * before them have been seen. Reusable; not thread safe.
 */
final class EventWalk {
  private byte[] bytes = {};
  private int at;
  private int end;
  private int from;

  EventWalk of(SpanBatch batch, int row) {
    bytes = batch.rowBytes(row);
    at = batch.index().bodyOffset(row);
    end = batch.index().end(row);
    return this;
  }

  /**
   * @return false if there is no other
   */
  boolean next() {
    while (at < end) {
      long tag = WireReader.tag(bytes, at, end);
      int body = WireReader.next(tag);
      int after = tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, body, end);
      if (after < 0) {
        at = end;
        return false;
      }
      at = after;
      if (WireReader.value(tag) == OtlpFields.SPAN_EVENTS) {
        from = WireReader.next(WireReader.length(bytes, body, end));
        return true;
      }
    }
    return false;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  /** The event's end, which is where the walk goes on. */
  int to() {
    return at;
  }
}

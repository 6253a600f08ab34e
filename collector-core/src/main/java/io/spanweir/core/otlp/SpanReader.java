package io.spanweir.core.otlp;

import io.spanweir.core.data.SpanBatch;
import java.nio.charset.StandardCharsets;

/**
 * Reads what the index does not hold out of a span message, each time it is asked: for exporters
 * that print and rules about names, not for every span. A reusable flyweight; not thread safe.
 * Bytes that make no sense end the message early.
 */
public final class SpanReader {
  private static final byte[] NO_BYTES = {};

  private byte[] bytes = NO_BYTES;
  private int from;
  private int to;

  /** Where the content lies of the field that {@link #next} found last. */
  private int foundOffset;

  private int foundLength;

  /** Aims at a row. */
  public SpanReader of(SpanBatch rows, int row) {
    return of(rows.rowBytes(row), rows.index().bodyOffset(row), rows.index().end(row));
  }

  /** Aims at the span message at {@code [begin, end)}. */
  public SpanReader of(byte[] source, int begin, int end) {
    bytes = source;
    from = begin;
    to = end;
    return this;
  }

  /** The span's name, empty if it has none. */
  public String name() {
    return text(OtlpFields.SPAN_NAME);
  }

  /** W3C {@code tracestate}, empty if there is none. */
  public String traceState() {
    return text(OtlpFields.SPAN_TRACE_STATE);
  }

  /** {@code Status.message}, empty if there is none. */
  public String statusMessage() {
    int messageOffset = 0;
    int messageLength = 0;
    for (int at = next(OtlpFields.SPAN_STATUS, from, to);
        at >= 0;
        at = next(OtlpFields.SPAN_STATUS, at, to)) {
      if (find(OtlpFields.STATUS_MESSAGE, foundOffset, foundOffset + foundLength) > 0) {
        messageOffset = foundOffset;
        messageLength = foundLength;
      }
    }
    return new String(bytes, messageOffset, messageLength, StandardCharsets.UTF_8);
  }

  /** How many events it has. */
  public int eventsCount() {
    return find(OtlpFields.SPAN_EVENTS, from, to);
  }

  /** How many links it has. */
  public int linksCount() {
    return find(OtlpFields.SPAN_LINKS, from, to);
  }

  private String text(int field) {
    find(field, from, to);
    return new String(bytes, foundOffset, foundLength, StandardCharsets.UTF_8);
  }

  /** Finds the last field of its kind, an empty one if there is none. @return how many there are */
  private int find(int field, int begin, int end) {
    foundOffset = begin;
    foundLength = 0;
    int count = 0;
    for (int at = next(field, begin, end); at >= 0; at = next(field, at, end)) {
      count++;
    }
    return count;
  }

  /** Finds the next field of its kind. @return the position behind it, negative if there is none */
  private int next(int field, int begin, int end) {
    int at = begin;
    while (at < end) {
      long tag = WireReader.tag(bytes, at, end);
      if (tag < 0) {
        return WireReader.TRUNCATED;
      }
      int body = WireReader.next(tag);
      at = WireReader.skip(WireReader.value(tag), bytes, body, end);
      if (at < 0) {
        return at;
      }
      if (WireReader.value(tag) == field) {
        foundOffset = WireReader.next(WireReader.length(bytes, body, end));
        foundLength = at - foundOffset;
        return at;
      }
    }
    return WireReader.TRUNCATED;
  }
}

package io.spanweir.exporter.zipkin;

import static io.spanweir.exporter.zipkin.Service.utf8;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.exporter.json.JsonBytes;

/**
 * Tags for what OTLP has and Zipkin hasn't: status, trace state, links, how much was dropped, the
 * internal kind. A span that came from Zipkin has its own tags about its status, which stay as they
 * are. One thread.
 */
final class MoreTags {
  private static final byte[] STATUS_CODE = utf8("otel.status_code");
  private static final byte[] DESCRIPTION = utf8("otel.status_description");
  private static final byte[] OK = utf8("OK");
  private static final byte[] FAILED = utf8("ERROR");
  private static final byte[] ERROR = Key.ERROR.utf8();
  private static final byte[] TRACE_STATE = utf8("w3c.tracestate");
  private static final byte[] SPAN_KIND = utf8("span.kind");
  private static final byte[] INTERNAL = utf8("internal");
  private static final byte[] LINK = utf8("otlp.link.");
  private static final byte[] DROPPED_ATTRIBUTES = utf8("otel.dropped_attributes_count");
  private static final byte[] DROPPED_EVENTS = utf8("otel.dropped_events_count");
  private static final byte[] DROPPED_LINKS = utf8("otel.dropped_links_count");

  private final Tags tags;
  private final JsonBytes composed;
  private final MessageCursor inner = new MessageCursor();
  private final AttributeCursor attributes = new AttributeCursor();
  private final Text message = new Text();
  private final Text traceState = new Text();
  private final Text linkState = new Text();
  private int status;
  private int links;
  private long droppedAttributes;
  private long droppedEvents;
  private long droppedLinks;

  MoreTags(Tags tags, JsonBytes composed) {
    this.tags = tags;
    this.composed = composed;
  }

  void clear() {
    message.clear();
    traceState.clear();
    status = OtlpFields.STATUS_UNSET;
    links = 0;
    droppedAttributes = 0;
    droppedEvents = 0;
    droppedLinks = 0;
  }

  /** Reads a field of the span. */
  void field(MessageCursor span) throws MalformedException {
    switch (span.tag()) {
      case OtlpFields.SPAN_TRACE_STATE -> traceState.set(span);
      case OtlpFields.SPAN_STATUS -> status(span);
      case OtlpFields.SPAN_LINKS -> link(span);
      case OtlpFields.SPAN_DROPPED_ATTRIBUTES -> droppedAttributes = count(span);
      case OtlpFields.SPAN_DROPPED_EVENTS -> droppedEvents = count(span);
      case OtlpFields.SPAN_DROPPED_LINKS -> droppedLinks = count(span);
      default -> {}
    }
  }

  private static long count(MessageCursor field) {
    return field.varint() & 0xffff_ffffL;
  }

  private void status(MessageCursor span) throws MalformedException {
    inner.of(span);
    while (inner.next()) {
      if (inner.tag() == OtlpFields.STATUS_CODE) {
        status = (int) inner.varint();
      } else if (inner.tag() == OtlpFields.STATUS_MESSAGE) {
        message.set(inner);
      }
    }
  }

  /** The Collector's form: {@code trace id|span id|trace state|{attributes}|dropped}. */
  private void link(MessageCursor span) throws MalformedException {
    long traceHigh = 0;
    long traceLow = 0;
    long id = 0;
    long dropped = 0;
    linkState.clear();
    inner.of(span);
    while (inner.next()) {
      boolean whole = inner.tag() == OtlpFields.LINK_TRACE_ID && inner.length() == 2 * Long.BYTES;
      if (whole) {
        traceHigh = inner.id(inner.from());
        traceLow = inner.id(inner.from() + Long.BYTES);
      } else if (inner.tag() == OtlpFields.LINK_SPAN_ID && inner.length() == Long.BYTES) {
        id = inner.id(inner.from());
      } else if (inner.tag() == OtlpFields.LINK_TRACE_STATE) {
        linkState.set(inner);
      } else if (inner.tag() == OtlpFields.LINK_DROPPED_ATTRIBUTES) {
        dropped = count(inner);
      }
    }
    int added = linkKey();
    int start = composed.length();
    composed.hex(traceHigh);
    composed.hex(traceLow);
    composed.put('|');
    composed.hex(id);
    composed.put('|');
    composed.put(linkState.bytes(), linkState.at(), linkState.length());
    composed.put('|');
    int from = span.from();
    Values.object(
        attributes.ofMessage(span.bytes(), from, span.to(), OtlpFields.LINK_ATTRIBUTES), composed);
    composed.put('|');
    composed.number(dropped);
    tags.values().setComposed(added, start);
  }

  private int linkKey() {
    int start = composed.length();
    composed.put(LINK);
    composed.number(links++);
    return tags.composedKey(start);
  }

  /**
   * Makes of an attribute {@code error} what the status says. Zipkin takes the tag for a failure
   * whatever its value; a false alarm goes. Instead of a bare {@code true} the message is told.
   */
  void error(Slot error) {
    boolean failed = status == OtlpFields.STATUS_ERROR;
    boolean falseAlarm = !failed && error.isFalse();
    boolean bare = failed && error.isBool() && error.isTrue() && !message.isEmpty();
    if (falseAlarm || (bare && !tags.has(DESCRIPTION))) {
      error.clear();
    }
    if (error.isThere() && failed && !message.isEmpty() && !error.text().is(message)) {
      tags.add(DESCRIPTION, message.bytes(), message.at(), message.length());
    }
  }

  /** Adds what the span's own tags don't say. */
  void add(boolean internal) {
    if (status == OtlpFields.STATUS_ERROR && !tags.has(STATUS_CODE) && !tags.has(ERROR)) {
      tags.add(STATUS_CODE, FAILED, 0, FAILED.length);
      tags.add(ERROR, message.bytes(), message.at(), message.length());
    } else if (status == OtlpFields.STATUS_OK) {
      tags.add(STATUS_CODE, OK, 0, OK.length);
    }
    if (!traceState.isEmpty()) {
      tags.add(TRACE_STATE, traceState.bytes(), traceState.at(), traceState.length());
    }
    if (internal) {
      tags.add(SPAN_KIND, INTERNAL, 0, INTERNAL.length);
    }
    dropped(DROPPED_ATTRIBUTES, droppedAttributes);
    dropped(DROPPED_EVENTS, droppedEvents);
    dropped(DROPPED_LINKS, droppedLinks);
  }

  private void dropped(byte[] key, long count) {
    if (count > 0) {
      int start = composed.length();
      composed.number(count);
      tags.addComposed(key, start);
    }
  }
}

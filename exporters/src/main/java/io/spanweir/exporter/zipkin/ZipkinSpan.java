package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.exporter.json.JsonBytes;
import java.util.Arrays;

/**
 * An OTLP span as Zipkin means it, read where it lies. A span that came from Zipkin is what Zipkin
 * would have kept of it (docs/zipkin.md); one that was born in OTLP is what OpenTelemetry's
 * specification of the Zipkin exporter says, and a little more: links, the Collector's way.
 *
 * <p>A flyweight that is filled again and again; holds as long as the bytes do. Nothing is
 * allocated but for arrays, maps and fractions among values, names beyond ASCII and addresses of
 * IPv6. One thread.
 */
final class ZipkinSpan {
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int KIND_INTERNAL = 1;
  private static final int KIND_CLIENT = 3;
  private static final int KIND_PRODUCER = 4;
  private static final int[] ZIPKIN_KINDS = {0, 0, 2, 1, 3, 4};

  private final JsonBytes composed = new JsonBytes();
  private final Tags tags = new Tags(composed);
  private final Annotations annotations = new Annotations(composed);
  private final MoreTags more = new MoreTags(tags, composed);
  private final Peers peers = new Peers();
  private final Text name = new Text();
  private final Slot[] slots = new Slot[Key.ALL.length];
  private final AttributeCursor attributes = new AttributeCursor();
  private final MessageCursor fields = new MessageCursor();

  private long traceHigh;
  private long traceLow;
  private long id;
  private long parent;
  private int kind;
  private long startNanos;
  private long endNanos;
  private boolean debug;
  private boolean shared;
  private int ownTags;

  ZipkinSpan() {
    Arrays.setAll(slots, i -> new Slot());
  }

  /** Upper half of the trace's id, 0 for one of 64 bits. */
  long traceHigh() {
    return traceHigh;
  }

  long traceLow() {
    return traceLow;
  }

  long id() {
    return id;
  }

  /** 0 if it has none. */
  long parent() {
    return parent == id ? 0 : parent;
  }

  /** Number in Zipkin's protobuf: 0 none, 1 client, 2 server, 3 producer, 4 consumer. */
  int kind() {
    return kind < ZIPKIN_KINDS.length ? ZIPKIN_KINDS[kind] : 0;
  }

  /** In lower case, as Zipkin keeps it. */
  Text name() {
    return name;
  }

  /** Microseconds since 1970; 0 if it has none. */
  long timestamp() {
    return micros(startNanos);
  }

  /** Microseconds; 0 if it has none. What took less than one took one. */
  long duration() {
    return Long.compareUnsigned(endNanos, startNanos) > 0 ? micros(endNanos - startNanos) : 0;
  }

  private static long micros(long nanos) {
    long micros = Long.divideUnsigned(nanos, NANOS_PER_MICRO);
    return micros == 0 && nanos != 0 ? 1 : micros;
  }

  Endpoint local() {
    return peers.local();
  }

  Endpoint remote() {
    return peers.remote();
  }

  Annotations annotations() {
    return annotations;
  }

  Tags tags() {
    return tags;
  }

  boolean isDebug() {
    return debug;
  }

  boolean isShared() {
    return shared;
  }

  /** Tags that the span has by itself, before those of its resource and its scope. */
  int ownTags() {
    return ownTags;
  }

  /**
   * Reads the span message at {@code [from, to)}.
   *
   * @throws MalformedException if the message is no span; Zipkin takes none without ids either
   */
  void read(byte[] bytes, int from, int to, Service service) throws MalformedException {
    gather(bytes, from, to, service);
    tags.sort();
    annotations.sort();
  }

  /** Reads it without putting tags and annotations in order. */
  void gather(byte[] bytes, int from, int to, Service service) throws MalformedException {
    clear();
    fields.of(bytes, from, to);
    while (fields.next()) {
      field();
    }
    if ((traceHigh | traceLow) == 0 || id == 0) {
      throw new MalformedException("a span without an id", from);
    }
    attributes(bytes, from, to);
    boolean calls = kind == KIND_CLIENT || kind == KIND_PRODUCER;
    peers.read(service.name(), calls, slots);
    debug = flag(Key.DEBUG);
    shared = flag(Key.SHARED);
    flag(Key.ABSENT_START);
    more.error(slots[Key.ERROR.ordinal()]);
    leftOvers();
    more.add(kind == KIND_INTERNAL);
    ownTags = tags.size();
    service.addTags(tags);
  }

  private void clear() {
    composed.clear();
    tags.clear();
    annotations.clear();
    more.clear();
    name.clear();
    for (Slot slot : slots) {
      slot.clear();
    }
    traceHigh = 0;
    traceLow = 0;
    id = 0;
    parent = 0;
    kind = 0;
    startNanos = 0;
    endNanos = 0;
  }

  private void field() throws MalformedException {
    switch (fields.tag()) {
      case OtlpFields.SPAN_TRACE_ID -> {
        traceHigh = fields.length() == OtlpFields.TRACE_ID_BYTES ? fields.id(fields.from()) : 0;
        traceLow =
            fields.length() == OtlpFields.TRACE_ID_BYTES
                ? fields.id(fields.from() + Long.BYTES)
                : 0;
      }
      case OtlpFields.SPAN_SPAN_ID -> id = spanId();
      case OtlpFields.SPAN_PARENT_SPAN_ID -> parent = spanId();
      case OtlpFields.SPAN_NAME -> name.setLower(fields.bytes(), fields.from(), fields.length());
      case OtlpFields.SPAN_KIND ->
          kind = (int) Math.max(0, Math.min(ZIPKIN_KINDS.length, fields.varint()));
      case OtlpFields.SPAN_START -> startNanos = fields.fixed64();
      case OtlpFields.SPAN_END -> endNanos = fields.fixed64();
      case OtlpFields.SPAN_EVENTS -> annotations.event(fields.bytes(), fields.from(), fields.to());
      default -> more.field(fields);
    }
  }

  private long spanId() {
    return fields.length() == OtlpFields.SPAN_ID_BYTES ? fields.id(fields.from()) : 0;
  }

  private void attributes(byte[] bytes, int from, int to) {
    attributes.ofSpan(bytes, from, to);
    while (attributes.next()) {
      int at = attributes.keyOffset();
      int length = attributes.keyLength();
      int hash = Tags.hash(attributes.bytes(), at, length);
      Key key = Key.of(hash, attributes.bytes(), at, length);
      if (key == null || !slots[key.ordinal()].take(attributes) || key.staysTag()) {
        Values.put(attributes, hash, tags, composed);
      }
    }
  }

  /** What came from Zipkin is a boolean, true; anything else is a tag. */
  private boolean flag(Key key) {
    Slot slot = slots[key.ordinal()];
    boolean set = slot.isBool() && slot.isTrue();
    if (set) {
      slot.clear();
    }
    return set;
  }

  /** Attributes that turned out to be tags like any other. */
  private void leftOvers() {
    for (Key key : Key.ALL) {
      Slot slot = slots[key.ordinal()];
      if (slot.isThere() && !key.staysTag()) {
        slot.tag(key.utf8(), tags, composed);
      }
    }
  }
}

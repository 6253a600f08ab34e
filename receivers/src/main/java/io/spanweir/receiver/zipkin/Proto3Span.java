package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.receiver.zipkin.ZipkinSpan.Kind;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;

/** Reads the messages of {@code zipkin.proto3} into one span. Reusable, not thread safe. */
final class Proto3Span {
  private static final int TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int PARENT_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int ID = 3 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int KIND = 4 << 3 | WireReader.VARINT;
  private static final int NAME = 5 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int TIMESTAMP = 6 << 3 | WireReader.FIXED64;
  private static final int DURATION = 7 << 3 | WireReader.VARINT;
  private static final int LOCAL_ENDPOINT = 8 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int REMOTE_ENDPOINT = 9 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int ANNOTATIONS = 10 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int TAGS = 11 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int DEBUG = 12 << 3 | WireReader.VARINT;
  private static final int SHARED = 13 << 3 | WireReader.VARINT;

  private static final int SERVICE_NAME = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int IPV4 = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int IPV6 = 3 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int PORT = 4 << 3 | WireReader.VARINT;

  private static final int ANNOTATION_TIME = 1 << 3 | WireReader.FIXED64;
  private static final int ANNOTATION_VALUE = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int MAP_KEY = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int MAP_VALUE = 2 << 3 | WireReader.LENGTH_DELIMITED;

  private static final int ID_BYTES = 8;
  private static final int TRACE_ID_BYTES = 16;
  private static final Kind[] KINDS = Kind.values();

  private final SpanText text;
  private final ZipkinSpan span;

  private byte[] bytes = {};

  /** The field read last: its tag, and where its value is, without the length before it. */
  private int tag;

  private int from;
  private int to;

  Proto3Span(SpanText text) {
    this.text = text;
    this.span = new ZipkinSpan(text);
  }

  /** The span read last; of no use after an exception. */
  ZipkinSpan span() {
    return span;
  }

  /** Reads the message {@code source[begin, end)}. */
  void read(byte[] source, int begin, int end) throws MalformedException {
    bytes = source;
    span.clear();
    for (int at = begin; at < end; ) {
      at = next(at, end);
      field();
    }
  }

  /** Reads a field. @return the position behind it */
  private int next(int at, int end) throws MalformedException {
    long read = WireReader.tag(bytes, at, end);
    if (read < 0) {
      throw WireReader.malformed(read, at);
    }
    tag = WireReader.value(read);
    from = WireReader.next(read);
    to = WireReader.skip(tag, bytes, from, end);
    if (to < 0) {
      throw WireReader.malformed(to, from);
    }
    if ((tag & 7) == WireReader.LENGTH_DELIMITED) {
      from = WireReader.next(WireReader.length(bytes, from, end));
    }
    return to;
  }

  private long varint() {
    return WireReader.varint(bytes, from, to);
  }

  private long slice() {
    return text.utf8(SpanText.slice(from, to));
  }

  private void field() throws MalformedException {
    switch (tag) {
      case TRACE_ID -> traceId();
      case PARENT_ID -> span.parent(id(from, to));
      case ID -> span.id(id(from, to));
      case KIND -> span.kind(kind(varint()));
      case NAME -> span.name(slice());
      case TIMESTAMP -> span.timestamp(WireReader.fixed64(bytes, from));
      case DURATION -> span.duration(varint());
      case LOCAL_ENDPOINT -> endpoint(span.local);
      case REMOTE_ENDPOINT -> endpoint(span.remote);
      case ANNOTATIONS -> annotation();
      case TAGS -> tag();
      case DEBUG -> span.debug(varint() != 0);
      case SHARED -> span.shared(varint() != 0);
      default -> {
        // A field that is newer than this.
      }
    }
  }

  /** One that Zipkin doesn't have is none. */
  private static Kind kind(long number) {
    return number >= 0 && number < KINDS.length ? KINDS[(int) number] : Kind.NONE;
  }

  private void traceId() throws MalformedException {
    if (to - from > TRACE_ID_BYTES) {
      throw new MalformedException("a trace id of more than 16 bytes", from);
    }
    int middle = Math.max(from, to - ID_BYTES);
    span.traceId(id(from, middle), id(middle, to));
  }

  /** The first byte is the highest; fewer than eight have zeros before them. */
  private long id(int begin, int end) throws MalformedException {
    if (end - begin == ID_BYTES) {
      return WireReader.id(bytes, begin);
    }
    if (end - begin > ID_BYTES) {
      throw new MalformedException("an id of more than 8 bytes", begin);
    }
    long id = 0;
    for (int i = begin; i < end; i++) {
      id = id << 8 | (bytes[i] & 0xff);
    }
    return id;
  }

  private void endpoint(ZipkinEndpoint target) throws MalformedException {
    int end = to;
    for (int at = from; at < end; ) {
      at = next(at, end);
      switch (tag) {
        case SERVICE_NAME -> target.service(text.lowerCase(slice()));
        case IPV4 -> {
          if (to - from == Integer.BYTES) {
            target.ipv4(Integer.reverseBytes(WireReader.fixed32(bytes, from)));
          }
        }
        case IPV6 -> {
          if (to - from == 2 * Long.BYTES) {
            target.ipv6(WireReader.id(bytes, from), WireReader.id(bytes, from + Long.BYTES));
          }
        }
        case PORT -> target.port(varint());
        default -> {
          // A field that is newer than this.
        }
      }
    }
  }

  private void annotation() throws MalformedException {
    int end = to;
    long time = 0;
    long value = SpanText.NONE;
    for (int at = from; at < end; ) {
      at = next(at, end);
      if (tag == ANNOTATION_TIME) {
        time = WireReader.fixed64(bytes, from);
      } else if (tag == ANNOTATION_VALUE) {
        value = slice();
      }
    }
    span.annotation(time, value);
  }

  /** An entry of the map; a key or value that isn't there is an empty one. */
  private void tag() throws MalformedException {
    int end = to;
    long key = SpanText.NONE;
    long value = SpanText.NONE;
    for (int at = from; at < end; ) {
      at = next(at, end);
      if (tag == MAP_KEY) {
        key = slice();
      } else if (tag == MAP_VALUE) {
        value = slice();
      }
    }
    span.tag(key, ValueType.TEXT, value);
  }
}

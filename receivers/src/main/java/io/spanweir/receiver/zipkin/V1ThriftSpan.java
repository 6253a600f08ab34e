package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;

/**
 * Reads one struct {@code Span} of {@code zipkinCore.thrift} after the other into a {@link V1Span}.
 * A field is known by its number and type, never by its place; what is not known is stepped over.
 * Not thread safe.
 */
final class V1ThriftSpan {
  private static final int TRACE_ID = 1 << 4 | ThriftReader.I64;
  private static final int NAME = 3 << 4 | ThriftReader.STRING;
  private static final int ID = 4 << 4 | ThriftReader.I64;
  private static final int PARENT_ID = 5 << 4 | ThriftReader.I64;
  private static final int ANNOTATIONS = 6 << 4 | ThriftReader.LIST;
  private static final int BINARY_ANNOTATIONS = 8 << 4 | ThriftReader.LIST;
  private static final int DEBUG = 9 << 4 | ThriftReader.BOOL;
  private static final int TIMESTAMP = 10 << 4 | ThriftReader.I64;
  private static final int DURATION = 11 << 4 | ThriftReader.I64;
  private static final int TRACE_ID_HIGH = 12 << 4 | ThriftReader.I64;

  private static final int ANNOTATION_TIMESTAMP = 1 << 4 | ThriftReader.I64;
  private static final int ANNOTATION_VALUE = 2 << 4 | ThriftReader.STRING;
  private static final int ANNOTATION_HOST = 3 << 4 | ThriftReader.STRUCT;

  private static final int BINARY_KEY = 1 << 4 | ThriftReader.STRING;
  private static final int BINARY_VALUE = 2 << 4 | ThriftReader.STRING;
  private static final int BINARY_TYPE = 3 << 4 | ThriftReader.I32;
  private static final int BINARY_HOST = 4 << 4 | ThriftReader.STRUCT;

  private static final int IPV4 = 1 << 4 | ThriftReader.I32;
  private static final int PORT = 2 << 4 | ThriftReader.I16;
  private static final int SERVICE_NAME = 3 << 4 | ThriftReader.STRING;
  private static final int IPV6 = 4 << 4 | ThriftReader.STRING;
  private static final int IPV6_BYTES = 16;

  /** Values of {@code AnnotationType}. */
  private static final int BOOL = 0;

  private static final int I16 = 2;
  private static final int I32 = 3;
  private static final int I64 = 4;
  private static final int DOUBLE = 5;
  private static final int STRING = 6;
  private static final int NO_TYPE = -1;

  private final ThriftReader in;
  private final V1Span span;
  private final SpanText text;

  /** Index of the endpoint read last; whether it is the last span's; where its bytes are. */
  private int lastHost;

  private boolean lastHostIsOfLastSpan;
  private int lastHostFrom;
  private int lastHostLength;

  /**
   * @param in stands at a struct whenever {@link #read} is called
   */
  V1ThriftSpan(ThriftReader in, V1Span span) {
    this.in = in;
    this.span = span;
    text = span.text();
  }

  /** Begins with a body: what was read before is gone. */
  void begin() {
    lastHostLength = 0;
  }

  /** Reads the next struct into the span. */
  void read() throws MalformedException {
    keepLastHost();
    text.clear();
    span.clear();
    in.enter();
    while (in.field()) {
      switch (key()) {
        case TRACE_ID -> span.traceLow = in.i64();
        case TRACE_ID_HIGH -> span.traceHigh = in.i64();
        case NAME -> span.name = slice();
        case ID -> span.id = in.i64();
        case PARENT_ID -> span.parent = in.i64();
        case ANNOTATIONS -> annotations();
        case BINARY_ANNOTATIONS -> binaryAnnotations();
        case DEBUG -> span.debug = in.bool();
        case TIMESTAMP -> span.timestamp = in.i64();
        case DURATION -> span.duration = in.i64();
        default -> in.skip();
      }
    }
  }

  /** Number and type of a field as one; no type is past 15. */
  private int key() {
    return in.id() << 4 | in.type();
  }

  private long slice() throws MalformedException {
    in.binary();
    return SpanText.slice(in.from(), in.to());
  }

  private long text() throws MalformedException {
    in.binary();
    return readText();
  }

  /** What was read last, as text. */
  private long readText() {
    long slice = SpanText.slice(in.from(), in.to());
    return in.isAscii() ? slice : text.utf8(slice);
  }

  private int structs() throws MalformedException {
    int count = in.list();
    if (count > 0 && in.elementType() != ThriftReader.STRUCT) {
      throw in.malformed("annotations that are no structs");
    }
    return count;
  }

  private void annotations() throws MalformedException {
    int count = structs();
    for (int i = 0; i < count; i++) {
      annotation();
    }
  }

  private void annotation() throws MalformedException {
    long timestamp = 0;
    long value = 0;
    boolean hasValue = false;
    int host = V1Endpoints.NONE;
    in.enter();
    // In the order in which everybody writes them; whoever doesn't is read below.
    if (in.isNext(1, ThriftReader.I64)) {
      timestamp = in.i64();
    }
    if (in.isNextText(2)) {
      value = readText();
      hasValue = true;
    }
    if (in.isNext(3, ThriftReader.STRUCT)) {
      host = host();
    }
    while (in.field()) {
      switch (key()) {
        case ANNOTATION_TIMESTAMP -> timestamp = in.i64();
        case ANNOTATION_VALUE -> {
          value = text();
          hasValue = true;
        }
        case ANNOTATION_HOST -> host = host();
        default -> in.skip();
      }
    }
    if (timestamp != 0 && hasValue) {
      span.annotation(timestamp, value, host);
    }
  }

  private void binaryAnnotations() throws MalformedException {
    int count = structs();
    for (int i = 0; i < count; i++) {
      binaryAnnotation();
    }
  }

  private void binaryAnnotation() throws MalformedException {
    long key = 0;
    boolean hasKey = false;
    long value = 0;
    boolean hasValue = false;
    boolean ascii = false;
    int type = NO_TYPE;
    int host = V1Endpoints.NONE;
    in.enter();
    if (in.isNextText(1)) {
      key = readText();
      hasKey = true;
    }
    if (in.isNextText(2)) {
      value = SpanText.slice(in.from(), in.to());
      hasValue = true;
      ascii = in.isAscii();
    }
    type = in.nextI32(3, type);
    if (in.isNext(4, ThriftReader.STRUCT)) {
      host = host();
    }
    while (in.field()) {
      switch (key()) {
        case BINARY_KEY -> {
          key = text();
          hasKey = true;
        }
        case BINARY_VALUE -> {
          value = slice();
          hasValue = true;
          ascii = in.isAscii();
        }
        case BINARY_TYPE -> type = in.i32();
        case BINARY_HOST -> host = host();
        default -> in.skip();
      }
    }
    if (hasKey && hasValue) {
      binary(key, type, type == STRING && !ascii ? text.utf8(value) : value, host);
    }
  }

  /** A value that is not as long as its type says stays what it is: bytes. */
  private void binary(long key, int type, long value, int host) {
    int length = SpanText.length(value);
    if (type == STRING) {
      span.binary(key, ValueType.TEXT, value, host);
    } else if (type == BOOL && length == 1) {
      span.binary(key, ValueType.BOOL, number(value) == 0 ? 0 : 1, host);
    } else if (length > 0 && length == numberBytes(type)) {
      span.binary(key, type == DOUBLE ? ValueType.DOUBLE : ValueType.LONG, number(value), host);
    } else {
      span.binary(key, ValueType.BYTES, value, host);
    }
  }

  private static int numberBytes(int type) {
    return switch (type) {
      case I16 -> Short.BYTES;
      case I32 -> Integer.BYTES;
      case I64, DOUBLE -> Long.BYTES;
      default -> 0;
    };
  }

  /** With its sign, which is in the first byte. */
  private long number(long slice) {
    byte[] bytes = text.bytes(slice);
    int from = SpanText.from(slice);
    long number = bytes[from];
    for (int i = 1; i < SpanText.length(slice); i++) {
      number = number << Byte.SIZE | (bytes[from + i] & 0xff);
    }
    return number;
  }

  /** Most annotations have the same endpoint as the one before them, byte by byte. */
  private int host() throws MalformedException {
    int from = in.position();
    if (isLastHost(from)) {
      in.skipBytes(lastHostLength);
      if (lastHostIsOfLastSpan) {
        lastHost = span.endpoints.again();
        lastHostIsOfLastSpan = false;
      }
      return lastHost;
    }
    lastHost = newHost();
    lastHostIsOfLastSpan = false;
    lastHostFrom = from;
    lastHostLength = in.position() - from;
    return lastHost;
  }

  /** And most spans the same as the span before, if its texts outlast that one. */
  private void keepLastHost() {
    boolean kept =
        lastHostLength > 0 && lastHost == 0 && !SpanText.isCopied(span.endpoints.get(0).service());
    lastHostLength = kept ? lastHostLength : 0;
    lastHostIsOfLastSpan = true;
  }

  private boolean isLastHost(int from) {
    int length = lastHostLength;
    byte[] bytes = in.bytes();
    return length > 0
        && length <= in.left()
        && SameBytes.are(bytes, lastHostFrom, bytes, from, length);
  }

  private int newHost() throws MalformedException {
    ZipkinEndpoint host = span.endpoints.next();
    in.enter();
    while (in.field()) {
      switch (key()) {
        case IPV4 -> {
          int address = in.i32();
          if (address != 0) {
            host.ipv4(address);
          }
        }
        case PORT -> host.port(in.i16() & 0xffff);
        case SERVICE_NAME -> host.service(text.lowerCase(slice()));
        case IPV6 -> ipv6(host);
        default -> in.skip();
      }
    }
    return span.endpoints.add();
  }

  private void ipv6(ZipkinEndpoint host) throws MalformedException {
    in.binary();
    if (in.to() - in.from() == IPV6_BYTES) {
      long high = number(SpanText.slice(in.from(), in.from() + Long.BYTES));
      long low = number(SpanText.slice(in.from() + Long.BYTES, in.to()));
      if ((high | low) != 0) {
        host.ipv6(high, low);
      }
    }
  }
}

package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;

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

  private final ThriftReader in;
  private final V1Span span;
  private final SpanText text;

  private final V1ThriftHosts hosts;
  private final V1ThriftBinaries binaries;

  /**
   * @param in stands at a struct whenever {@link #read} is called
   * @param parseTags whether texts of tags may have to become something else
   */
  V1ThriftSpan(ThriftReader in, V1Span span, boolean parseTags) {
    this.in = in;
    this.span = span;
    text = span.text();
    hosts = new V1ThriftHosts(in, span);
    binaries = new V1ThriftBinaries(in, span, hosts, parseTags);
  }

  /** Begins with a body, or ends with one: what was read before is gone. */
  void begin() {
    hosts.begin();
    binaries.begin();
  }

  /** Reads the next struct into the span. */
  void read() throws MalformedException {
    hosts.nextSpan();
    text.clear();
    span.clear();
    in.enter();
    while (in.field()) {
      switch (in.key()) {
        case TRACE_ID -> span.traceLow = in.i64();
        case TRACE_ID_HIGH -> span.traceHigh = in.i64();
        case NAME -> {
          in.binary();
          span.name = SpanText.slice(in.from(), in.to());
        }
        case ID -> span.id = in.i64();
        case PARENT_ID -> span.parent = in.i64();
        case ANNOTATIONS -> annotations();
        case BINARY_ANNOTATIONS -> binaries.read(structs());
        case DEBUG -> span.debug = in.bool();
        case TIMESTAMP -> span.timestamp = in.i64();
        case DURATION -> span.duration = in.i64();
        default -> in.skip();
      }
    }
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
      value = text.read(in);
      hasValue = true;
    }
    if (in.isNext(3, ThriftReader.STRUCT)) {
      host = hosts.read();
    }
    while (in.field()) {
      switch (in.key()) {
        case ANNOTATION_TIMESTAMP -> timestamp = in.i64();
        case ANNOTATION_VALUE -> {
          in.binary();
          value = text.read(in);
          hasValue = true;
        }
        case ANNOTATION_HOST -> host = hosts.read();
        default -> in.skip();
      }
    }
    if (timestamp != 0 && hasValue) {
      span.annotation(timestamp, value, host);
    }
  }
}

package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;

/**
 * Reads the binary annotations of a v1 span in Thrift: as {@link V1ThriftTags} where they are what
 * most spans have, and those besides that are the address of the other side; else each by itself.
 * Not thread safe.
 */
final class V1ThriftBinaries {
  private static final int KEY = 1 << 4 | ThriftReader.STRING;
  private static final int VALUE = 2 << 4 | ThriftReader.STRING;
  private static final int TYPE = 3 << 4 | ThriftReader.I32;
  private static final int HOST = 4 << 4 | ThriftReader.STRUCT;

  /** Values of {@code AnnotationType}. */
  private static final int BOOL = 0;

  private static final int I16 = 2;
  private static final int I32 = 3;
  private static final int I64 = 4;
  private static final int DOUBLE = 5;
  static final int STRING = 6;
  static final int NO_TYPE = -1;

  private final ThriftReader in;
  private final V1Span span;
  private final SpanText text;
  private final V1ThriftHosts hosts;
  private final V1ThriftTags tags;
  private final Patience patience = new Patience();
  private final boolean parseTags;

  /** The list that is written, if one is. */
  private int writtenFrom;

  private int writtenCount;

  /**
   * @param parseTags whether texts of tags may have to become something else: then none is written
   *     as it is
   */
  V1ThriftBinaries(ThriftReader in, V1Span span, V1ThriftHosts hosts, boolean parseTags) {
    this.in = in;
    this.span = span;
    this.hosts = hosts;
    this.parseTags = parseTags;
    text = span.text();
    tags = new V1ThriftTags(in, span, hosts);
  }

  /** Begins with a body: what was read before is gone. */
  void begin() {
    tags.begin();
  }

  /** Reads a list of so many, of which the first is the next. */
  void read(int count) throws MalformedException {
    int from = in.position();
    if (span.written().length() > 0) {
      // A second list: which keys are the same in both can only be told when none is written.
      span.clearBinaries();
      in.goOn(writtenFrom);
      each(writtenCount);
      in.goOn(from);
    } else if (!parseTags && count > 0 && span.binaries() == 0 && !patience.isResting()) {
      boolean usual = usual(count);
      patience.tried(usual);
      if (usual) {
        writtenFrom = from;
        writtenCount = count;
        return;
      }
      span.clearBinaries();
      in.goOn(from);
    }
    each(count);
  }

  private void each(int count) throws MalformedException {
    for (int i = 0; i < count; i++) {
      one();
    }
  }

  /** Reads all, unless one is neither a usual tag nor an address. */
  private boolean usual(int count) throws MalformedException {
    tags.begin();
    for (int i = tags.write(count); i < count; i += 1 + tags.write(count - i - 1)) {
      int before = span.binaries();
      one();
      if (span.binaries() == before || !V1Addresses.isAddress(span, before)) {
        return false;
      }
    }
    return true;
  }

  private void one() throws MalformedException {
    long key = 0;
    boolean hasKey = false;
    long value = 0;
    boolean hasValue = false;
    boolean ascii = false;
    int type = NO_TYPE;
    int host = V1Endpoints.NONE;
    in.enter();
    // In the order in which everybody writes them; whoever doesn't is read below.
    if (in.isNextText(1)) {
      key = text.read(in);
      hasKey = true;
    }
    if (in.isNextText(2)) {
      value = SpanText.slice(in.from(), in.to());
      hasValue = true;
      ascii = in.isAscii();
    }
    type = in.nextI32(3, type);
    if (in.isNext(4, ThriftReader.STRUCT)) {
      host = hosts.read();
    }
    while (in.field()) {
      switch (in.key()) {
        case KEY -> {
          in.binary();
          key = text.read(in);
          hasKey = true;
        }
        case VALUE -> {
          in.binary();
          value = SpanText.slice(in.from(), in.to());
          hasValue = true;
          ascii = in.isAscii();
        }
        case TYPE -> type = in.i32();
        case HOST -> host = hosts.read();
        default -> in.skip();
      }
    }
    if (hasKey && hasValue) {
      add(key, type, type == STRING && !ascii ? text.utf8(value) : value, host);
    }
  }

  /** A value that is not as long as its type says stays what it is: bytes. */
  private void add(long key, int type, long value, int host) {
    int length = SpanText.length(value);
    if (type == STRING) {
      span.binary(key, ValueType.TEXT, value, host);
    } else if (type == BOOL && length == 1) {
      span.binary(key, ValueType.BOOL, text.number(value) == 0 ? 0 : 1, host);
    } else if (length > 0 && length == numberBytes(type)) {
      ValueType is = type == DOUBLE ? ValueType.DOUBLE : ValueType.LONG;
      span.binary(key, is, text.number(value), host);
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
}

package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.Repeat;

/**
 * Reads the endpoints of a v1 span's annotations in Thrift: most have the same as the one before
 * them, byte by byte, which then is not read again. Not thread safe.
 */
final class V1ThriftHosts {
  private static final int IPV4 = 1 << 4 | ThriftReader.I32;
  private static final int PORT = 2 << 4 | ThriftReader.I16;
  private static final int SERVICE_NAME = 3 << 4 | ThriftReader.STRING;
  private static final int IPV6 = 4 << 4 | ThriftReader.STRING;
  private static final int IPV6_BYTES = 16;

  private final ThriftReader in;
  private final V1Endpoints endpoints;
  private final SpanText text;

  /** Index of the endpoint read last; whether it is the last span's; its bytes. */
  private int last;

  private boolean lastIsOfLastSpan;
  private final Repeat lastBytes = new Repeat();

  V1ThriftHosts(ThriftReader in, V1Span span) {
    this.in = in;
    endpoints = span.endpoints;
    text = span.text();
  }

  /** Begins with a body: what was read before is gone. */
  void begin() {
    lastBytes.forget();
  }

  /** A span is next. Most have the endpoint of the one before, if its texts outlast that one. */
  void nextSpan() {
    if (last != 0 || SpanText.isCopied(endpoints.get(0).service())) {
      lastBytes.forget();
    }
    lastIsOfLastSpan = true;
  }

  /** Reads an endpoint. @return its index */
  int read() throws MalformedException {
    int from = in.position();
    if (lastBytes.is(in.bytes(), from, from + in.left())) {
      in.skipBytes(lastBytes.length());
      if (lastIsOfLastSpan) {
        last = endpoints.again();
        lastIsOfLastSpan = false;
      }
      return last;
    }
    last = another();
    lastIsOfLastSpan = false;
    lastBytes.note(in.bytes(), from, in.position());
    return last;
  }

  private int another() throws MalformedException {
    ZipkinEndpoint host = endpoints.next();
    in.enter();
    while (in.field()) {
      switch (in.key()) {
        case IPV4 -> {
          int address = in.i32();
          if (address != 0) {
            host.ipv4(address);
          }
        }
        case PORT -> host.port(in.i16() & 0xffff);
        case SERVICE_NAME -> {
          in.binary();
          host.service(text.lowerCase(SpanText.slice(in.from(), in.to())));
        }
        case IPV6 -> ipv6(host);
        default -> in.skip();
      }
    }
    return endpoints.add();
  }

  private void ipv6(ZipkinEndpoint host) throws MalformedException {
    in.binary();
    if (in.to() - in.from() == IPV6_BYTES) {
      long high = text.number(SpanText.slice(in.from(), in.from() + Long.BYTES));
      long low = text.number(SpanText.slice(in.from() + Long.BYTES, in.to()));
      if ((high | low) != 0) {
        host.ipv6(high, low);
      }
    }
  }
}

package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import zipkin2.Endpoint;
import zipkin2.v1.V1Annotation;
import zipkin2.v1.V1BinaryAnnotation;

/**
 * Writes v1 spans in Thrift: Zipkin's library does so only for what it has made of its own v2
 * spans.
 */
@SuppressWarnings("deprecation") // The library has no other v1.
final class V1Thrift {
  static final int BOOL = 0;
  static final int STRING = 6;

  private V1Thrift() {}

  static byte[] list(List<zipkin2.v1.V1Span> spans) {
    ThriftBytes out = ThriftBytes.start().i8(ThriftReader.STRUCT).i32(spans.size());
    for (zipkin2.v1.V1Span span : spans) {
      span(out, span);
    }
    return out.bytes();
  }

  static void span(ThriftBytes out, zipkin2.v1.V1Span span) {
    number(out, 1, span.traceId());
    out.field(ThriftReader.STRING, 3).text(span.name() == null ? "" : span.name());
    number(out, 4, span.id());
    number(out, 5, span.parentId());
    out.field(ThriftReader.LIST, 6).i8(ThriftReader.STRUCT).i32(span.annotations().size());
    for (V1Annotation annotation : span.annotations()) {
      number(out, 1, annotation.timestamp());
      out.field(ThriftReader.STRING, 2).text(annotation.value());
      endpoint(out, 3, annotation.endpoint());
      out.stop();
    }
    out.field(ThriftReader.LIST, 8).i8(ThriftReader.STRUCT).i32(span.binaryAnnotations().size());
    for (V1BinaryAnnotation binary : span.binaryAnnotations()) {
      String text = binary.stringValue();
      byte[] value = text == null ? new byte[] {1} : text.getBytes(StandardCharsets.UTF_8);
      binary(out, binary.key(), text == null ? BOOL : STRING, value, binary.endpoint());
    }
    if (span.debug() != null) {
      out.field(ThriftReader.BOOL, 9).i8(span.debug() ? 1 : 0);
    }
    number(out, 10, span.timestamp());
    number(out, 11, span.duration());
    number(out, 12, span.traceIdHigh());
    out.stop();
  }

  static void binary(ThriftBytes out, String key, int type, byte[] value, Endpoint endpoint) {
    out.field(ThriftReader.STRING, 1).text(key);
    out.field(ThriftReader.STRING, 2).binary(value);
    out.field(ThriftReader.I32, 3).i32(type);
    endpoint(out, 4, endpoint);
    out.stop();
  }

  private static void number(ThriftBytes out, int id, long value) {
    if (value != 0) {
      out.field(ThriftReader.I64, id).i64(value);
    }
  }

  static void endpoint(ThriftBytes out, int id, Endpoint endpoint) {
    if (endpoint == null) {
      return;
    }
    out.field(ThriftReader.STRUCT, id);
    byte[] ipv4 = endpoint.ipv4Bytes();
    out.field(ThriftReader.I32, 1).i32(ipv4 == null ? 0 : ByteBuffer.wrap(ipv4).getInt());
    out.field(ThriftReader.I16, 2).i16(endpoint.portAsInt());
    String service = endpoint.serviceName();
    out.field(ThriftReader.STRING, 3).text(service == null ? "" : service);
    if (endpoint.ipv6Bytes() != null) {
      out.field(ThriftReader.STRING, 4).binary(endpoint.ipv6Bytes());
    }
    out.stop();
  }
}

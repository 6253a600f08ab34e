package io.spanweir.exporter.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.exporter.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** What is written of a request, as Zipkin's library reads it. */
final class Written {
  private Written() {}

  static Span only(ExportTraceServiceRequest request, String nameless) {
    List<Span> spans = all(request, nameless);
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }

  static List<Span> all(ExportTraceServiceRequest request, String nameless) {
    byte[] bytes = request.toByteArray();
    List<Span> spans = SpanBytesDecoder.JSON_V2.decodeList(json(bytes, nameless));
    byte[] proto = proto(bytes, nameless);
    assertThat(proto.length == 0 ? List.of() : SpanBytesDecoder.PROTO3.decodeList(proto))
        .isEqualTo(spans);
    return spans;
  }

  static byte[] proto(byte[] request, String nameless) {
    ZipkinProto out = new ZipkinProto(Integer.MAX_VALUE, nameless);
    try {
      new SpanWalk(out).request(request, request.length);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
    return Arrays.copyOf(out.bytes(), out.length());
  }

  static byte[] json(byte[] request, String nameless) {
    JsonBytes out = new JsonBytes();
    try {
      new SpanWalk(new ZipkinJson(out, nameless)).request(request, request.length);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
    return Arrays.copyOf(out.bytes(), out.length());
  }

  static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}

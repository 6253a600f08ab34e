package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.JsonReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import zipkin2.Endpoint;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;
import zipkin2.internal.V1SpanWriter;
import zipkin2.internal.WriteBuffer;

/** What our readers and the converter make of v1 bodies, in the terms of Zipkin's library. */
@SuppressWarnings("deprecation") // The library has no other v1.
final class V1Model {
  private final SpanText text = new SpanText();
  private final V1Span v1 = new V1Span(text);
  private final V1Converter converter = new V1Converter(v1);
  private final ZipkinSpan v2 = new ZipkinSpan(text);

  /** Without what only memory tells apart: that something is not and that it is false. */
  static String json(List<Span> spans) {
    return new String(SpanBytesEncoder.JSON_V2.encodeList(spans), StandardCharsets.UTF_8);
  }

  /** A span in Zipkin's own v1 JSON. */
  static String json(zipkin2.v1.V1Span span) {
    V1SpanWriter writer = new V1SpanWriter();
    byte[] json = new byte[writer.sizeInBytes(span)];
    writer.write(span, WriteBuffer.wrap(json));
    return new String(json, StandardCharsets.UTF_8);
  }

  /** The spans of a list in Thrift; each must be good. */
  List<Span> thrift(byte[] list) throws MalformedException {
    ThriftReader in = new ThriftReader().reset(list, 0, list.length);
    V1ThriftSpan reader = new V1ThriftSpan(in, v1, true);
    text.of(list);
    int count = in.list();
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reader.read();
      convert(spans);
    }
    return spans;
  }

  /** The spans of a list in JSON; each must be good. */
  List<Span> json(byte[] list) throws MalformedException {
    JsonReader in = JsonReader.lenient(list, list.length);
    V1JsonSpan reader = new V1JsonSpan(v1);
    text.of(list);
    List<Span> spans = new ArrayList<>();
    in.enter('[', "a list");
    for (boolean first = true; in.more(first, ']'); first = false) {
      text.clear();
      reader.read(in);
      convert(spans);
    }
    return spans;
  }

  private void convert(List<Span> spans) {
    int parts = converter.convert();
    if (v1.problem() != null) {
      throw new AssertionError(v1.problem());
    }
    for (int i = 0; i < parts; i++) {
      converter.part(i, v2);
      spans.add(model(v2));
    }
  }

  private static Span model(ZipkinSpan span) {
    SpanText text = span.text();
    Span.Builder model =
        Span.newBuilder()
            .traceId(span.traceHigh(), span.traceLow())
            .id(span.id())
            .parentId(span.parent())
            .name(text.string(span.name()))
            .timestamp(span.timestamp())
            .duration(span.duration())
            .localEndpoint(endpoint(text, span.local))
            .remoteEndpoint(endpoint(text, span.remote));
    if (span.kind() != ZipkinSpan.Kind.NONE) {
      model.kind(Span.Kind.valueOf(span.kind().name()));
    }
    if (span.shared()) {
      model.shared(true);
    }
    if (span.debug()) {
      model.debug(true);
    }
    for (int i = 0; i < span.annotations(); i++) {
      model.addAnnotation(span.annotationTime(i), text.string(span.annotationText(i)));
    }
    for (int i = 0; i < span.tags(); i++) {
      model.putTag(text.string(span.tagKey(i)), value(span, i));
    }
    return model.build();
  }

  private static String value(ZipkinSpan span, int tag) {
    long value = span.tagValue(tag);
    return switch (span.tagType(tag)) {
      case TEXT -> span.text().string(value);
      case BYTES -> "bytes " + span.text().string(value);
      case BOOL -> Boolean.toString(value != 0);
      case LONG -> Long.toString(value);
      case DOUBLE -> Double.toString(Double.longBitsToDouble(value));
    };
  }

  private static Endpoint endpoint(SpanText text, ZipkinEndpoint endpoint) {
    Endpoint.Builder model =
        Endpoint.newBuilder().serviceName(text.string(endpoint.service())).port(endpoint.port());
    if (endpoint.hasIpv4()) {
      int a = endpoint.ipv4();
      model.parseIp(new byte[] {(byte) (a >> 24), (byte) (a >> 16), (byte) (a >> 8), (byte) a});
    }
    if (endpoint.hasIpv6()) {
      model.parseIp(
          ByteBuffer.allocate(16).putLong(endpoint.ipv6High()).putLong(endpoint.ipv6Low()).array());
    }
    return model.build();
  }
}

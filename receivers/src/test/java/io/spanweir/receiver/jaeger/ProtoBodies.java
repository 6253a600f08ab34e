package io.spanweir.receiver.jaeger;

import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import io.spanweir.testkit.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** {@code jaeger.api_v2} by hand, from Jaeger's classes for Thrift. */
final class ProtoBodies {
  private static final List<TagType> TYPES =
      List.of(TagType.STRING, TagType.BOOL, TagType.LONG, TagType.DOUBLE, TagType.BINARY);

  private ProtoBodies() {}

  /** {@code PostSpansRequest}. */
  static byte[] request(Batch batch) {
    ProtoWriter out = new ProtoWriter();
    batch.getSpans().forEach(span -> out.messageField(1, span(span)));
    if (batch.isSetProcess()) {
      out.messageField(2, process(batch.getProcess()));
    }
    return new ProtoWriter().messageField(1, out).toByteArray();
  }

  static ProtoWriter process(Process process) {
    ProtoWriter out = text(new ProtoWriter(), 1, process.getServiceName());
    for (Tag tag : process.isSetTags() ? process.getTags() : List.<Tag>of()) {
      out.messageField(2, tag(tag));
    }
    return out;
  }

  static ProtoWriter span(Span span) {
    ProtoWriter out = new ProtoWriter();
    bytes(out, 1, id(span.getTraceIdHigh(), span.getTraceIdLow()));
    bytes(out, 2, id(span.getSpanId()));
    text(out, 3, span.getOperationName());
    for (SpanRef ref : span.isSetReferences() ? span.getReferences() : List.<SpanRef>of()) {
      ProtoWriter reference = new ProtoWriter();
      bytes(reference, 1, id(ref.getTraceIdHigh(), ref.getTraceIdLow()));
      bytes(reference, 2, id(ref.getSpanId()));
      out.messageField(4, reference.varintField(3, ref.getRefType().getValue()));
    }
    out.varintField(5, span.getFlags());
    out.messageField(6, time(span.getStartTime())).messageField(7, time(span.getDuration()));
    for (Tag tag : span.isSetTags() ? span.getTags() : List.<Tag>of()) {
      out.messageField(8, tag(tag));
    }
    for (Log log : span.isSetLogs() ? span.getLogs() : List.<Log>of()) {
      ProtoWriter message = new ProtoWriter().messageField(1, time(log.getTimestamp()));
      log.getFields().forEach(field -> message.messageField(2, tag(field)));
      out.messageField(9, message);
    }
    return out;
  }

  private static ProtoWriter time(long micros) {
    return new ProtoWriter()
        .varintField(1, micros / 1_000_000)
        .varintField(2, micros % 1_000_000 * 1000);
  }

  private static ProtoWriter tag(Tag tag) {
    ProtoWriter out = text(new ProtoWriter(), 1, tag.getKey());
    out.varintField(2, TYPES.indexOf(tag.getVType()));
    if (tag.isSetVStr()) {
      text(out, 3, tag.getVStr());
    }
    if (tag.isSetVBool()) {
      out.varintField(4, tag.isVBool() ? 1 : 0);
    }
    if (tag.isSetVLong()) {
      out.varintField(5, tag.getVLong());
    }
    if (tag.isSetVDouble()) {
      out.fixed64Field(6, Double.doubleToRawLongBits(tag.getVDouble()));
    }
    if (tag.isSetVBinary()) {
      bytes(out, 7, tag.getVBinary());
    }
    return out;
  }

  private static ProtoWriter text(ProtoWriter out, int field, String text) {
    return bytes(out, field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static ProtoWriter bytes(ProtoWriter out, int field, byte[] bytes) {
    return out.tag(field, 2).varint(bytes.length).raw(bytes);
  }

  private static byte[] id(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    Arrays.stream(parts).forEach(bytes::putLong);
    return bytes.array();
  }
}

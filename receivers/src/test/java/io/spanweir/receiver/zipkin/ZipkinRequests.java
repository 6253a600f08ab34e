package io.spanweir.receiver.zipkin;

import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TestSpan.Flaw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The kits' requests as Zipkin's clients would write them. Short ids are fine in Zipkin, so where a
 * kit asks for one the id is no id in another way.
 */
final class ZipkinRequests {
  private static final String[] KINDS = {null, null, "SERVER", "CLIENT", "PRODUCER", "CONSUMER"};
  private static final int[] PROTO_KINDS = {0, 0, 2, 1, 3, 4};

  private ZipkinRequests() {}

  static byte[] json(TestRequest request) {
    return request.spans().stream()
        .map(ZipkinRequests::json)
        .collect(Collectors.joining(",", "[", "]"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String json(TestSpan span) {
    String tags =
        span.attributes().entrySet().stream()
            .map(tag -> "\"" + tag.getKey() + "\":\"" + tag.getValue() + "\"")
            .collect(Collectors.joining(",", "{", "}"));
    return "{"
        + traceId(span)
        + id(span)
        + (span.parentSpanId() == 0 ? "" : field("parentId", hex(span.parentSpanId())))
        + (KINDS[span.kind()] == null ? "" : field("kind", KINDS[span.kind()]))
        + field("name", span.name())
        + "\"timestamp\":"
        + micros(span.startNanos())
        + ",\"duration\":"
        + micros(duration(span))
        + ",\"localEndpoint\":{\"serviceName\":\""
        + span.service()
        + "\"},\"tags\":"
        + tags
        + "}";
  }

  private static String traceId(TestSpan span) {
    String id = hex(span.traceIdHigh()) + hex(span.traceIdLow());
    return switch (span.flaw()) {
      case TRACE_ID_EMPTY -> "";
      case TRACE_ID_ZERO -> field("traceId", "0".repeat(32));
      case TRACE_ID_SHORT -> field("traceId", "shop-" + span.traceIdLow());
      case TRACE_ID_LONG -> field("traceId", id + "07");
      default -> field("traceId", id);
    };
  }

  private static String id(TestSpan span) {
    return switch (span.flaw()) {
      case SPAN_ID_EMPTY -> "";
      case SPAN_ID_ZERO -> field("id", "0".repeat(16));
      case SPAN_ID_SHORT -> field("id", "1-2-3");
      case SPAN_ID_LONG -> field("id", hex(span.spanId()) + "09");
      default -> field("id", hex(span.spanId()));
    };
  }

  private static String field(String name, String value) {
    return "\"" + name + "\":\"" + value + "\",";
  }

  private static String hex(long id) {
    return String.format(Locale.ROOT, "%016x", id);
  }

  private static long micros(long nanos) {
    return nanos / 1000;
  }

  private static long duration(TestSpan span) {
    return Math.max(0, span.endNanos() - span.startNanos());
  }

  static byte[] proto3(TestRequest request) {
    ProtoWriter list = new ProtoWriter();
    request.spans().forEach(span -> list.messageField(1, proto3(span)));
    return list.toByteArray();
  }

  private static ProtoWriter proto3(TestSpan span) {
    ProtoWriter out = new ProtoWriter();
    if (span.flaw() != Flaw.TRACE_ID_EMPTY) {
      out.bytesField(1, protoTraceId(span));
    }
    if (span.parentSpanId() != 0) {
      out.bytesField(2, bytes(span.parentSpanId()));
    }
    if (span.flaw() != Flaw.SPAN_ID_EMPTY) {
      out.bytesField(3, protoId(span));
    }
    out.varintField(4, PROTO_KINDS[span.kind()]).stringField(5, span.name());
    out.fixed64Field(6, micros(span.startNanos())).varintField(7, micros(duration(span)));
    out.messageField(8, new ProtoWriter().stringField(1, span.service()));
    span.attributes()
        .forEach(
            (key, value) ->
                out.messageField(
                    11, new ProtoWriter().stringField(1, key).stringField(2, "" + value)));
    return out;
  }

  private static byte[] protoTraceId(TestSpan span) {
    ProtoWriter id = new ProtoWriter();
    return switch (span.flaw()) {
      case TRACE_ID_ZERO -> new byte[16];
      case TRACE_ID_SHORT, TRACE_ID_LONG ->
          id.raw(new byte[16]).raw(bytes(span.traceIdLow())).toByteArray();
      default -> id.raw(bytes(span.traceIdHigh())).raw(bytes(span.traceIdLow())).toByteArray();
    };
  }

  private static byte[] protoId(TestSpan span) {
    byte[] id = bytes(span.spanId());
    return switch (span.flaw()) {
      case SPAN_ID_ZERO -> new byte[8];
      case SPAN_ID_SHORT, SPAN_ID_LONG -> new ProtoWriter().raw(id).raw(9).toByteArray();
      default -> id;
    };
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}

package io.spanweir.testkit;

import io.spanweir.testkit.TestSpan.Flaw;
import java.util.Map;

/** The OTLP bytes of what {@link TestSpan} says; field numbers are those of trace.proto. */
final class OtlpBytes {
  private OtlpBytes() {}

  /** The body of a {@code Span}. */
  static ProtoWriter span(TestSpan span) {
    ProtoWriter out = new ProtoWriter();
    out.bytesField(1, traceId(span)).bytesField(2, spanId(span));
    if (!span.rest().traceState().isEmpty()) {
      out.stringField(3, span.rest().traceState());
    }
    if (span.parentSpanId() != 0) {
      out.bytesField(4, bigEndian(span.parentSpanId()));
    }
    out.stringField(5, span.name()).varintField(6, span.kind());
    out.fixed64Field(7, span.startNanos()).fixed64Field(8, span.endNanos());
    for (Map.Entry<String, Object> attribute : span.attributes().entrySet()) {
      out.messageField(9, keyValue(attribute.getKey(), attribute.getValue()));
    }
    for (String event : span.rest().events()) {
      out.messageField(
          11, new ProtoWriter().fixed64Field(1, span.startNanos()).stringField(2, event));
    }
    if (span.status() != 0) {
      out.messageField(15, new ProtoWriter().varintField(3, span.status()));
    }
    return out.fixed32Field(16, span.rest().flags());
  }

  private static byte[] traceId(TestSpan span) {
    ProtoWriter id = new ProtoWriter();
    id.raw(bigEndian(span.traceIdHigh())).raw(bigEndian(span.traceIdLow()));
    Flaw flaw = span.flaw();
    if (flaw == Flaw.TRACE_ID_EMPTY) {
      return new byte[0];
    } else if (flaw == Flaw.TRACE_ID_ZERO) {
      return new byte[16];
    } else if (flaw == Flaw.TRACE_ID_SHORT) {
      return bigEndian(span.traceIdHigh());
    } else if (flaw == Flaw.TRACE_ID_LONG) {
      id.raw(7);
    }
    return id.toByteArray();
  }

  private static byte[] spanId(TestSpan span) {
    byte[] id = bigEndian(span.spanId());
    return switch (span.flaw()) {
      case SPAN_ID_EMPTY -> new byte[0];
      case SPAN_ID_ZERO -> new byte[8];
      case SPAN_ID_SHORT -> new ProtoWriter().raw(1, 2, 3).toByteArray();
      case SPAN_ID_LONG -> new ProtoWriter().raw(id).raw(9).toByteArray();
      default -> id;
    };
  }

  /** The fields of {@code ResourceSpans} before its scopes. */
  static ProtoWriter resource(String service) {
    ProtoWriter resource = new ProtoWriter();
    resource.messageField(1, keyValue("service.name", service));
    resource.messageField(1, keyValue("host.name", "host-" + Math.floorMod(service.hashCode(), 5)));
    return new ProtoWriter().messageField(1, resource);
  }

  /** The fields of {@code ScopeSpans} before its spans. */
  static ProtoWriter scope(String name) {
    ProtoWriter scope = new ProtoWriter().stringField(1, name).stringField(2, "1.0");
    return new ProtoWriter().messageField(1, scope);
  }

  /**
   * What stands behind the spans of a scope or the scopes of a resource: a schema URL and a field
   * nobody knows, for some names.
   */
  static ProtoWriter trailer(String name) {
    ProtoWriter out = new ProtoWriter();
    if (Math.floorMod(name.hashCode(), 3) == 0) {
      out.stringField(3, "https://opentelemetry.io/schemas/1.30.0");
    }
    if (Math.floorMod(name.hashCode(), 4) == 1) {
      out.stringField(77, "a field of tomorrow");
    }
    return out;
  }

  static ProtoWriter keyValue(String key, Object value) {
    ProtoWriter any = new ProtoWriter();
    if (value instanceof String text) {
      any.stringField(1, text);
    } else if (value instanceof Boolean flag) {
      any.varintField(2, flag ? 1 : 0);
    } else if (value instanceof Long number) {
      any.varintField(3, number);
    } else if (value instanceof Double number) {
      any.fixed64Field(4, Double.doubleToRawLongBits(number));
    } else {
      throw new IllegalArgumentException("no attribute value: " + value);
    }
    return new ProtoWriter().stringField(1, key).messageField(2, any);
  }

  static byte[] bigEndian(long value) {
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (value >>> (56 - 8 * i));
    }
    return bytes;
  }
}

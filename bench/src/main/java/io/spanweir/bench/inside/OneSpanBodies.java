package io.spanweir.bench.inside;

import io.spanweir.bench.workload.Mix64;
import io.spanweir.bench.workload.ProtoWriter;
import io.spanweir.core.data.Chunk;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Requests in which every span is a trace of its own: 200 bytes each, five attributes. */
final class OneSpanBodies {
  static final int SPANS = 512;
  static final int SPAN_BYTES = 200;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int TRACE_ID = 2;
  private static final int SPAN_ID = 20;
  private static final int START = 29;
  private static final int END = 38;
  private static final long DURATION_NANOS = 20_000_000;
  private static final int NOTE_BYTES = 16;
  private static final byte[] ID = new byte[16];

  private final byte[] template;
  private final int firstSpan;
  private final int stride;
  private long ordinal;

  OneSpanBodies() {
    ProtoWriter spans = new ProtoWriter();
    byte[] span = span();
    stride = span.length + 3;
    spans.message(1, new ProtoWriter().string(1, "io.opentelemetry.tomcat-10.0"));
    for (int i = 0; i < SPANS; i++) {
      spans.bytes(2, span);
    }
    ProtoWriter resource = new ProtoWriter();
    attribute(resource, 1, "service.name", "orders-service");
    attribute(resource, 1, "host.name", "ip-10-0-0-1");
    template =
        new ProtoWriter()
            .message(1, new ProtoWriter().message(1, resource).message(2, spans))
            .toByteArray();
    firstSpan = template.length - SPANS * stride + 3;
  }

  private static byte[] span() {
    ProtoWriter span =
        new ProtoWriter()
            .bytes(1, ID)
            .bytes(2, new byte[8])
            .fixed64(7, 1)
            .fixed64(8, 1)
            .string(5, "GET /orders")
            .varint(6, 2);
    attribute(span, 9, "http.request.method", "GET");
    attribute(span, 9, "url.path", "/orders/9fca3c");
    attribute(span, 9, "customer.tier", "std");
    int letters = SPAN_BYTES - span.toByteArray().length - NOTE_BYTES;
    attribute(span, 9, "app.note", "x".repeat(letters));
    return span.toByteArray();
  }

  private static void attribute(ProtoWriter to, int field, String key, String value) {
    to.message(
        field, new ProtoWriter().string(1, key).message(2, new ProtoWriter().string(1, value)));
  }

  /** Returns the next request: so many new traces. */
  Chunk next(InlinePipeline pipeline, long nowUnixNanos) {
    Chunk chunk = pipeline.lease(template.length);
    byte[] bytes = chunk.bytes();
    System.arraycopy(template, 0, bytes, 0, template.length);
    for (int i = 0, at = firstSpan; i < SPANS; i++, at += stride) {
      long high = Mix64.mix(++ordinal);
      LONG.set(bytes, at + TRACE_ID, high);
      LONG.set(bytes, at + TRACE_ID + 8, Mix64.mix(high));
      LONG.set(bytes, at + SPAN_ID, Mix64.mix(~ordinal));
      LONG.set(bytes, at + START, nowUnixNanos);
      LONG.set(bytes, at + END, nowUnixNanos + DURATION_NANOS);
    }
    chunk.length(template.length);
    return chunk;
  }
}

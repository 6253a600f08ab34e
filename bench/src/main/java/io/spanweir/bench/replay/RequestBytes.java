package io.spanweir.bench.replay;

import io.spanweir.bench.workload.ProtoWriter;
import java.util.HexFormat;

/** Writes what a client sends as an {@code ExportTraceServiceRequest}. */
final class RequestBytes {
  private static final int SERVER = 2;
  private static final int CLIENT = 3;

  private RequestBytes() {}

  /**
   * @param shiftNanos what is added to every time
   */
  static byte[] of(Recording.Batch batch, long shiftNanos) {
    CsvSpan first = batch.spans().get(0);
    ProtoWriter resource =
        new ProtoWriter()
            .message(1, attribute("service.name", first.service()))
            .message(1, attribute("k8s.pod.name", first.pod()));
    ProtoWriter scope =
        new ProtoWriter().message(1, new ProtoWriter().string(1, "io.spanweir.bench.replay"));
    for (CsvSpan span : batch.spans()) {
      scope.message(2, span(span, shiftNanos));
    }
    ProtoWriter resourceSpans = new ProtoWriter().message(1, resource).message(2, scope);
    return new ProtoWriter().message(1, resourceSpans).toByteArray();
  }

  private static ProtoWriter attribute(String key, String value) {
    return new ProtoWriter().string(1, key).message(2, new ProtoWriter().string(1, value));
  }

  private static ProtoWriter span(CsvSpan span, long shiftNanos) {
    ProtoWriter out = new ProtoWriter();
    out.bytes(1, hex(span.traceId())).bytes(2, hex(span.spanId()));
    if (!span.parentId().isEmpty()) {
      out.bytes(4, hex(span.parentId()));
    }
    return out.string(5, span.operation())
        .varint(6, span.parentId().isEmpty() ? SERVER : CLIENT)
        .fixed64(7, span.startNanos() + shiftNanos)
        .fixed64(8, span.endNanos() + shiftNanos);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}

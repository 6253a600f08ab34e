package io.spanweir.core.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;

/** What of a request must come out again: all but spans with bad ids and what they leave empty. */
final class Kept {
  private static final ByteString ZEROS = ByteString.copyFrom(new byte[16]);

  private Kept() {}

  static TracesData of(byte[] body) throws InvalidProtocolBufferException {
    TracesData.Builder kept = TracesData.newBuilder();
    for (ResourceSpans resource : TracesData.parseFrom(body).getResourceSpansList()) {
      ResourceSpans.Builder builder = resource.toBuilder().clearScopeSpans();
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        ScopeSpans.Builder spans = scope.toBuilder().clearSpans();
        scope.getSpansList().stream().filter(Kept::valid).forEach(spans::addSpans);
        if (spans.getSpansCount() > 0) {
          builder.addScopeSpans(spans);
        }
      }
      if (builder.getScopeSpansCount() > 0) {
        kept.addResourceSpans(builder);
      }
    }
    return kept.build();
  }

  private static boolean valid(Span span) {
    return id(span.getTraceId(), 16)
        && id(span.getSpanId(), 8)
        && (span.getParentSpanId().isEmpty() || span.getParentSpanId().size() == 8);
  }

  private static boolean id(ByteString id, int size) {
    return id.size() == size && !id.equals(ZEROS.substring(0, size));
  }
}

package io.spanweir.deploy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requests of many equal spans, made once; only their ids change from one to the next. */
final class PatchedSpans {
  private static final byte[] TRACE = "trace-id-trace-i".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPAN = "span--id".getBytes(StandardCharsets.US_ASCII);

  private final byte[] body;
  private final int[] traceIds;
  private final int[] spanIds;

  /**
   * @param spans of a request
   * @param filler length of a text that each has
   * @param errorEvery how many of them have one with an error; 0 for none
   */
  PatchedSpans(int spans, int filler, int errorEvery) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < spans; i++) {
      scope.addSpans(span(filler, errorEvery > 0 && i % errorEvery == 0));
    }
    body =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
            .build()
            .toByteArray();
    traceIds = places(TRACE, spans);
    spanIds = places(SPAN, spans);
  }

  private static Span span(int filler, boolean error) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(TRACE))
            .setSpanId(ByteString.copyFrom(SPAN))
            .setName("step")
            .setStartTimeUnixNano(1_700_000_000_000_000_000L)
            .setEndTimeUnixNano(1_700_000_000_001_000_000L);
    if (error) {
      span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    if (filler > 0) {
      AnyValue text = AnyValue.newBuilder().setStringValue("x".repeat(filler)).build();
      span.addAttributes(KeyValue.newBuilder().setKey("filler").setValue(text));
    }
    return span.build();
  }

  private int[] places(byte[] wanted, int count) {
    int[] places = new int[count];
    int at = 0;
    for (int i = 0; i < count; i++) {
      while (!Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
        at++;
      }
      places[i] = at;
      at += wanted.length;
    }
    return places;
  }

  int bytes() {
    return body.length;
  }

  /** All spans in one trace, their ids from a number on. */
  byte[] ofTrace(long trace, long firstSpan) {
    byte[] request = body.clone();
    ByteBuffer buffer = ByteBuffer.wrap(request);
    for (int i = 0; i < spanIds.length; i++) {
      put(buffer, i, trace, firstSpan + i);
    }
    return request;
  }

  /** A trace for each span, from a number on. */
  byte[] ofTraces(long firstTrace) {
    byte[] request = body.clone();
    ByteBuffer buffer = ByteBuffer.wrap(request);
    for (int i = 0; i < spanIds.length; i++) {
      put(buffer, i, firstTrace + i, 1);
    }
    return request;
  }

  private void put(ByteBuffer buffer, int i, long trace, long span) {
    buffer.putLong(traceIds[i], trace * 0x9E3779B97F4A7C15L).putLong(traceIds[i] + 8, trace);
    buffer.putLong(spanIds[i], span);
  }
}

package io.spanweir.exporter.tracestore;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.spanweir.exporter.Fixtures;
import io.spanweir.testkit.Rng;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random traces of a small world, whose spans come in any order and in several pieces. */
final class OtlpTraces {
  static final long START_MICROS = 1_760_000_000_000_000L;
  static final long SPREAD_MICROS = 3_600_000_000L;

  private final Rng rng;
  private final Map<Long, Long> starts = new HashMap<>();
  private long lastId;

  OtlpTraces(Rng rng) {
    this.rng = rng;
  }

  /** The spans of some traces, each a request, shuffled. */
  List<ExportTraceServiceRequest> spans(int traces) {
    List<ExportTraceServiceRequest> spans = new ArrayList<>();
    for (int i = 0; i < traces; i++) {
      trace(spans);
    }
    Collections.shuffle(spans, new Random(rng.nextLong()));
    return spans;
  }

  /**
   * Traces with one root and no span twice, some of whose servers have the ids of their clients and
   * some of whose spans went wrong.
   */
  List<ExportTraceServiceRequest> wholeTraces(int traces) {
    List<ExportTraceServiceRequest> all = new ArrayList<>();
    for (int i = 0; i < traces; i++) {
      long low = ++lastId;
      long start = START_MICROS + rng.between(0, SPREAD_MICROS);
      int spans = rng.between(1, 8);
      for (int s = 0; s < spans; s++) {
        long id = low * 100 + s + 1;
        long parent = s == 0 ? 0 : low * 100 + rng.between(1, s);
        Span.Builder span = span(start + s, rng).setTraceId(Fixtures.id(0, low)).setSpanId(id(id));
        if (parent != 0) {
          span.setParentSpanId(id(parent));
        }
        if (rng.permille(200)) {
          span.addAttributes(Fixtures.text("error", "broken"));
        }
        all.add(request(span.build(), service()));
        if (span.getKindValue() == SpanKind.SPAN_KIND_CLIENT_VALUE && rng.permille(400)) {
          span.setKind(SpanKind.SPAN_KIND_SERVER)
              .addAttributes(
                  KeyValue.newBuilder()
                      .setKey("zipkin.shared")
                      .setValue(AnyValue.newBuilder().setBoolValue(true)));
          all.add(request(span.build(), service()));
        }
      }
    }
    return all;
  }

  /**
   * A few traces have the low half of another's id, and its time: where a trace has two roots,
   * Zipkin's storages don't agree on which of them says when it was.
   */
  private void trace(List<ExportTraceServiceRequest> to) {
    long low = rng.permille(50) && lastId > 10 ? lastId - rng.between(0, 8) : ++lastId;
    long high = rng.permille(500) ? 0 : rng.between(1, 3);
    long start = starts.computeIfAbsent(low, l -> START_MICROS + rng.between(0, SPREAD_MICROS));
    long root = rng.permille(900) ? 0 : 77;
    int spans = rng.between(1, 7);
    for (int i = 0; i < spans; i++) {
      long id = low * 100 + i + 1;
      long parent = i == 0 ? root : low * 100 + rng.between(1, i);
      Span.Builder span = span(start + i * rng.between(0, 400), rng);
      span.setTraceId(Fixtures.id(high, low)).setSpanId(id(id));
      if (parent != 0) {
        span.setParentSpanId(id(parent));
      }
      ExportTraceServiceRequest request = request(span.build(), service());
      to.add(request);
      if (rng.permille(30)) {
        to.add(request);
      }
    }
  }

  private String service() {
    return rng.permille(50) ? "" : rng.permille(100) ? "Service-0" : "service-" + rng.between(0, 4);
  }

  static Span.Builder span(long startMicros, Rng rng) {
    Span.Builder span = Span.newBuilder();
    if (!rng.permille(30)) {
      span.setStartTimeUnixNano(startMicros * 1000);
      span.setEndTimeUnixNano((startMicros + rng.between(0, 1L << rng.between(1, 22))) * 1000);
    }
    if (!rng.permille(50)) {
      span.setName("Operation " + rng.between(0, 5));
    }
    span.setKindValue(rng.between(0, SpanKind.SPAN_KIND_CONSUMER_VALUE));
    for (int tag = rng.between(0, 4); tag > 0; tag--) {
      String key = "key" + rng.between(0, 5);
      if (span.getAttributesList().stream().noneMatch(a -> a.getKey().equals(key))) {
        span.addAttributes(Fixtures.text(key, rng.permille(50) ? "" : "v" + rng.between(0, 9)));
      }
    }
    if (rng.permille(300)) {
      span.addAttributes(Fixtures.text("peer.service", "service-" + rng.between(0, 6)));
    }
    if (rng.permille(300)) {
      span.addEventsBuilder().setName("key" + rng.between(0, 8)).setTimeUnixNano(startMicros);
    }
    return span;
  }

  static ExportTraceServiceRequest request(Span span, String service) {
    Resource.Builder resource = Resource.newBuilder();
    if (!service.isEmpty()) {
      resource.addAttributes(Fixtures.text("service.name", service));
    }
    int some = span.getSpanId().byteAt(7) & 15;
    if (some < 8) {
      resource.addAttributes(Fixtures.text("key" + some, "v" + some % 3));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource)
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }

  static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, id));
  }
}

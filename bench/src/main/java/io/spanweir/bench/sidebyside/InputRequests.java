package io.spanweir.bench.sidebyside;

import io.spanweir.bench.sidebyside.InputTrace.InputSpan;
import io.spanweir.bench.workload.ProtoWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The requests that carry the traces: spans in any order, those of a trace in several requests. */
final class InputRequests {
  private static final int TRACES_AT_ONCE = 100;
  private static final int SPANS_PER_REQUEST = 40;

  private InputRequests() {}

  private record Placed(String trace, InputSpan span) {}

  /**
   * @param startNanos since 1970, when the first trace began
   */
  static List<byte[]> of(List<InputTrace> traces, long startNanos, long seed) {
    Random random = new Random(seed);
    List<byte[]> requests = new ArrayList<>();
    for (int from = 0; from < traces.size(); from += TRACES_AT_ONCE) {
      List<Placed> spans = new ArrayList<>();
      for (InputTrace trace :
          traces.subList(from, Math.min(traces.size(), from + TRACES_AT_ONCE))) {
        trace.spans().forEach(span -> spans.add(new Placed(trace.id(), span)));
      }
      Collections.shuffle(spans, random);
      for (int at = 0; at < spans.size(); at += SPANS_PER_REQUEST) {
        int to = Math.min(spans.size(), at + SPANS_PER_REQUEST);
        requests.add(request(spans.subList(at, to), startNanos));
      }
    }
    return requests;
  }

  private static byte[] request(List<Placed> spans, long startNanos) {
    ProtoWriter scope = new ProtoWriter().message(1, new ProtoWriter().string(1, "side-by-side"));
    spans.forEach(placed -> scope.message(2, span(placed, startNanos)));
    ProtoWriter resource = new ProtoWriter().message(1, attribute("service.name", "shop"));
    ProtoWriter resourceSpans = new ProtoWriter().message(1, resource).message(2, scope);
    return new ProtoWriter().message(1, resourceSpans).toByteArray();
  }

  private static ProtoWriter span(Placed placed, long startNanos) {
    InputSpan span = placed.span();
    ProtoWriter out =
        new ProtoWriter()
            .bytes(1, HexFormat.of().parseHex(placed.trace()))
            .bytes(2, HexFormat.of().parseHex(String.format("%016x", span.id())));
    if (!span.traceState().isEmpty()) {
      out.string(3, span.traceState());
    }
    out.string(5, "op")
        .fixed64(7, startNanos + span.startNanos())
        .fixed64(8, startNanos + span.endNanos());
    for (Map.Entry<String, Object> each : span.attributes().entrySet()) {
      out.message(9, attribute(each.getKey(), each.getValue()));
    }
    if (span.status() != 0) {
      out.message(15, new ProtoWriter().varint(3, span.status()));
    }
    return out.fixed32(16, span.flags());
  }

  private static ProtoWriter attribute(String key, Object value) {
    ProtoWriter any = new ProtoWriter();
    if (value instanceof Long number) {
      any.varint(3, number);
    } else if (value instanceof Boolean truth) {
      any.varint(2, truth ? 1 : 0);
    } else if (value instanceof Double number) {
      any.fixed64(4, Double.doubleToLongBits(number));
    } else {
      any.string(1, value.toString());
    }
    return new ProtoWriter().string(1, key).message(2, any);
  }
}

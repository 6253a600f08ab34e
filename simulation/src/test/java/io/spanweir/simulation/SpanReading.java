package io.spanweir.simulation;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;

/** Notes which bytes stand for which span, before anything is sent. */
final class SpanReading {
  private final Pools pools = new Pools(new ChunkPool(1L << 30, 1L << 20), new BatchPool(2));

  void collect(TestRequest request, Map<SpanKey, TestSpan> into) {
    List<SentSpan> sent = request.sent(pools);
    List<TestSpan> spans = request.validSpans();
    for (int i = 0; i < sent.size(); i++) {
      into.put(new SpanKey(sent.get(i), null), spans.get(i));
    }
  }
}

package io.spanweir.connector.spanmetrics;

import static io.spanweir.connector.spanmetrics.Spans.request;
import static io.spanweir.connector.spanmetrics.Spans.resource;
import static io.spanweir.connector.spanmetrics.Spans.span;
import static io.spanweir.connector.spanmetrics.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.core.data.SpanBatch;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A span whose series is there allocates nothing. */
class AllocationTest {
  private static final int ROUNDS = 2000;

  @Test
  void countingSpansAllocatesNothing() throws Exception {
    countsWithoutAllocating(Counted.CALLS_AND_DURATIONS);
  }

  @Test
  void countingEventsAllocatesNothing() throws Exception {
    countsWithoutAllocating(Counted.EVENTS);
  }

  private static void countsWithoutAllocating(Counted counted) throws Exception {
    Configs keys = new Configs();
    keys.exemplarsMax = 5;
    keys.dimensions =
        List.of(new DimensionConfig("http.method", null), new DimensionConfig("zone", "none"));
    SpanMetricsConfig config = keys.config();
    Dimensions dimensions = new Dimensions(config, List.of(new DimensionConfig("kind", null)));
    SpanCounts counts = new SpanCounts(config, counted, dimensions, 1 << 20, 1);
    Span[] spans = new Span[50];
    for (int i = 0; i < spans.length; i++) {
      spans[i] =
          span("op" + i % 10, i * 1_000_000L, text("http.method", "GET"), text("x", "y"))
              .toBuilder()
              .addEvents(Span.Event.newBuilder().addAttributes(text("kind", "late")))
              .addEvents(Span.Event.newBuilder().setName("plain"))
              .build();
    }
    try (Run run = Run.of(1, config)) {
      SpanBatch batch = run.batch(request(resource("shop"), spans).toByteArray());
      for (int i = 0; i < ROUNDS; i++) {
        counts.count(batch, i, i);
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < ROUNDS; i++) {
        counts.count(batch, i, i);
      }
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(bytes / (ROUNDS * (long) spans.length)).isZero();
      batch.release();
    }
  }
}

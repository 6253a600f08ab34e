package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.testkit.Seed;
import org.junit.jupiter.api.Test;

class SpanReaderTest {
  private final Bytes bytes = new Bytes();
  private final SpanReader reader = new SpanReader();

  @Test
  void readsWhatProtobufReads() {
    Seed.each(
        1000,
        seed -> {
          byte[] body = new RandomTraces(seed).next();
          SpanBatch batch = bytes.index(body);
          int row = 0;
          for (ResourceSpans resource : Kept.of(body).getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
              for (Span span : scope.getSpansList()) {
                assertSame(reader.of(batch, row++), span);
              }
            }
          }
          batch.release();
        });
  }

  private static void assertSame(SpanReader read, Span span) {
    assertThat(read.name()).isEqualTo(span.getName());
    assertThat(read.traceState()).isEqualTo(span.getTraceState());
    assertThat(read.statusMessage()).isEqualTo(span.getStatus().getMessage());
    assertThat(read.eventsCount()).isEqualTo(span.getEventsCount());
    assertThat(read.linksCount()).isEqualTo(span.getLinksCount());
  }

  @Test
  void nothingIsThere() {
    assertThat(reader.of(new byte[0], 0, 0).name()).isEmpty();
    assertThat(reader.statusMessage()).isEmpty();
    assertThat(reader.eventsCount()).isZero();
  }
}

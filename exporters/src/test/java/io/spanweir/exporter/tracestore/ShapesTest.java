package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that whoever sends spans thinks up anew each time: bounded memory, right answers. */
class ShapesTest {
  private static final int TAGS = 200;
  private static final int[] NO_TAGS = {};
  private static final long START_MICROS = 1_760_000_000_000_000L;

  private final Settings settings = Fixtures.settings("trace_store", new OneThread());
  @TempDir private Path directory;

  @Test
  void whatIsKnownIsBoundedWhateverShapesAreOf() {
    Shapes shapes = new Shapes(Shapes.MEMBERS_MAX);
    LongSet conditions = new LongSet();
    long most = 0;
    long largest = 0;
    int forgotten = 0;
    for (long shape = 1; shape <= 6_000; shape++) {
      conditions.clear();
      int own = shape % 1_000 == 0 ? 50_000 : 100;
      for (int i = 0; i < own; i++) {
        conditions.add(shape << 20 | i);
      }
      long before = shapes.bytes();
      shapes.learn(shape, conditions, NO_TAGS);
      shapes.list(shape, -shape);
      shapes.clearPart();
      forgotten += shapes.bytes() < before ? 1 : 0;
      largest = Math.max(largest, shapes.bytes() - before);
      most = Math.max(most, shapes.bytes());
    }
    assertThat(forgotten).isPositive();
    assertThat(most).isLessThanOrEqualTo(Shapes.BYTES_MAX + largest);
    shapes.forget();
    assertThat(shapes.bytes()).isZero();
  }

  /** Many shapes that fulfil conditions others fulfil too: their terms are what takes memory. */
  @Test
  void whatIsKnownIsBoundedByTermsToo() {
    Shapes shapes = new Shapes(0);
    LongSet conditions = new LongSet();
    for (int i = 0; i < 1_000; i++) {
      conditions.add(i + 1);
    }
    for (long shape = 1; shape <= 4_000; shape++) {
      assertThat(shapes.learn(shape, conditions, NO_TAGS).terms()).hasSize(1_000);
      assertThat(shapes.bytes()).isLessThan(Shapes.BYTES_MAX + 100_000);
    }
    assertThat(shapes.known(4_000)).isNotNull();
    assertThat(shapes.known(1)).as("forgotten").isNull();
  }

  /** More than is remembered: what was forgotten is written again, and all of it is found. */
  @Test
  void hostileServicesAndTagsAreFound() throws IOException {
    StoreLimits limits = new StoreLimits(1L << 40, 1L << 40, true, List.of(), 4_000);
    TraceStore store = new TraceStore(directory, limits, SystemClock.INSTANCE);
    store.open();
    int traces = 900;
    for (int trace = 0; trace < traces; ) {
      SpanBatch window = settings.pools().batches().lease();
      for (int i = 0; i < 300; i++, trace++) {
        SpanBatch one = Fixtures.batch(settings, hostile(trace));
        window.append(one);
        one.release();
      }
      store.add(window, SpanObserver.NONE);
      window.release();
    }
    for (int trace = 0; trace < traces; trace += 211) {
      String service = "service-" + trace;
      String key = "key-" + trace + "-" + trace % TAGS;
      assertFound(store, trace, service, Map.of());
      assertFound(store, trace, null, Map.of(key, ""));
      assertFound(store, trace, service, Map.of(key, "v"));
    }
    assertFound(store, traces - 1, null, Map.of("same", "v"));
    store.close();
  }

  private static void assertFound(
      TraceStore store, int trace, String service, Map<String, String> tags) throws IOException {
    long end = START_MICROS / 1000 + 60_000;
    List<StoredTrace> found =
        store.traces(new TraceQuery(service, null, null, tags, 0, 0, end, 120_000, 1));
    assertThat(found).singleElement().extracting(t -> t.id().high()).isEqualTo((long) trace + 1);
  }

  private static ExportTraceServiceRequest hostile(int trace) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(Fixtures.id(trace + 1, 1))
            .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
            .setName("operation " + trace)
            .setStartTimeUnixNano((START_MICROS + trace) * 1000)
            .setEndTimeUnixNano((START_MICROS + trace + 10) * 1000)
            .addAttributes(Fixtures.text("same", "v"));
    for (int tag = 0; tag < TAGS; tag++) {
      span.addAttributes(Fixtures.text("key-" + trace + "-" + tag, "v"));
    }
    Resource.Builder resource =
        Resource.newBuilder().addAttributes(Fixtures.text("service.name", "service-" + trace));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource)
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }
}

package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zipkin2.Span;
import zipkin2.internal.DependencyLinker;

/** Links of spans that come in any order, beside Zipkin's linker that gets whole traces. */
class LinkCounterOracleTest {
  private static final long HOURS = 3_600_000L * 48;

  private final Settings settings = Fixtures.settings("trace_store", new OneThread());
  @TempDir private Path directory;

  @Test
  void linksAsZipkinDoes() {
    Seed.each(20, this::compare);
  }

  private void compare(long seed) throws Exception {
    Rng rng = new Rng(seed);
    Path root = Files.createTempDirectory(directory, "links");
    LinkBook book = new LinkBook(root, HOURS * 100_000, SystemClock.INSTANCE);
    book.open(null);
    Map<String, List<Span>> traces = new HashMap<>();
    List<SpanBatch> batches = new ArrayList<>();
    for (ExportTraceServiceRequest request : spans(rng)) {
      SpanBatch one = Fixtures.batch(settings, request);
      for (Span span : Zipkin.spans(one)) {
        traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span);
      }
      batches.add(one);
    }
    Collections.shuffle(batches, new Random(seed));
    batches.forEach(one -> count(one, book));
    DependencyLinker linker = new DependencyLinker();
    traces.values().forEach(linker::putTrace);
    List<ServiceLink> expected =
        linker.link().stream()
            .map(l -> new ServiceLink(l.parent(), l.child(), l.callCount(), l.errorCount()))
            .sorted(Comparator.comparing(ServiceLink::parent).thenComparing(ServiceLink::child))
            .toList();
    long end = System.currentTimeMillis() + HOURS;
    long ever = end;
    assertThat(book.links(end, ever)).isEqualTo(expected).isNotEmpty();
    book.close();
    LinkBook again = new LinkBook(root, HOURS * 100_000, SystemClock.INSTANCE);
    again.open(null);
    assertThat(again.links(end, ever)).isEqualTo(expected);
  }

  private static void count(SpanBatch rows, LinkBook book) {
    SpanObserver window = book.window();
    SearchedSpan span = new SearchedSpan(TraceStore.NAMELESS);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(span.read(rows, row)).isTrue();
      window.onSpan(span, rows.index().traceIdLow(row));
    }
  }

  private static List<ExportTraceServiceRequest> spans(Rng rng) {
    return new OtlpTraces(rng).wholeTraces(60);
  }
}

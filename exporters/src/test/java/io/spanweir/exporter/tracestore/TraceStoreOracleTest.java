package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zipkin2.Span;
import zipkin2.storage.InMemoryStorage;

/** The same spans and the same questions to the store and to Zipkin's in-memory storage. */
class TraceStoreOracleTest {
  private static final StoreLimits STRICT =
      new StoreLimits(1L << 40, 1L << 40, true, List.of("key1", "key2"), 4_000);
  private static final StoreLimits LENIENT =
      new StoreLimits(1L << 40, 1L << 40, false, List.of("key1", "key2"), 4_000);

  private final Settings settings = Fixtures.settings("trace_store", new OneThread());
  @TempDir private Path directory;

  @Test
  void answersAsZipkinDoes() {
    Seed.each(2, seed -> compare(seed, STRICT));
  }

  @Test
  void answersAsZipkinDoesWithLenientIds() {
    Seed.each(2, seed -> compare(seed, LENIENT));
  }

  /** Conditions have more shapes, and keys more services, than are written for them. */
  @Test
  void answersAsZipkinDoesWhenShapesAreMany() {
    Seed.each(1, seed -> compare(seed, STRICT, 2));
    Seed.each(1, seed -> compare(seed, STRICT, 0));
  }

  private void compare(long seed, StoreLimits limits) throws Exception {
    compare(seed, limits, Shapes.MEMBERS_MAX);
  }

  private void compare(long seed, StoreLimits limits, int shapesMax) throws Exception {
    Rng rng = new Rng(seed);
    InMemoryStorage oracle =
        InMemoryStorage.newBuilder()
            .strictTraceId(limits.strictIds())
            .autocompleteKeys(limits.autocompleteKeys())
            .build();
    Path root = Files.createTempDirectory(directory, "store");
    TraceStore store =
        new TraceStore(Disk.OF_MACHINE, root, limits, SystemClock.INSTANCE, shapesMax);
    store.open();
    fill(rng, store, oracle);
    if (rng.permille(500)) {
      openAgain(store, rng.permille(500));
    }
    for (int i = 0; i < 25; i++) {
      TraceQuery query = query(rng);
      assertSame(query, traces(store.traces(query)), oracle);
      assertLimited(store, query);
    }
    assertNames(store, oracle);
    assertTraces(store, oracle);
    store.close();
  }

  /** What can be asked is the same before it has settled in. */
  private static void openAgain(TraceStore store, boolean settled) throws IOException {
    store.commit();
    store.close();
    store.open();
    boolean more = settled;
    while (more) {
      more = store.settleIn();
    }
  }

  private void fill(Rng rng, TraceStore store, InMemoryStorage oracle) throws Exception {
    List<ExportTraceServiceRequest> spans = new OtlpTraces(rng).spans(80);
    int at = 0;
    while (at < spans.size()) {
      SpanBatch window = settings.pools().batches().lease();
      for (long count = rng.between(10, 90); count > 0 && at < spans.size(); count--) {
        SpanBatch one = Fixtures.batch(settings, spans.get(at++));
        oracle.accept(Zipkin.spans(one)).execute();
        window.append(one);
        one.release();
      }
      store.add(window, SpanObserver.NONE);
      window.release();
      if (rng.permille(300)) {
        store.commit();
      }
    }
  }

  private static TraceQuery query(Rng rng) {
    Map<String, String> annotations = new HashMap<>();
    for (long i = rng.between(0, 5); i > 3; i--) {
      annotations.put("key" + rng.between(0, 8), rng.permille(400) ? "" : "v" + rng.between(0, 9));
    }
    long min = rng.permille(300) ? 1L << rng.between(1, 20) : 0;
    long max = min > 0 && rng.permille(500) ? min + rng.between(0, 2 * min) : 0;
    long end = (OtlpTraces.START_MICROS + rng.between(0, OtlpTraces.SPREAD_MICROS * 2)) / 1000;
    return new TraceQuery(
        rng.permille(600) ? "service-" + rng.between(0, 5) : null,
        rng.permille(200) ? "service-" + rng.between(0, 6) : null,
        rng.permille(300) ? "operation " + rng.between(0, 5) : null,
        annotations,
        min,
        max,
        end,
        rng.permille(500) ? 7_200_000 : rng.between(1, 3_600_000),
        100_000);
  }

  private static Set<Set<Span>> traces(List<StoredTrace> traces) {
    Set<Set<Span>> sets = new HashSet<>();
    for (StoredTrace trace : traces) {
      List<Span> spans = Zipkin.spans(trace.spans());
      assertThat(spans).doesNotHaveDuplicates();
      assertThat(sets.add(Set.copyOf(spans))).isTrue();
    }
    return sets;
  }

  private static void assertSame(TraceQuery query, Set<Set<Span>> mine, InMemoryStorage oracle)
      throws IOException {
    Set<Set<Span>> theirs = sets(oracle.spanStore().getTraces(Zipkin.request(query)).execute());
    Set<Set<Span>> missing = new HashSet<>(theirs);
    missing.removeAll(mine);
    Set<Set<Span>> wrong = new HashSet<>(mine);
    wrong.removeAll(theirs);
    assertThat(missing).as("missing for %s", query).isEmpty();
    assertThat(wrong).as("wrong for %s", query).isEmpty();
  }

  private static Set<Set<Span>> sets(List<List<Span>> traces) {
    Set<Set<Span>> sets = new HashSet<>();
    traces.forEach(t -> sets.add(Set.copyOf(t)));
    return sets;
  }

  /** Fewer are the newest of all. */
  private static void assertLimited(TraceStore store, TraceQuery q) throws IOException {
    List<Long> all = times(store.traces(q));
    assertThat(all).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    for (int limit : new int[] {2, 10}) {
      TraceQuery few =
          new TraceQuery(
              q.service(),
              q.remoteService(),
              q.spanName(),
              q.annotations(),
              q.durationMicrosMin(),
              q.durationMicrosMax(),
              q.endEpochMillis(),
              q.lookbackMillis(),
              limit);
      assertThat(times(store.traces(few))).isEqualTo(all.subList(0, Math.min(limit, all.size())));
    }
  }

  private static List<Long> times(List<StoredTrace> traces) {
    return traces.stream().map(StoredTrace::timestampMicros).toList();
  }

  private static void assertNames(TraceStore store, InMemoryStorage oracle) throws IOException {
    List<String> services = oracle.serviceAndSpanNames().getServiceNames().execute();
    assertThat(store.names(Fields.SERVICE, "")).isSorted().hasSameElementsAs(services).isNotEmpty();
    for (String service : services) {
      assertThat(store.names(Fields.SPAN_NAME, service))
          .isSorted()
          .hasSameElementsAs(oracle.serviceAndSpanNames().getSpanNames(service).execute());
      assertThat(store.names(Fields.REMOTE_SERVICE, service))
          .isSorted()
          .hasSameElementsAs(oracle.serviceAndSpanNames().getRemoteServiceNames(service).execute());
    }
    for (String key : List.of("key1", "key2", "key3")) {
      assertThat(store.names(Fields.TAG_VALUE, key))
          .isEqualTo(
              List.copyOf(new TreeSet<>(oracle.autocompleteTags().getValues(key).execute())));
    }
  }

  private static void assertTraces(TraceStore store, InMemoryStorage oracle) throws IOException {
    for (long low = 1; low < 90; low++) {
      for (long high = 0; high < 4; high++) {
        String id = (high == 0 ? "" : String.format("%016x", high)) + String.format("%016x", low);
        StoredTrace trace = store.trace(new TraceId(high, low));
        List<Span> spans = trace == null ? List.of() : Zipkin.spans(trace.spans());
        assertThat(spans)
            .as(id)
            .containsExactlyInAnyOrderElementsOf(oracle.traces().getTrace(id).execute());
      }
    }
  }
}

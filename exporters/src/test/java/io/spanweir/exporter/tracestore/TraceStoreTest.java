package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.Clock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceStoreTest {
  private static final long DAY_MILLIS = 86_400_000;
  private static final StoreLimits ROOMY =
      new StoreLimits(1L << 40, DAY_MILLIS, true, List.of(), 1 << 20);

  private final Settings settings = Fixtures.settings("trace_store", new OneThread());
  private final TestClock clock = new TestClock();
  @TempDir private Path directory;

  /** Wall time as the test says. */
  private static final class TestClock implements Clock {
    private long millis = 1_760_000_000_000L;

    @Override
    public long nanoTime() {
      return millis * 1_000_000;
    }

    @Override
    public long epochNanos() {
      return millis * 1_000_000;
    }
  }

  /** Stores on the disk, seen from outside. */
  static final class Directories {
    private Directories() {}

    static TraceStoreConfig config(String path) {
      return Records.with(new TraceStoreFactory().defaultConfig(), "path", path, "endpoint", "");
    }

    /** Every row, asked of the running exporter or, when it isn't any more, of a store anew. */
    static List<SpanBatch> all(Path path, TraceStoreExporter exporter) throws IOException {
      if (exporter != null && !exporter.isShutDown()) {
        return rows(exporter.store());
      }
      TraceStore store = new TraceStore(path, ROOMY, new TestClock());
      store.open();
      try {
        return rows(store);
      } finally {
        store.close();
      }
    }

    private static List<SpanBatch> rows(TraceStore store) throws IOException {
      List<SpanBatch> rows = new ArrayList<>();
      for (TraceId id : store.ids()) {
        rows.add(store.trace(id).spans());
      }
      return rows;
    }
  }

  private TraceStore open(StoreLimits limits) throws IOException {
    TraceStore store = new TraceStore(directory, limits, clock);
    store.open();
    return store;
  }

  private void add(TraceStore store, int spans, long seed) throws IOException {
    SpanBatch rows = Fixtures.batch(settings, Fixtures.request(spans, seed));
    store.add(rows, SpanObserver.NONE);
    rows.release();
  }

  private static TraceId id(long seed) {
    return new TraceId(seed, 1);
  }

  @Test
  void isThereAgainAfterACrashAsOfTheLastCommit() throws IOException {
    TraceStore store = open(ROOMY);
    // One more would be merged while its files are copied.
    for (int i = 0; i < 19; i++) {
      add(store, 3, 1000 + i);
      if (i == 14) {
        store.commit();
      }
    }
    assertThat(store.ids()).hasSize(19);
    Path copy = Files.createDirectory(directory.resolveSibling(directory.getFileName() + "-copy"));
    copy(directory, copy);
    TraceStore after = new TraceStore(copy, ROOMY, clock);
    after.open();
    assertThat(after.ids()).hasSize(15);
    add(after, 2, 5000);
    after.commit();
    assertThat(after.trace(id(5000)).spans().size()).isEqualTo(2);
    after.close();
    store.close();
  }

  /** What a process leaves that is killed at this moment. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (!path.equals(from)) {
          Files.copy(path, to.resolve(from.relativize(path)));
        }
      }
    }
  }

  @Test
  void goesBackToTheLastCommitAndOn() throws IOException {
    TraceStore store = open(ROOMY);
    add(store, 3, 1000);
    store.commit();
    add(store, 3, 2000);
    store.rollBack();
    assertThat(store.ids()).containsExactly(id(1000));
    add(store, 3, 2000);
    store.commit();
    assertThat(store.ids()).containsExactlyInAnyOrder(id(1000), id(2000));
    store.close();
  }

  @Test
  void staysWithinItsBytesByLettingTheOldestGo() throws IOException {
    long bytesMax = 250 << 10;
    TraceStore store = open(new StoreLimits(bytesMax, DAY_MILLIS, true, List.of(), 1 << 20));
    long most = 0;
    for (int i = 0; i < 50; i++) {
      clock.millis += 10;
      add(store, 200, 10_000L * (i + 1));
      store.commit();
      most = Math.max(most, store.diskBytes());
    }
    assertThat(most).isLessThan(bytesMax + bytesMax / 8);
    assertThat(store.trace(id(10_000L))).as("the oldest").isNull();
    assertThat(store.trace(id(10_000L * 50)).spans().size()).as("the newest").isEqualTo(200);
    assertThat(store.diskBytes()).isGreaterThan(bytesMax / 2);
    store.close();
  }

  @Test
  void letsGoOfWhatIsTooOld() throws IOException {
    TraceStore store = open(ROOMY);
    for (int hour = 0; hour < 60; hour++) {
      add(store, 1, 1000 + hour);
      store.commit();
      clock.millis += 3_600_000;
    }
    store.tidy();
    assertThat(store.trace(id(1000))).isNull();
    assertThat(store.trace(id(1000 + 33))).isNull();
    assertThat(store.trace(id(1000 + 37))).isNotNull();
    assertThat(store.trace(id(1059))).isNotNull();
    try (Stream<Path> slices = Files.list(directory)) {
      assertThat(slices.count()).as("files of a slice are deleted with it").isLessThan(20);
    }
    store.close();
  }

  @Test
  void slicesAreWholeIndexes() throws IOException {
    TraceStore store = open(ROOMY);
    add(store, 3, 1000);
    store.commit();
    store.close();
    for (Path slice : Slice.list(directory)) {
      try (FSDirectory index = FSDirectory.open(slice);
          DirectoryReader reader = DirectoryReader.open(index)) {
        assertThat(reader.maxDoc()).isEqualTo(1);
      }
    }
  }

  @Test
  void anotherProcessIsToldWhoseStoreItIs() throws IOException {
    TraceStore store = open(ROOMY);
    TraceStoreExporter other =
        new TraceStoreExporter(settings, Directories.config(directory.toString()));
    assertThatThrownBy(other::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("another process");
    store.close();
  }

  /** What was there before is learnt once the start is done, and not while the store is opened. */
  @Test
  void settlesInByItself() throws IOException {
    TraceStore store = open(ROOMY);
    add(store, 3, 1000);
    store.commit();
    store.close();
    OneThread time = new OneThread();
    TraceStoreExporter exporter =
        new TraceStoreExporter(
            Fixtures.settings("trace_store", time), Directories.config(directory.toString()));
    exporter.start();
    View opened = exporter.store().held();
    assertThat(opened.ids(0).isMade()).isFalse();
    time.advance(100_000_000);
    assertThat(opened.ids(0).isMade()).isFalse();
    time.advance(1_000_000_000);
    assertThat(opened.ids(0).isMade()).isTrue();
    opened.release();
    exporter.shutdown(time.nanoTime());
    time.advance(1_000_000_000);
    assertThat(exporter.isShutDown()).isTrue();
  }

  @Test
  void refusesMistakes() {
    TraceStoreConfig config = Directories.config(directory.toString());
    assertThatThrownBy(() -> Records.with(config, "maxAge", Duration.ofSeconds(1)))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> Records.with(config, "queryLimitDefault", 0))
        .isInstanceOf(InvalidConfigException.class);
  }

  @Test
  void answersWhileItIsWrittenTo() throws Exception {
    TraceStore store = open(new StoreLimits(300 << 10, DAY_MILLIS, true, List.of(), 1 << 20));
    AtomicReference<Throwable> problem = new AtomicReference<>();
    Thread asker =
        new Thread(
            () -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  ask(store);
                }
              } catch (IOException | RuntimeException | AssertionError e) {
                problem.set(e);
              }
            });
    asker.start();
    for (int i = 0; i < 30; i++) {
      clock.millis += 10;
      add(store, 100, 1_000L * (i + 1));
      store.commit();
    }
    asker.interrupt();
    asker.join();
    assertThat(problem.get()).isNull();
    store.close();
  }

  private static void ask(TraceStore store) throws IOException {
    TraceQuery query =
        new TraceQuery("shop", null, "span 1", Map.of(), 1, 0, DAY_MILLIS, DAY_MILLIS, 10);
    for (StoredTrace trace : store.traces(query)) {
      assertThat(trace.spans().size()).isEqualTo(100);
    }
    assertThat(store.names(Fields.SERVICE, "")).isSubsetOf("shop");
  }
}

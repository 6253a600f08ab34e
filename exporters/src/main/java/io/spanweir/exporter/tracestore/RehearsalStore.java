package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.links.LinkCounter;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.util.IOUtils;

/**
 * A store of made-up traces within another's directory, to be thrown away: written to and asked as
 * the real one is, never committed, and by nobody else. The writing thread's.
 */
final class RehearsalStore {
  private static final String DIRECTORY = "rehearsal";
  private static final long REMEMBERED_BYTES = 1 << 20;

  /** So few that most leave the ring, as all do sooner or later. */
  private static final int LINKED_SPANS = 1 << 14;

  private static final long LINK_NANOS = 15_000_000_000L;
  private static final long LOOKBACK_MILLIS = 60_000;
  private static final int LIMIT = 10;

  private final Path root;
  private final Clock clock;
  private final TraceStore store;
  private final LinkBook links;
  private final boolean countsLinks;
  private final MadeUpTraces traces = new MadeUpTraces();
  private final OtlpIndexer indexer = new OtlpIndexer(Integer.MAX_VALUE);
  private final BatchPool batches = new BatchPool(1);

  /**
   * @param around the directory of the real one
   * @param limits of the real one
   * @param countsLinks whether links are counted from what is stored
   */
  RehearsalStore(Disk disk, Path around, StoreLimits limits, boolean countsLinks, Clock clock) {
    root = around.resolve(DIRECTORY);
    StoreLimits small =
        new StoreLimits(
            limits.bytesMax(),
            limits.ageMillisMax(),
            limits.strictIds(),
            limits.autocompleteKeys(),
            REMEMBERED_BYTES);
    store = new TraceStore(disk, root, small, clock);
    links = new LinkBook(root, small.ageMillisMax(), clock);
    this.countsLinks = countsLinks;
    this.clock = clock;
  }

  /** Deletes what a process left that was killed; what can't be deleted stays and harms nobody. */
  static void clear(Path around) {
    try {
      IOUtils.rm(around.resolve(DIRECTORY));
    } catch (IOException e) {
      // A rehearsal can't begin then.
    }
  }

  void open() throws IOException {
    store.open();
    if (countsLinks) {
      links.begin(new LinkCounter(LINKED_SPANS, LINK_NANOS));
    }
  }

  /** Writes a window of made-up traces, of so many spans or a few more. */
  void write(int spans) throws IOException, MalformedException {
    SpanBatch rows = batches.lease();
    try {
      for (Chunk framed : traces.of(spans, clock.epochNanos())) {
        indexer.index(framed, rows);
      }
      store.checkDisk();
      store.add(rows, links.window());
    } finally {
      rows.release();
    }
  }

  /** Asks for the newest traces of one of the services. @return how many are found */
  int ask() throws IOException {
    long now = clock.epochNanos() / 1_000_000;
    TraceQuery query =
        new TraceQuery(
            MadeUpTraces.SERVICE, null, null, Map.of(), 0, 0, now, LOOKBACK_MILLIS, LIMIT);
    return store.traces(query).size();
  }

  /** Closes and deletes it. Safe if it isn't open. */
  void close() throws IOException {
    try {
      store.close();
    } finally {
      IOUtils.rm(root);
    }
  }
}

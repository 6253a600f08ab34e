package io.spanweir.exporter.tracestore;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.Clock;
import io.spanweir.exporter.zipkin.SearchedSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Spans on a disk, to be found again.
 *
 * <h2>Why a query is exact</h2>
 *
 * Zipkin asks whether a trace has some span that fulfils this condition and some, perhaps another,
 * that fulfils that. The spans of a trace come in parts, so the conditions may be fulfilled by
 * different documents, and joining documents by their trace is too slow among millions. So each
 * part is indexed with the terms of all earlier parts too ({@link Fields}): the latest one stands
 * for the trace as a whole. Terms are hashes and durations are rounded, so what is found is read
 * and tested by Zipkin's own rule ({@link TraceMatch}); nothing is missed and nothing wrong is
 * answered.
 *
 * <h2>What survives</h2>
 *
 * What was {@link #commit}ted is there after a crash, all of it or nothing of one window: Lucene
 * writes files once, never changes them, and a commit is the name of a list of files that are on
 * the disk. What was added after the last commit is gone. When adding fails, whoever added goes
 * back to the last commit by {@link #rollBack} and adds again what came since.
 *
 * <p>Adding, committing and rolling back is one thread's; queries are any thread's.
 */
final class TraceStore {
  static final String NAMELESS = "unknown";

  private static final long DISK_BYTES_MIN = 64L << 20;

  private final Disk disk;
  private final Path root;
  private final StoreLimits limits;
  private final Clock clock;
  private final Shelf shelf;
  private final PartWriter writer;

  TraceStore(Path root, StoreLimits limits, Clock clock) {
    this(Disk.OF_MACHINE, root, limits, clock);
  }

  TraceStore(Disk disk, Path root, StoreLimits limits, Clock clock) {
    this(disk, root, limits, clock, Shapes.MEMBERS_MAX);
  }

  TraceStore(Disk disk, Path root, StoreLimits limits, Clock clock, int shapesMax) {
    this.disk = disk;
    this.root = root;
    this.limits = limits;
    this.clock = clock;
    shelf = new Shelf(disk, root, limits);
    writer = new PartWriter(limits, new SearchedSpan(NAMELESS), shapesMax);
  }

  private long nowEpochMillis() {
    return clock.epochNanos() / 1_000_000;
  }

  void open() throws IOException {
    shelf.open(nowEpochMillis());
  }

  /**
   * Looks for room before a window is written: a full disk met half way is survived too, but costs
   * going back to the last commit.
   *
   * @throws IOException if there is too little, saying so
   */
  void checkDisk() throws IOException {
    long free = disk.usableBytes(root);
    if (free < DISK_BYTES_MIN) {
      throw new IOException(
          "the disk of " + root + " is full: " + new ByteSize(free).rounded() + " are free");
    }
  }

  /**
   * Adds a window's rows, which stay their owner's, and makes them readable.
   *
   * @param observer is shown the rows that can be read, in their order
   */
  void add(SpanBatch rows, SpanObserver observer) throws IOException {
    View before = shelf.view();
    if (before == null) {
      throw closed();
    }
    writer.add(rows, shelf.newest(), before, observer);
    shelf.refresh();
  }

  /**
   * Makes the store quicker in finding what was there before it was opened, by one step.
   *
   * @return whether there was a step to make
   */
  boolean settleIn() throws IOException {
    return shelf.makeFilter() || shelf.readAhead();
  }

  /** Makes what was added last. */
  void commit() throws IOException {
    shelf.newest().commit(nowEpochMillis());
    tidy();
  }

  /** Keeps to the limits; to be called now and then if nothing is committed. */
  void tidy() throws IOException {
    if (shelf.tidy(nowEpochMillis())) {
      writer.onOtherSlice();
    }
  }

  /** Goes back to what was committed last, whatever went wrong since. */
  void rollBack() throws IOException {
    close();
    shelf.open(nowEpochMillis());
  }

  /** Closes it; what was not committed is gone. Safe if it isn't open. */
  void close() throws IOException {
    writer.forget();
    shelf.close();
  }

  private IOException closed() {
    return new IOException("the store in " + root + " is closed");
  }

  /** Bytes of all files, when they were last counted. */
  long diskBytes() {
    return shelf.diskBytes();
  }

  /** What can be read now, held; whoever asks releases it. */
  View held() throws IOException {
    while (true) {
      View view = shelf.view();
      if (view == null) {
        throw closed();
      }
      if (view.hold()) {
        return view;
      }
    }
  }

  /** How many parts there are. */
  int parts() {
    View view = shelf.view();
    return view == null ? 0 : view.parts();
  }

  List<StoredTrace> traces(TraceQuery query) throws IOException {
    View view = held();
    try {
      PartReader parts = new PartReader(limits.strictIds());
      SearchedSpan span = new SearchedSpan(NAMELESS);
      return new TraceSearch(view, query, parts, limits.strictIds(), span).run();
    } finally {
      view.release();
    }
  }

  List<StoredTrace> traces(Collection<TraceId> ids) throws IOException {
    View view = held();
    try {
      PartReader parts = new PartReader(limits.strictIds());
      List<StoredTrace> traces = new ArrayList<>();
      for (TraceId id : ids) {
        SpanBatch rows = parts.read(view, id);
        if (rows != null) {
          traces.add(stored(rows));
        }
      }
      return traces;
    } finally {
      view.release();
    }
  }

  private static StoredTrace stored(SpanBatch rows) {
    TraceTimes times = new TraceTimes();
    times.look(rows);
    TraceId id = new TraceId(rows.index().traceIdHigh(0), rows.index().traceIdLow(0));
    return new StoredTrace(id, times.timestampMicros(), rows);
  }

  @Nullable StoredTrace trace(TraceId id) throws IOException {
    List<StoredTrace> traces = traces(List.of(id));
    return traces.isEmpty() ? null : traces.get(0);
  }

  /** The ids of all traces, in no order: for tests and tools. */
  Set<TraceId> ids() throws IOException {
    Set<TraceId> ids = new HashSet<>();
    View view = held();
    try {
      for (LeafReaderContext leaf : view.leaves()) {
        NumericDocValues high = leaf.reader().getNumericDocValues(Fields.ID_HIGH);
        NumericDocValues low = leaf.reader().getNumericDocValues(Fields.ID_LOW);
        for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
          high.advanceExact(doc);
          low.advanceExact(doc);
          ids.add(new TraceId(high.longValue(), low.longValue()));
        }
      }
    } finally {
      view.release();
    }
    return ids;
  }

  /** All names of a kind that belong to this, in alphabetical order. */
  List<String> names(byte kind, String owner) throws IOException {
    BytesRef prefix = Fields.namePrefix(kind, owner);
    Set<String> names = new TreeSet<>();
    View view = held();
    try {
      for (LeafReaderContext leaf : view.leaves()) {
        Terms terms = leaf.reader().terms(Fields.NAMES);
        if (terms != null) {
          names(terms.iterator(), prefix, names);
        }
      }
    } finally {
      view.release();
    }
    return List.copyOf(names);
  }

  private static void names(TermsEnum at, BytesRef prefix, Set<String> to) throws IOException {
    if (at.seekCeil(prefix) == SeekStatus.END) {
      return;
    }
    for (BytesRef term = at.term();
        term != null && StringHelper.startsWith(term, prefix);
        term = at.next()) {
      BytesRef name =
          new BytesRef(term.bytes, term.offset + prefix.length, term.length - prefix.length);
      to.add(name.utf8ToString());
    }
  }
}

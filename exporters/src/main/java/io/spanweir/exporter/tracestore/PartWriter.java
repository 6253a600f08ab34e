package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.exporter.tracestore.TraceTerms.Gathered;
import io.spanweir.exporter.zipkin.SearchedSpan;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.IndexWriter;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of one window into parts, one for each trace, and adds them to a slice. What a
 * trace was found by so far is remembered for those written lately, and gathered again from what is
 * stored for others. The writing thread's.
 */
final class PartWriter {
  private static final int NONE = -1;
  private static final long ENTRY_BYTES = 96;

  private final StoreLimits limits;
  private final SearchedSpan span;
  private final PartReader parts;
  private final TraceTerms terms = new TraceTerms();
  private final Names names;
  private final Shapes shapes;
  private final SpanTerms spans;
  private final PartFramer framer = new PartFramer();
  private final PartDocument document;
  private final LinkedHashMap<TraceId, Gathered> remembered =
      new LinkedHashMap<>(1024, 0.75f, true);
  private long rememberedBytes;
  private int[] nextRow = new int[1024];
  private int[] rowsOfTrace = new int[64];

  PartWriter(StoreLimits limits, SearchedSpan span, int shapesMax) {
    shapes = new Shapes(shapesMax);
    this.limits = limits;
    this.span = span;
    parts = new PartReader(limits.strictIds());
    names = new Names(limits.autocompleteKeys());
    spans = new SpanTerms(shapes, names);
    document = new PartDocument(terms, names, shapes);
  }

  /** What was added last may not be there; after a slice was rolled back. */
  void forget() {
    remembered.clear();
    rememberedBytes = 0;
    onOtherSlice();
  }

  /** Another slice is added to from now on. */
  void onOtherSlice() {
    names.forget();
    shapes.forget();
  }

  /**
   * Adds all rows, which stay their owner's.
   *
   * @param before all that was added earlier
   * @param observer is shown the rows that can be read, in their order
   */
  void add(SpanBatch rows, Slice slice, View before, SpanObserver observer) throws IOException {
    spans.clear();
    read(rows, observer);
    Map<TraceId, int[]> chains = chains(rows);
    for (Map.Entry<TraceId, int[]> chain : chains.entrySet()) {
      int count = 0;
      for (int row = chain.getValue()[0]; row != NONE; row = nextRow[row]) {
        if (count == rowsOfTrace.length) {
          rowsOfTrace = Arrays.copyOf(rowsOfTrace, count * 2);
        }
        rowsOfTrace[count++] = row;
      }
      add(rows, count, chain.getKey(), slice, before);
    }
  }

  /** In the order of rows, in which resources and scopes are read once. */
  private void read(SpanBatch rows, SpanObserver observer) {
    span.begin();
    for (int row = 0; row < rows.size(); row++) {
      if (span.read(rows, row)) {
        spans.add(span);
        observer.onSpan(span, rows.index().traceIdLow(row));
      } else {
        spans.addNothing();
      }
    }
  }

  /** First and last row of each trace; the rows between them follow {@link #nextRow}. */
  private Map<TraceId, int[]> chains(SpanBatch rows) {
    SpanIndex index = rows.index();
    if (nextRow.length < rows.size()) {
      nextRow = new int[rows.size() * 2];
    }
    Map<TraceId, int[]> chains = new LinkedHashMap<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      nextRow[row] = NONE;
      long high = limits.strictIds() ? index.traceIdHigh(row) : 0;
      TraceId id = new TraceId(high, index.traceIdLow(row));
      int[] chain = chains.get(id);
      if (chain == null) {
        chains.put(id, new int[] {row, row});
      } else {
        nextRow[chain[1]] = row;
        chain[1] = row;
      }
    }
    return chains;
  }

  private void add(SpanBatch rows, int count, TraceId id, Slice slice, View before)
      throws IOException {
    terms.clear();
    Gathered earlier = earlier(id, before);
    if (earlier != null) {
      terms.resume(earlier);
    }
    for (int i = 0; i < count; i++) {
      terms.add(spans, rowsOfTrace[i]);
    }
    framer.frame(rows, rowsOfTrace, count);
    long high = rows.index().traceIdHigh(rowsOfTrace[0]);
    IndexWriter writer = slice.writer();
    writer.addDocument(document.of(high, id.low(), terms.timestampMicros(), framer));
    names.clearPart();
    shapes.clearPart();
    remember(id, terms.gathered());
  }

  private @Nullable Gathered earlier(TraceId id, View before) throws IOException {
    Gathered lately = remembered.get(id);
    if (lately != null || PartReader.isNew(before, id.low())) {
      return lately;
    }
    SpanBatch stored = parts.read(before, id);
    if (stored == null) {
      return null;
    }
    int first = spans.rows();
    read(stored, SpanObserver.NONE);
    for (int row = first; row < spans.rows(); row++) {
      terms.add(spans, row);
    }
    spans.cutTo(first);
    Gathered again = terms.gathered();
    terms.clear();
    return again;
  }

  private void remember(TraceId id, Gathered gathered) {
    Gathered before = remembered.put(id, gathered);
    rememberedBytes += bytes(gathered) - (before == null ? 0 : bytes(before));
    var oldest = remembered.entrySet().iterator();
    while (rememberedBytes > limits.rememberedBytesMax() && oldest.hasNext()) {
      rememberedBytes -= bytes(oldest.next().getValue());
      oldest.remove();
    }
  }

  private static long bytes(Gathered gathered) {
    return ENTRY_BYTES + gathered.bytes();
  }
}

package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.exporter.zipkin.SearchedSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * Finds the newest traces that fulfil a query. Parts that have all its terms are taken from the
 * newest timestamp on, their traces read and tested; enough traces are enough when none of the
 * parts left is newer than the oldest of them: the latest part of each trace has its timestamp. One
 * query; one thread.
 */
final class TraceSearch {
  private static final int BATCH_MIN = 32;
  private static final int BATCH_MAX = 8_192;

  /** Parts that are looked at in the order they came; the latest so many first. */
  private static final int STRETCH = 1_024;

  private final View view;
  private final TraceQuery query;
  private final PartReader parts;
  private final boolean strict;
  private final TraceMatch match;
  private final long firstMicros;
  private final Set<TraceId> looked = new HashSet<>();
  private final PriorityQueue<StoredTrace> found =
      new PriorityQueue<>(Comparator.comparingLong(StoredTrace::timestampMicros));
  private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(Candidate.OLDEST_FIRST);

  /** A part that has all terms. */
  private record Candidate(long micros, int doc, long high, long low) {
    static final Comparator<Candidate> OLDEST_FIRST =
        Comparator.comparingLong(Candidate::micros).thenComparingInt(Candidate::doc);
  }

  TraceSearch(View view, TraceQuery query, PartReader parts, boolean strict, SearchedSpan span) {
    this.view = view;
    this.query = query;
    this.parts = parts;
    this.strict = strict;
    match = new TraceMatch(query, span);
    firstMicros = Math.max(1, (query.endEpochMillis() - query.lookbackMillis()) * 1000);
  }

  List<StoredTrace> run() throws IOException {
    PartTerms terms = new PartTerms(view, query);
    long wanted = Math.max(BATCH_MIN, 2L * query.limit());
    Candidate before = new Candidate(query.endEpochMillis() * 1000, Integer.MAX_VALUE, 0, 0);
    while (true) {
      int room = (int) Math.min(BATCH_MAX, wanted);
      collect(terms, before, room);
      boolean all = candidates.size() < room;
      List<Candidate> batch = new ArrayList<>(candidates);
      candidates.clear();
      batch.sort(Candidate.OLDEST_FIRST.reversed());
      if (look(batch) || all) {
        return newestFirst();
      }
      before = batch.get(batch.size() - 1);
      wanted *= 4;
    }
  }

  /**
   * @return whether no other part can be of a newer trace than those found
   */
  private boolean look(List<Candidate> batch) throws IOException {
    for (Candidate candidate : batch) {
      if (found.size() == query.limit()
          && found.element().timestampMicros() >= candidate.micros()) {
        return true;
      }
      TraceId id = new TraceId(candidate.high(), candidate.low());
      if (looked.add(strict ? id : new TraceId(0, id.low()))) {
        look(id);
      }
    }
    return false;
  }

  private void look(TraceId id) throws IOException {
    SpanBatch rows = parts.read(view, id);
    if (rows != null && match.test(rows)) {
      TraceId first = new TraceId(rows.index().traceIdHigh(0), rows.index().traceIdLow(0));
      found.add(new StoredTrace(first, match.timestampMicros(), rows));
      if (found.size() > query.limit()) {
        found.remove();
      }
    }
  }

  private List<StoredTrace> newestFirst() {
    List<StoredTrace> traces = new ArrayList<>(found);
    traces.sort(Comparator.comparingLong(StoredTrace::timestampMicros).reversed());
    return traces;
  }

  /** The newest parts before that one which are in the query's time, as many as there is room. */
  private void collect(PartTerms terms, Candidate before, int room) throws IOException {
    List<LeafReaderContext> leaves = new ArrayList<>(view.leaves());
    leaves.sort(
        Comparator.<LeafReaderContext>comparingLong(l -> view.bounds(l.ord).latestMicros())
            .reversed());
    for (LeafReaderContext leaf : leaves) {
      View.Bounds bounds = view.bounds(leaf.ord);
      boolean tooOld =
          bounds.latestMicros() < firstMicros
              || (candidates.size() == room
                  && bounds.latestMicros() < candidates.element().micros());
      if (!tooOld && bounds.earliestMicros() <= before.micros()) {
        collect(terms, leaf, before, room);
      }
    }
  }

  private void collect(PartTerms terms, LeafReaderContext leaf, Candidate before, int room)
      throws IOException {
    FixedBitSet parts = terms.find(leaf.reader());
    if (parts == null) {
      return;
    }
    for (int at = (leaf.reader().maxDoc() - 1) / STRETCH * STRETCH; at >= 0; at -= STRETCH) {
      int end = Math.min(at + STRETCH, leaf.reader().maxDoc());
      if (parts.nextSetBit(at) < end) {
        collect(leaf, parts, at, end, before, room);
      }
    }
  }

  private void collect(
      LeafReaderContext leaf, FixedBitSet parts, int from, int end, Candidate before, int room)
      throws IOException {
    NumericDocValues timestamps = leaf.reader().getNumericDocValues(Fields.TIMESTAMP);
    NumericDocValues highs = leaf.reader().getNumericDocValues(Fields.ID_HIGH);
    NumericDocValues lows = leaf.reader().getNumericDocValues(Fields.ID_LOW);
    long oldest = candidates.size() == room ? candidates.element().micros() : firstMicros;
    for (int doc = parts.nextSetBit(from); doc < end; doc = next(parts, doc)) {
      timestamps.advanceExact(doc);
      long micros = timestamps.longValue();
      if (micros < oldest || micros > before.micros()) {
        continue;
      }
      highs.advanceExact(doc);
      lows.advanceExact(doc);
      Candidate one =
          new Candidate(micros, leaf.docBase + doc, highs.longValue(), lows.longValue());
      if (Candidate.OLDEST_FIRST.compare(one, before) < 0) {
        candidates.add(one);
        if (candidates.size() > room) {
          candidates.remove();
        }
        oldest = candidates.size() == room ? candidates.element().micros() : firstMicros;
      }
    }
  }

  private static int next(FixedBitSet parts, int doc) {
    return doc + 1 < parts.length() ? parts.nextSetBit(doc + 1) : DocIdSetIterator.NO_MORE_DOCS;
  }
}

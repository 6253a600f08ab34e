package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.exporter.zipkin.SearchedSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;

/**
 * Finds the newest traces that fulfil a query. Parts that have all its terms are taken from the
 * newest timestamp on, their traces read and tested; enough traces are enough when none of the
 * parts left is newer than the oldest of them: the latest part of each trace has its timestamp. One
 * query; one thread.
 */
final class TraceSearch {
  private static final int BATCH_MIN = 32;
  private static final int BATCH_MAX = 8_192;

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
    Query terms = view.searcher().rewrite(terms());
    Weight weight = view.searcher().createWeight(terms, ScoreMode.COMPLETE_NO_SCORES, 1);
    long wanted = Math.max(BATCH_MIN, 2L * query.limit());
    Candidate before = new Candidate(query.endEpochMillis() * 1000, Integer.MAX_VALUE, 0, 0);
    while (true) {
      int room = (int) Math.min(BATCH_MAX, wanted);
      collect(weight, before, room);
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

  private Query terms() throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    long service = Terms.ANY_SERVICE;
    int conditions = 0;
    if (query.service() != null) {
      service = Terms.text(Terms.SERVICE, utf8(query.service()));
      all.add(fulfils(service), Occur.FILTER);
      conditions++;
    }
    if (query.remoteService() != null) {
      long remote = Terms.text(Terms.REMOTE_SERVICE, utf8(query.remoteService()));
      all.add(fulfils(Terms.of(remote, service)), Occur.FILTER);
      conditions++;
    }
    if (query.spanName() != null) {
      long name = Terms.text(Terms.SPAN_NAME, utf8(query.spanName()));
      all.add(fulfils(Terms.of(name, service)), Occur.FILTER);
      conditions++;
    }
    for (Map.Entry<String, String> e : query.annotations().entrySet()) {
      long key = Terms.text(Terms.KEY, utf8(e.getKey()));
      all.add(
          e.getValue().isEmpty()
              ? fulfils(Terms.of(key, service))
              : hasTag(key, Terms.pair(key, utf8(e.getValue())), service),
          Occur.FILTER);
      conditions++;
    }
    if (query.durationMicrosMin() > 0) {
      all.add(durations(service), Occur.FILTER);
      conditions++;
    }
    return conditions == 0 ? new MatchAllDocsQuery() : all.build();
  }

  /** Parts that fulfil a condition: by its own term, or by a shape that does. */
  private Query fulfils(long condition) throws IOException {
    Set<Long> terms = new HashSet<>();
    terms.add(condition);
    Shapes.find(view, condition, terms);
    return any(terms);
  }

  /** A tag of a span has a term with its service; without one, every service may have it. */
  private Query hasTag(long key, long pair, long service) throws IOException {
    Set<Long> terms = new HashSet<>();
    if (service == Terms.ANY_SERVICE) {
      Shapes.find(view, Terms.services(key), terms);
      terms = terms.stream().map(its -> Terms.of(pair, its)).collect(Collectors.toSet());
    }
    long condition = Terms.of(pair, service);
    terms.add(condition);
    Shapes.find(view, condition, terms);
    return any(terms);
  }

  private static Query any(Set<Long> terms) {
    List<BytesRef> bytes = new ArrayList<>(terms.size());
    terms.forEach(term -> bytes.add(Fields.eight(term == 0 ? 1 : term)));
    return bytes.size() == 1
        ? new TermQuery(new Term(Fields.TERMS, bytes.get(0)))
        : new TermInSetQuery(Fields.TERMS, bytes);
  }

  private Query durations(long service) {
    long max = query.durationMicrosMax();
    int last = max == 0 ? Terms.BUCKET_MAX : Terms.bucket(max);
    return new TermRangeQuery(
        Fields.DURATIONS,
        Fields.eight(Terms.duration(service, Terms.bucket(query.durationMicrosMin()))),
        Fields.eight(Terms.duration(service, last)),
        true,
        true);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The newest parts before that one which are in the query's time, as many as there is room. */
  private void collect(Weight weight, Candidate before, int room) throws IOException {
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
        collect(weight, leaf, before, room);
      }
    }
  }

  private void collect(Weight weight, LeafReaderContext leaf, Candidate before, int room)
      throws IOException {
    Scorer scorer = weight.scorer(leaf);
    if (scorer == null) {
      return;
    }
    NumericDocValues timestamps = leaf.reader().getNumericDocValues(Fields.TIMESTAMP);
    NumericDocValues highs = leaf.reader().getNumericDocValues(Fields.ID_HIGH);
    NumericDocValues lows = leaf.reader().getNumericDocValues(Fields.ID_LOW);
    DocIdSetIterator docs = scorer.iterator();
    long oldest = candidates.size() == room ? candidates.element().micros() : firstMicros;
    for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
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
}

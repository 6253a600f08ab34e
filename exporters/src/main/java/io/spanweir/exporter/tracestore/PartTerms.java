package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a query terms can say: which parts may be of its traces. A part that has all terms need
 * not be an answer, one that has not all is none. One query; one thread.
 */
final class PartTerms {
  private final View view;
  private final List<Condition> conditions = new ArrayList<>();

  /** A part has a term of one of the ranges. */
  private record Condition(String field, List<Range> ranges) {}

  /** Terms from one to another, unsigned, inclusive. */
  private record Range(long first, long last) {}

  PartTerms(View view, TraceQuery query) throws IOException {
    this.view = view;
    long service = Terms.ANY_SERVICE;
    if (query.service() != null) {
      service = Terms.text(Terms.SERVICE, utf8(query.service()));
      fulfils(service);
    }
    if (query.remoteService() != null) {
      long remote = Terms.text(Terms.REMOTE_SERVICE, utf8(query.remoteService()));
      fulfils(Terms.of(remote, service));
    }
    if (query.spanName() != null) {
      long name = Terms.text(Terms.SPAN_NAME, utf8(query.spanName()));
      fulfils(Terms.of(name, service));
    }
    for (Map.Entry<String, String> e : query.annotations().entrySet()) {
      long key = Terms.text(Terms.KEY, utf8(e.getKey()));
      if (e.getValue().isEmpty()) {
        fulfils(Terms.of(key, service));
      } else {
        hasTag(key, Terms.pair(key, utf8(e.getValue())), service);
      }
    }
    if (query.durationMicrosMin() > 0) {
      long max = query.durationMicrosMax();
      int last = max == 0 ? Terms.BUCKET_MAX : Terms.bucket(max);
      Range range =
          new Range(
              Terms.duration(service, Terms.bucket(query.durationMicrosMin())),
              Terms.duration(service, last));
      conditions.add(new Condition(Fields.DURATIONS, List.of(range)));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Parts that fulfil a condition: by its own term, or by a shape that does. */
  private void fulfils(long condition) throws IOException {
    Set<Long> terms = new HashSet<>();
    terms.add(condition);
    Shapes.find(view, condition, terms);
    any(terms);
  }

  /** A tag of a span has a term with its service; without one, every service may have it. */
  private void hasTag(long key, long pair, long service) throws IOException {
    Set<Long> terms = new HashSet<>();
    if (service == Terms.ANY_SERVICE) {
      Shapes.find(view, Terms.services(key), terms);
      terms = terms.stream().map(its -> Terms.of(pair, its)).collect(Collectors.toSet());
    }
    long condition = Terms.of(pair, service);
    terms.add(condition);
    Shapes.find(view, condition, terms);
    any(terms);
  }

  private void any(Set<Long> terms) {
    List<Range> ranges = terms.stream().map(term -> new Range(term, term)).toList();
    conditions.add(new Condition(Fields.TERMS, ranges));
  }

  /** The parts of a segment that have all terms; null if none has. */
  @Nullable FixedBitSet find(LeafReader segment) throws IOException {
    FixedBitSet all = null;
    for (Condition condition : conditions) {
      FixedBitSet its = find(segment, condition);
      if (all == null) {
        all = its;
      } else {
        all.and(its);
      }
      if (all.nextSetBit(0) == DocIdSetIterator.NO_MORE_DOCS) {
        return null;
      }
    }
    if (all == null) {
      all = new FixedBitSet(segment.maxDoc());
      all.set(0, segment.maxDoc());
    }
    return all;
  }

  private static FixedBitSet find(LeafReader segment, Condition condition) throws IOException {
    FixedBitSet parts = new FixedBitSet(segment.maxDoc());
    TermColumn column = TermColumn.of(segment, condition.field());
    if (column != null) {
      for (Range range : condition.ranges()) {
        column.find(range.first(), range.last(), parts);
      }
    }
    return parts;
  }
}

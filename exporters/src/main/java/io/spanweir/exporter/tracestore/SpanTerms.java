package io.spanweir.exporter.tracestore;

import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.exporter.zipkin.SearchedSpan.Word;
import java.util.Arrays;

/**
 * The terms of spans, one after the other: a shape for what they say with others of their
 * operation, one for their resource and scope, a term for each tag's value. In the order of rows,
 * in which resources are read once and not once a span. The writing thread's.
 */
final class SpanTerms {
  /** What makes hashes of shapes others than those of conditions. */
  private static final int OWN = 7;

  private static final int AROUND = 8;
  private static final long NOBODYS = -1;
  private static final int[] NO_TAGS = {};

  private final Shapes shapes;
  private final Names names;
  private final LongList terms = new LongList();
  private final LongSet conditions = new LongSet();
  private final Word service = new Word();
  private final Word key = new Word();
  private final Word value = new Word();
  private int rows;
  private int[] ends = new int[1024];
  private long[] services = new long[1024];
  private long[] durations = new long[1024];
  private long[] timestamps = new long[1024];
  private boolean[] roots = new boolean[1024];
  private long[] keys = new long[64];
  private long surroundings = NOBODYS;
  private final LongList around = new LongList();

  SpanTerms(Shapes shapes, Names names) {
    this.shapes = shapes;
    this.names = names;
  }

  /** Before the first span of a window. */
  void clear() {
    cutTo(0);
    surroundings = NOBODYS;
  }

  int rows() {
    return rows;
  }

  /** Forgets the spans from a row on. */
  void cutTo(int row) {
    rows = row;
    terms.cutTo(begin(row));
    surroundings = NOBODYS;
  }

  /** Where a row's terms begin. */
  int begin(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  int end(int row) {
    return ends[row];
  }

  long term(int i) {
    return terms.get(i);
  }

  /** The hash of a row's service. */
  long service(int row) {
    return services[row];
  }

  /** Microseconds; 0 if it has none. */
  long durationMicros(int row) {
    return durations[row];
  }

  /** Microseconds since 1970; 0 if it has none. */
  long timestampMicros(int row) {
    return timestamps[row];
  }

  boolean isRoot(int row) {
    return roots[row];
  }

  /** A row that can't be read has no terms. */
  void addNothing() {
    room();
    services[rows] = Terms.ANY_SERVICE;
    durations[rows] = 0;
    timestamps[rows] = 0;
    roots[rows] = false;
    ends[rows++] = terms.size();
  }

  void add(SearchedSpan span) {
    room();
    span.service(service);
    long its = Terms.service(service);
    around(span, its);
    own(span, its);
    for (int i = 0; i < span.annotations(); i++) {
      span.annotation(i, value);
      long condition = Terms.text(Terms.KEY, value);
      terms.add(condition);
      if (its != Terms.ANY_SERVICE) {
        terms.add(Terms.of(condition, its));
      }
    }
    names.addValues(span);
    services[rows] = its;
    durations[rows] = span.durationMicros();
    timestamps[rows] = span.timestampMicros();
    roots[rows] = span.parent() == 0;
    ends[rows++] = terms.size();
  }

  private void room() {
    if (rows == ends.length) {
      ends = Arrays.copyOf(ends, 2 * rows);
      services = Arrays.copyOf(services, 2 * rows);
      durations = Arrays.copyOf(durations, 2 * rows);
      timestamps = Arrays.copyOf(timestamps, 2 * rows);
      roots = Arrays.copyOf(roots, 2 * rows);
    }
  }

  /** What it has of its resource and scope; a tag of its own can stand in the place of one. */
  private void around(SearchedSpan span, long its) {
    int tags = span.tags() - span.ownTags();
    boolean whole = tags == span.surroundingTags();
    if (span.surroundings() != surroundings || !whole) {
      surroundings = whole ? span.surroundings() : NOBODYS;
      around.clear();
      if (tags > 0) {
        readAround(span, its);
      }
    }
    for (int i = 0; i < around.size(); i++) {
      terms.add(around.get(i));
    }
  }

  private void readAround(SearchedSpan span, long its) {
    conditions.clear();
    long shape = Terms.mix(AROUND, its);
    for (int i = span.ownTags(); i < span.tags(); i++) {
      span.tag(i, key, value);
      long condition = Terms.text(Terms.KEY, key);
      long pair = Terms.pair(condition, value);
      shape = Terms.mix(shape, pair);
      both(condition, its);
      both(pair, its);
    }
    Shapes.Known known = shapes.known(shape);
    known = known == null ? shapes.learn(shape, conditions, NO_TAGS) : known;
    around.add(shape);
    around.addAll(known.terms());
  }

  private void own(SearchedSpan span, long its) {
    int tags = span.ownTags();
    keys = keys.length < tags ? new long[2 * tags] : keys;
    span.name(value);
    long name = value.length() == 0 ? 0 : Terms.text(Terms.SPAN_NAME, value);
    span.remoteService(value);
    long remote = value.length() == 0 ? 0 : Terms.text(Terms.REMOTE_SERVICE, value);
    long shape = Terms.mix(Terms.mix(Terms.mix(OWN, its), name), remote);
    for (int i = 0; i < tags; i++) {
      span.tag(i, key, value);
      keys[i] = Terms.text(Terms.KEY, key);
      shape = Terms.mix(shape, keys[i]);
      terms.add(Terms.of(Terms.pair(keys[i], value), its));
    }
    Shapes.Known known = shapes.known(shape);
    known = known == null ? learnOwn(span, shape, its, name, remote) : known;
    terms.add(shape);
    terms.addAll(known.terms());
    for (int i : known.plainTags()) {
      span.tag(i, key, value);
      terms.add(Terms.pair(keys[i], value));
    }
  }

  private Shapes.Known learnOwn(SearchedSpan span, long shape, long its, long name, long remote) {
    names.add(span);
    conditions.clear();
    if (its != Terms.ANY_SERVICE) {
      conditions.add(its);
    }
    if (name != 0) {
      both(name, its);
    }
    if (remote != 0) {
      both(remote, its);
    }
    int[] plain = NO_TAGS;
    for (int i = 0; i < span.ownTags(); i++) {
      both(keys[i], its);
      if (its != Terms.ANY_SERVICE && !shapes.list(Terms.services(keys[i]), its)) {
        plain = Arrays.copyOf(plain, plain.length + 1);
        plain[plain.length - 1] = i;
      }
    }
    return shapes.learn(shape, conditions, plain);
  }

  private void both(long condition, long its) {
    conditions.add(condition);
    if (its != Terms.ANY_SERVICE) {
      conditions.add(Terms.of(condition, its));
    }
  }
}

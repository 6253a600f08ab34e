package io.spanweir.exporter.tracestore;

import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.exporter.zipkin.SearchedSpan.Word;

/**
 * All that a trace can be found by, gathered span by span in the order they came. Used again and
 * again; one thread.
 */
final class TraceTerms {
  private static final int OBJECTS_BYTES = 96;

  private final LongSet terms = new LongSet();
  private final LongSet durations = new LongSet();
  private final Word service = new Word();
  private final Word key = new Word();
  private final Word value = new Word();

  /** Timestamp of the first root that has one; 0 if none has. */
  private long rootMicros;

  /** 0 if there is no timestamp. */
  private long earliestMicros;

  /** What was gathered, for later. */
  static final class Gathered {
    private final long[] terms;
    private final long[] durations;
    private final long rootMicros;
    private final long earliestMicros;

    private Gathered(TraceTerms from) {
      terms = from.terms.toArray();
      durations = from.durations.toArray();
      rootMicros = from.rootMicros;
      earliestMicros = from.earliestMicros;
    }

    int bytes() {
      return OBJECTS_BYTES + Long.BYTES * (terms.length + durations.length);
    }
  }

  void clear() {
    terms.clear();
    durations.clear();
    rootMicros = 0;
    earliestMicros = 0;
  }

  /** Goes on from what was gathered earlier; after {@link #clear}. */
  void resume(Gathered earlier) {
    terms.addAll(earlier.terms);
    durations.addAll(earlier.durations);
    rootMicros = earlier.rootMicros;
    earliestMicros = earlier.earliestMicros;
  }

  Gathered gathered() {
    return new Gathered(this);
  }

  LongSet terms() {
    return terms;
  }

  LongSet durations() {
    return durations;
  }

  /** The trace's timestamp: its first root's, else the earliest; 0 without any. */
  long timestampMicros() {
    return rootMicros != 0 ? rootMicros : earliestMicros;
  }

  void add(SearchedSpan span) {
    time(span);
    span.service(service);
    long its = Terms.service(service);
    if (its != Terms.ANY_SERVICE) {
      terms.add(its);
    }
    span.remoteService(value);
    name(Terms.REMOTE_SERVICE, its);
    span.name(value);
    name(Terms.SPAN_NAME, its);
    for (int i = 0; i < span.tags(); i++) {
      span.tag(i, key, value);
      long condition = Terms.text(Terms.KEY, key);
      both(condition, its);
      both(Terms.pair(condition, value), its);
    }
    for (int i = 0; i < span.annotations(); i++) {
      span.annotation(i, value);
      both(Terms.text(Terms.KEY, value), its);
    }
    long duration = span.durationMicros();
    if (duration > 0) {
      int bucket = Terms.bucket(duration);
      durations.add(Terms.duration(Terms.ANY_SERVICE, bucket));
      durations.add(Terms.duration(its, bucket));
    }
  }

  private void time(SearchedSpan span) {
    long timestamp = span.timestampMicros();
    if (timestamp == 0) {
      return;
    }
    if (span.parent() == 0 && rootMicros == 0) {
      rootMicros = timestamp;
    }
    if (earliestMicros == 0 || timestamp < earliestMicros) {
      earliestMicros = timestamp;
    }
  }

  private void name(int kind, long its) {
    if (value.length() > 0) {
      both(Terms.text(kind, value), its);
    }
  }

  private void both(long condition, long its) {
    terms.add(condition);
    if (its != Terms.ANY_SERVICE) {
      terms.add(Terms.of(condition, its));
    }
  }
}

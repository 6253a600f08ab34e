package io.spanweir.exporter.tracestore;

/**
 * All that a trace can be found by, gathered span by span in the order they came. Used again and
 * again; one thread.
 */
final class TraceTerms {
  private static final int OBJECTS_BYTES = 96;

  private final LongSet terms = new LongSet();
  private final LongSet durations = new LongSet();

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

  void add(SpanTerms spans, int row) {
    time(spans.timestampMicros(row), spans.isRoot(row));
    for (int i = spans.begin(row); i < spans.end(row); i++) {
      terms.add(spans.term(i));
    }
    long duration = spans.durationMicros(row);
    if (duration > 0) {
      int bucket = Terms.bucket(duration);
      durations.add(Terms.duration(Terms.ANY_SERVICE, bucket));
      durations.add(Terms.duration(spans.service(row), bucket));
    }
  }

  private void time(long timestamp, boolean root) {
    if (timestamp == 0) {
      return;
    }
    if (root && rootMicros == 0) {
      rootMicros = timestamp;
    }
    if (earliestMicros == 0 || timestamp < earliestMicros) {
      earliestMicros = timestamp;
    }
  }
}

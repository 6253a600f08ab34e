package io.spanweir.connector.spanmetrics;

/** What a book counts: metrics that have the same dimensions. */
enum Counted {
  CALLS_AND_DURATIONS,
  CALLS,
  DURATIONS,
  EVENTS;

  /** Whether there is a metric that says how many there were. */
  boolean hasCounter() {
    return this != DURATIONS;
  }

  /** What that metric is called, without the namespace. */
  String counter() {
    return this == EVENTS ? "events" : "calls";
  }

  boolean hasDurations() {
    return this == CALLS_AND_DURATIONS || this == DURATIONS;
  }
}

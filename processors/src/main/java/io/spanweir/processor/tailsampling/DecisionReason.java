package io.spanweir.processor.tailsampling;

/** Why a trace was decided when it was. */
enum DecisionReason {
  /** The wait was over. */
  WAITED("decision_wait"),
  /** The time after its root was over, before the wait was. */
  ROOT("decision_wait_after_root_received"),
  /** A policy kept or dropped it on what was there, where that is enough. */
  ARRIVED("span-ingest"),
  /** It went over {@code maximum_trace_size_bytes}. */
  TOO_LARGE("maximum_trace_size_bytes"),
  /** It alone took up so much of the buffer that others would suffer. */
  BUFFER_SHARE("buffer_share"),
  /** The buffer was full and it was the oldest. */
  EVICTED("evicted"),
  /** The process was stopping. */
  SHUTDOWN("shutdown");

  private final String label;

  DecisionReason(String label) {
    this.label = label;
  }

  /** The value of the {@code reason} label. */
  String label() {
    return label;
  }
}

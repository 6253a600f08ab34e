package io.spanweir.processor.tailsampling;

/** Which spans are of one trace. */
public enum TraceIdRule {
  /** Those whose ids are the same in all 128 bits. */
  STRICT(-1L),
  /**
   * Those whose ids are the same in the lower 64, since some hops cut an id to these; Zipkin's
   * {@code STRICT_TRACE_ID=false}. What is decided by the id is decided by these bits.
   */
  LENIENT(0L);

  private final long mask;

  TraceIdRule(long mask) {
    this.mask = mask;
  }

  /** What of the upper half of an id counts. */
  long high(long idHigh) {
    return idHigh & mask;
  }
}

package io.spanweir.processor.tailsampling.policy;

/**
 * Decides from a trace's summary. One instance serves all shards, so it is immutable, or guards
 * what it counts.
 */
public interface Policy {
  /**
   * @param trace valid during the call
   * @param nowNanos monotonic time, for limiters
   */
  Vote vote(TraceSummary trace, long nowNanos);

  /**
   * Whether voting uses up a budget. Such policies are asked last, and only about traces that
   * nothing else keeps, so that a budget goes to traces that need it; their answer is recorded,
   * never computed again.
   */
  default boolean limited() {
    return false;
  }
}

package io.spanweir.processor.tailsampling.policy;

/** What one policy says of a trace. */
public enum Vote {
  SAMPLED,
  NOT_SAMPLED,
  /** The trace goes, whatever the other policies say. */
  DROPPED
}

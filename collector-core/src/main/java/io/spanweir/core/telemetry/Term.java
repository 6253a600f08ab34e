package io.spanweir.core.telemetry;

/** The terms of the ledger. Each is counted where it happens; none is derived from the others. */
public enum Term {
  /** Came in at this edge. */
  RECEIVED("received"),
  /** Handed on to the next stage, or out of the process. */
  KEPT("kept"),
  /** Dropped by a decision that was taken and recorded. */
  DROPPED("dropped"),
  /** Given back to the sender, who may try again. */
  REFUSED("refused"),
  /** Refused for good: malformed, or nobody would ever take it. */
  REJECTED("rejected"),
  /** Taken out by a rule that looks at spans alone. */
  FILTERED("filtered"),
  /** The same span once more; its twin is counted elsewhere. */
  DUPLICATE("duplicate"),
  /** Could not be delivered, for good, after all retries. */
  FAILED("failed");

  private final String label;

  Term(String label) {
    this.label = label;
  }

  /** The value of the {@code term} label. */
  public String label() {
    return label;
  }
}

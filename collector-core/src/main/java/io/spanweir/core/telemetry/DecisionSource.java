package io.spanweir.core.telemetry;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A component that decides about traces and says what it knows of them. Any thread may ask; the
 * answer is completed by a thread that owns the traces, soon, or never when the component has
 * ended: whoever waits for it sets a deadline.
 */
public interface DecisionSource {
  /** The component, as the ledger calls it. */
  String component();

  /** What is known of a trace. */
  CompletableFuture<Known> trace(long idHigh, long idLow);

  /** Recent decisions, the latest first, without the votes. */
  CompletableFuture<List<TraceFate.Decided>> recent(Query query);

  /**
   * What is known of a trace.
   *
   * @param fates what became of it, the latest first; empty if nothing is known
   * @param sinceEpochNanos the oldest decision that there is a record of, ns since 1970; 0 if there
   *     is none
   * @param complete whether there still is a record of every decision that was taken
   */
  record Known(List<TraceFate> fates, long sinceEpochNanos, boolean complete) {
    public Known {
      fates = List.copyOf(fates);
    }
  }

  /**
   * Which recent decisions.
   *
   * @param policy only those by the policy of this name; empty for all
   * @param outcomes kept ones, dropped ones, or both
   * @param limit how many at most
   */
  record Query(String policy, Outcomes outcomes, int limit) {
    /** Which outcomes. */
    public enum Outcomes {
      KEPT,
      DROPPED,
      BOTH
    }

    /** Whether a decision is asked for. */
    public boolean wants(boolean kept) {
      return outcomes == Outcomes.BOTH || kept == (outcomes == Outcomes.KEPT);
    }
  }
}

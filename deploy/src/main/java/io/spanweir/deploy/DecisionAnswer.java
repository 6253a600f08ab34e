package io.spanweir.deploy;

import io.spanweir.core.telemetry.TraceFate;
import java.util.List;

/** What is to be said about traces, before it is JSON or text. */
sealed interface DecisionAnswer {
  /**
   * What one component says.
   *
   * @param component as the ledger calls it
   * @param exporters where what it keeps goes
   */
  record Said(String component, List<String> exporters, TraceFate fate) {}

  /**
   * About one trace.
   *
   * @param said by all components, one after the other; empty if nobody knows of it
   * @param why nothing is known; empty if something is
   */
  record OfTrace(TraceIds id, List<Said> said, String why) implements DecisionAnswer {}

  /** Recent decisions, the latest first. */
  record Recent(List<Said> said) implements DecisionAnswer {}
}

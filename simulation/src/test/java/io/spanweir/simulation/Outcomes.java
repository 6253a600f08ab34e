package io.spanweir.simulation;

import io.spanweir.simulation.ModelPolicy.Named;
import io.spanweir.simulation.ModelPolicy.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What may become of a trace: kept by one of some policies, or dropped. */
final class Outcomes {
  private final Set<String> keepers = new LinkedHashSet<>();
  private boolean drop;

  Outcomes() {}

  void addDrop() {
    drop = true;
  }

  Set<String> keepers() {
    return keepers;
  }

  boolean mayBeKept() {
    return !keepers.isEmpty();
  }

  boolean mayBeDropped() {
    return drop;
  }

  /** Adds what the policies may say of a trace when it has these spans. */
  void add(List<Named> policies, TraceFacts trace) {
    for (Named named : policies) {
      if (named.policy().drops()) {
        Verdict verdict = named.policy().judge(trace);
        drop |= verdict != Verdict.NO;
        if (verdict == Verdict.YES) {
          return;
        }
      }
    }
    if (!addKeepers(policies, false, trace) && !addKeepers(policies, true, trace)) {
      drop = true;
    }
  }

  /** Whether one of them keeps it for sure. */
  private boolean addKeepers(List<Named> policies, boolean limited, TraceFacts trace) {
    for (Named named : policies) {
      if (!named.policy().drops() && named.policy().limited() == limited) {
        Verdict verdict = named.policy().judge(trace);
        if (verdict != Verdict.NO) {
          keepers.add(named.name());
        }
        if (verdict == Verdict.YES) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "kept by " + keepers + (drop ? " or dropped" : "");
  }
}

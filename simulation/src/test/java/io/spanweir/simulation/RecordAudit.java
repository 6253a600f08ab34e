package io.spanweir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.DecisionSource;
import io.spanweir.core.telemetry.DecisionSource.Query;
import io.spanweir.core.telemetry.DecisionSource.Query.Outcomes;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.core.telemetry.TraceFate.Decided;
import io.spanweir.simulation.SpanKey.TraceId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What a tail sampler says that it decided, against what it did: there is a record of every
 * decision, every span is in one, and what was kept came out as its record says.
 */
final class RecordAudit {
  private final DecisionSource source;
  private final CompletableFuture<List<Decided>> asked;

  /** Asks; the answer is there when the process has run on for a while. */
  RecordAudit(DecisionSource source) {
    this.source = source;
    asked = source.recent(new Query("", Outcomes.BOTH, Integer.MAX_VALUE));
  }

  /** The account that the records are about. */
  String component() {
    return source.component();
  }

  /**
   * Compares.
   *
   * @param marked whether what comes out says which policy kept it
   */
  void check(LedgerAccount account, Edge out, boolean marked) {
    assertThat(asked).as("records of %s", component()).isDone();
    List<Decided> records = asked.join();
    checkCounts(records, account);
    Map<TraceId, Set<String>> left = new HashMap<>();
    for (SpanKey span : out.counts().keySet()) {
      Set<String> marks = left.computeIfAbsent(span.trace(), id -> new HashSet<>());
      if (span.policy() != null) {
        marks.add(span.policy());
      }
    }
    Map<TraceId, Set<String>> recorded = new HashMap<>();
    for (Decided record : records) {
      Set<String> names =
          recorded.computeIfAbsent(
              new TraceId(record.idHigh(), record.idLow()), id -> new HashSet<>());
      if (record.kept() && record.policy() != null) {
        names.add(record.policy());
      }
    }
    left.forEach(
        (id, marks) -> {
          Set<String> names = recorded.getOrDefault(id, Set.of());
          if (names.isEmpty() || (marked && !names.containsAll(marks))) {
            throw new AssertionError(
                "trace " + id + " came out by " + marks + ", on record are " + names);
          }
        });
  }

  private static void checkCounts(List<Decided> records, LedgerAccount account) {
    long kept = records.stream().filter(Decided::kept).count();
    assertThat(kept).as("kept on record").isEqualTo(account.traces(Term.KEPT));
    assertThat(records.size() - kept)
        .as("dropped on record")
        .isEqualTo(account.traces(Term.DROPPED));
    assertThat(records.stream().mapToLong(r -> r.spans() + r.lateSpans()).sum())
        .as("spans on record")
        .isEqualTo(
            account.spans(Term.KEPT)
                + account.spans(Term.DROPPED)
                + account.spans(Term.DUPLICATE)
                + account.spans(Term.FAILED));
  }
}

package io.spanweir.exporter.tracestore.query;

import io.spanweir.core.telemetry.DecisionSource;
import io.spanweir.core.telemetry.Decisions;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.exporter.tracestore.TraceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Why a trace isn't there: what those who decide about traces know of it. Any thread. */
final class Fates {
  private static final long WAIT_MILLIS = 500;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Decisions decisions;

  Fates(Decisions decisions) {
    this.decisions = decisions;
  }

  /**
   * What became of a trace.
   *
   * @param lines one for each thing that is known, the latest first; empty if nothing is
   * @param open whether it may still be kept: it is not decided yet, or it is kept and on its way
   */
  record Known(List<String> lines, boolean open) {}

  /** Completed soon, by any thread, never with an error. */
  CompletableFuture<Known> of(TraceId id) {
    List<CompletableFuture<DecisionSource.Known>> told = new ArrayList<>();
    List<DecisionSource> sources = List.copyOf(decisions.sources());
    for (DecisionSource source : sources) {
      DecisionSource.Known nothing = new DecisionSource.Known(List.of(), 0, true);
      told.add(
          source
              .trace(id.high(), id.low())
              .completeOnTimeout(nothing, WAIT_MILLIS, TimeUnit.MILLISECONDS)
              .handle((known, problem) -> known == null ? nothing : known));
    }
    return CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]))
        .thenApply(all -> known(sources, told));
  }

  private static Known known(
      List<DecisionSource> sources, List<CompletableFuture<DecisionSource.Known>> told) {
    List<String> lines = new ArrayList<>();
    boolean open = false;
    for (int i = 0; i < told.size(); i++) {
      for (TraceFate fate : told.get(i).join().fates()) {
        lines.add(line(fate) + " (" + sources.get(i).component() + ")");
        open |= isOpen(fate);
      }
    }
    return new Known(List.copyOf(lines), open);
  }

  private static boolean isOpen(TraceFate fate) {
    return fate instanceof TraceFate.Open
        || (fate instanceof TraceFate.Decided decided && decided.waitingSpans() > 0);
  }

  private static String line(TraceFate fate) {
    if (fate instanceof TraceFate.Decided decided) {
      return decided(decided);
    }
    if (fate instanceof TraceFate.Open open) {
      return "not decided yet: " + open.spans() + " spans so far" + due(open.dueNanos());
    }
    TraceFate.Remembered remembered = (TraceFate.Remembered) fate;
    return remembered.kept() ? "kept by policy " + remembered.policy() : "dropped";
  }

  /** {@code dropped at …: no policy kept it (errors: no, slow: no, share: no); it had 5 spans}. */
  private static String decided(TraceFate.Decided decided) {
    long millis = decided.decidedEpochNanos() / NANOS_PER_MILLI;
    String by =
        decided.policy() == null
            ? (decided.kept() ? "kept by no policy that is known" : "no policy kept it")
            : (decided.kept() ? "policy " : "dropped by policy ") + decided.policy();
    return (decided.kept() ? "kept at " : "dropped at ")
        + Instant.ofEpochMilli(millis)
        + ": "
        + by
        + votes(decided.votes())
        + "; it had "
        + decided.spans()
        + (decided.spans() == 1 ? " span" : " spans");
  }

  private static String votes(List<TraceFate.PolicyVote> votes) {
    return votes.isEmpty()
        ? ""
        : votes.stream()
            .map(vote -> vote.policy() + ": " + word(vote.vote()))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String word(TraceFate.Vote vote) {
    return switch (vote) {
      case SAMPLED -> "yes";
      case NOT_SAMPLED -> "no";
      case DROPPED -> "drop";
      case NOT_ASKED -> "not asked";
    };
  }

  private static String due(long dueNanos) {
    return dueNanos < 0 ? "" : ", due in " + (dueNanos / NANOS_PER_SECOND + 1) + " s";
  }
}

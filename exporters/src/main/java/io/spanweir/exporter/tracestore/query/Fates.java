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

/** Why a trace isn't there: what those who decide about traces know of it. Any thread. */
final class Fates {
  private static final long WAIT_MILLIS = 500;

  private final Decisions decisions;

  Fates(Decisions decisions) {
    this.decisions = decisions;
  }

  /**
   * A line for each thing that is known; empty if nothing is. Completed soon, by any thread, never
   * with an error.
   */
  CompletableFuture<String> of(TraceId id) {
    List<CompletableFuture<String>> told = new ArrayList<>();
    for (DecisionSource source : decisions.sources()) {
      told.add(
          source
              .trace(id.high(), id.low())
              .completeOnTimeout(
                  new DecisionSource.Known(List.of(), 0, true), WAIT_MILLIS, TimeUnit.MILLISECONDS)
              .handle((known, problem) -> known == null ? "" : lines(source, known)));
    }
    return CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]))
        .thenApply(
            all -> {
              StringBuilder text = new StringBuilder();
              told.forEach(one -> text.append(one.join()));
              return text.toString();
            });
  }

  private static String lines(DecisionSource source, DecisionSource.Known known) {
    StringBuilder text = new StringBuilder();
    for (TraceFate fate : known.fates()) {
      text.append('\n').append(line(fate)).append(" (").append(source.component()).append(')');
    }
    return text.toString();
  }

  private static String line(TraceFate fate) {
    if (fate instanceof TraceFate.Decided decided) {
      String policy = decided.policy() == null ? "no policy" : "policy " + decided.policy();
      Instant when = Instant.ofEpochSecond(0, decided.decidedEpochNanos() / 1_000_000 * 1_000_000);
      return decided.kept()
          ? "it was kept by " + policy + " at " + when + ", with " + decided.spans() + " spans"
          : "it was dropped, kept by "
              + policy
              + ", at "
              + when
              + " with "
              + decided.spans()
              + " spans";
    }
    if (fate instanceof TraceFate.Open open) {
      return "it is not decided yet, with " + open.spans() + " spans";
    }
    TraceFate.Remembered remembered = (TraceFate.Remembered) fate;
    return remembered.kept() ? "it was kept" : "it was dropped";
  }
}

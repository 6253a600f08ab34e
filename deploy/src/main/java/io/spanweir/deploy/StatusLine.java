package io.spanweir.deploy;

import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Says every ten seconds what is held, kept and dropped, in one line; for people who watch a
 * terminal.
 */
final class StatusLine implements DutyCycle {
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final Ledger ledger;
  private final Consumer<String> out;
  private long nextNanos;

  StatusLine(Ledger ledger, long nowNanos, Consumer<String> out) {
    this.ledger = ledger;
    this.out = out;
    this.nextNanos = nowNanos + EVERY_NANOS;
  }

  @Override
  public int doWork(long nowNanos) {
    if (nowNanos < nextNanos) {
      return 0;
    }
    nextNanos = nowNanos + EVERY_NANOS;
    out.accept(line());
    return 0;
  }

  @Override
  public long deadlineNanos() {
    return nextNanos;
  }

  @Override
  public String roleName() {
    return "status";
  }

  private String line() {
    long heldTraces = 0;
    long heldSpans = 0;
    long[] traces = new long[Term.values().length];
    long refused = 0;
    long rejected = 0;
    for (LedgerAccount account : ledger.accounts()) {
      if (account.edge().equals("processor")) {
        heldTraces += account.openTraces();
        heldSpans += account.openSpans();
        for (Term term : Term.values()) {
          traces[term.ordinal()] += account.traces(term);
        }
      } else if (account.edge().equals("receiver")) {
        refused += account.spans(Term.REFUSED);
        rejected += account.spans(Term.REJECTED);
      }
    }
    return String.format(
        Locale.ROOT,
        "-- held %,d traces (%,d spans) · kept %,d · dropped %,d%s%s",
        heldTraces,
        heldSpans,
        traces[Term.KEPT.ordinal()],
        traces[Term.DROPPED.ordinal()],
        refused == 0 ? "" : String.format(Locale.ROOT, " · refused %,d spans", refused),
        rejected == 0 ? "" : String.format(Locale.ROOT, " · rejected %,d spans", rejected));
  }
}

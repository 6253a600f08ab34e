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

  private static final int TERMS = Term.values().length;

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
    long[] traces = new long[TERMS];
    long[] spans = new long[TERMS];
    for (LedgerAccount account : ledger.accounts()) {
      heldTraces += account.openTraces();
      heldSpans += account.openSpans();
      for (Term term : Term.values()) {
        traces[term.ordinal()] += account.traces(term);
        spans[term.ordinal()] += account.spans(term);
      }
    }
    return format("-- held %,d traces (%,d spans)", heldTraces, heldSpans)
        + format(", kept %,d", traces[Term.KEPT.ordinal()])
        + format(", dropped %,d", traces[Term.DROPPED.ordinal()])
        + unusual("refused", spans[Term.REFUSED.ordinal()])
        + unusual("rejected", spans[Term.REJECTED.ordinal()])
        + unusual("failed", spans[Term.FAILED.ordinal()]);
  }

  private static String unusual(String word, long spans) {
    return spans == 0 ? "" : format(", " + word + " %,d spans", spans);
  }

  private static String format(String form, Object... numbers) {
    return String.format(Locale.ROOT, form, numbers);
  }
}

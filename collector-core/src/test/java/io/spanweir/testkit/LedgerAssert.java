package io.spanweir.testkit;

import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What must hold of a ledger at quiescence; a failure shows all accounts. */
public final class LedgerAssert {
  private final Ledger ledger;

  private LedgerAssert(Ledger ledger) {
    this.ledger = ledger;
  }

  public static LedgerAssert assertLedger(Ledger ledger) {
    return new LedgerAssert(ledger);
  }

  /** Every account balances, and what one hands on the next receives. */
  public LedgerAssert balances() {
    return noProblems(ledger.problems());
  }

  /** Every account balances; what is handed between them is not looked at. */
  public LedgerAssert accountsBalance() {
    List<String> problems = new ArrayList<>();
    for (LedgerAccount account : ledger.accounts()) {
      if (account.spanImbalance() != 0 || account.traceImbalance() != 0) {
        problems.add("does not balance: " + account);
      }
    }
    return noProblems(problems);
  }

  /** Nothing is held anywhere. */
  public LedgerAssert nothingOpen() {
    List<String> problems = new ArrayList<>();
    for (LedgerAccount account : ledger.accounts()) {
      if (account.openSpans() != 0 || account.openTraces() != 0) {
        problems.add("still holds something: " + account);
      }
    }
    return noProblems(problems);
  }

  /** A component counted so many spans under a term. */
  public LedgerAssert spans(String component, Term term, long expected) {
    for (LedgerAccount account : ledger.accounts()) {
      if (account.component().equals(component)) {
        return account.spans(term) == expected
            ? this
            : noProblems(List.of("expected " + term.label() + "=" + expected + " at " + component));
      }
    }
    return noProblems(List.of("no account of " + component));
  }

  private LedgerAssert noProblems(List<String> problems) {
    if (!problems.isEmpty()) {
      StringJoiner text = new StringJoiner("\n  ", "the ledger does not add up:\n  ", "");
      problems.forEach(text::add);
      ledger.accounts().forEach(account -> text.add("account " + account));
      throw new AssertionError(text.toString());
    }
    return this;
  }
}

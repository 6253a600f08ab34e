package io.spanweir.deploy;

import io.spanweir.core.data.Signal;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What came in during a run and what became of it, for the last line of the log: spans, and data
 * points and log records where there were any. What came to nothing is said where there is some.
 */
final class FinalSum {
  private static final String RECEIVER = "receiver";
  private static final String PROCESSOR = "processor";
  private static final String EXPORTER = "exporter";

  private final Signal signal;
  private final List<LedgerAccount> accounts;

  private FinalSum(Signal signal, Collection<LedgerAccount> all) {
    this.signal = signal;
    accounts = all.stream().filter(account -> signalOf(account) == signal).toList();
  }

  /** One text for all signals. */
  static String of(Collection<LedgerAccount> accounts) {
    List<String> sums = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      FinalSum sum = new FinalSum(signal, accounts);
      if (signal == Signal.TRACES || sum.isWorthSaying()) {
        sums.add(sum.text());
      }
    }
    return String.join("; ", sums);
  }

  /**
   * A processor's book begins with its pipeline, which begins with its signal; in others only
   * signals other than traces are named, at the end.
   */
  private static Signal signalOf(LedgerAccount account) {
    String[] parts = account.component().split(":", -1);
    boolean processor = account.edge().equals(PROCESSOR);
    String named = processor ? parts[0].split("/", -1)[0] : parts[parts.length - 1];
    for (Signal signal : Signal.values()) {
      if (signal.key().equals(named)) {
        return signal;
      }
    }
    return Signal.TRACES;
  }

  private boolean isWorthSaying() {
    return accounts.stream()
        .anyMatch(account -> account.spans(Term.RECEIVED) > 0 || account.openSpans() > 0);
  }

  private String text() {
    List<String> said = new ArrayList<>();
    said.add(signal.counted(sum(RECEIVER, Term.RECEIVED)) + " received");
    say(said, sum(RECEIVER, Term.REFUSED), "refused");
    say(said, sum(RECEIVER, Term.REJECTED), "rejected");
    say(said, sum(PROCESSOR, Term.FILTERED), "filtered");
    say(said, sum(PROCESSOR, Term.DUPLICATE), "duplicate");
    if (signal == Signal.TRACES) {
      said.add(number(sum(PROCESSOR, Term.DROPPED)) + " dropped by decision");
    }
    said.add(exported());
    long failed = sum(PROCESSOR, Term.FAILED) + sum(EXPORTER, Term.FAILED);
    say(said, failed + sum(EXPORTER, Term.REJECTED), "failed");
    say(said, accounts.stream().mapToLong(LedgerAccount::openSpans).sum(), "given up");
    return String.join(", ", said);
  }

  /** By each exporter, since each may get all that is kept. */
  private String exported() {
    List<LedgerAccount> exporters =
        accounts.stream()
            .filter(account -> account.edge().equals(EXPORTER))
            .sorted(Comparator.comparing(LedgerAccount::component))
            .toList();
    return exporters.size() < 2
        ? number(sum(EXPORTER, Term.KEPT)) + " exported"
        : "exported "
            + exporters.stream()
                .map(account -> number(account.spans(Term.KEPT)) + " by " + name(account))
                .collect(Collectors.joining(" and "));
  }

  private static String name(LedgerAccount exporter) {
    return exporter.component().split(":", -1)[1];
  }

  private static void say(List<String> said, long count, String what) {
    if (count > 0) {
      said.add(number(count) + " " + what);
    }
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private long sum(String edge, Term term) {
    return accounts.stream()
        .filter(account -> account.edge().equals(edge))
        .mapToLong(account -> account.spans(term))
        .sum();
  }
}

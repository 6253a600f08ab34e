package io.spanweir.core.telemetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All accounts of a process, and what must hold between them: what one edge hands on is what the
 * next ones receive. Any thread.
 */
public final class Ledger {
  private final List<LedgerAccount> accounts = new CopyOnWriteArrayList<>();
  private final List<Edge> edges = new CopyOnWriteArrayList<>();

  /** What {@code from} keeps, every one of {@code to} receives. */
  private record Edge(String from, List<String> to) {}

  /** The account of a component; the same one when asked again. */
  public synchronized LedgerAccount account(String component, String edge) {
    for (LedgerAccount account : accounts) {
      if (account.component().equals(component)) {
        return account;
      }
    }
    LedgerAccount account = new LedgerAccount(component, edge);
    accounts.add(account);
    return account;
  }

  public List<LedgerAccount> accounts() {
    return List.copyOf(accounts);
  }

  /** Says that each of {@code to} receives all that the components {@code from} keep together. */
  public void connect(String from, List<String> to) {
    edges.add(new Edge(from, List.copyOf(to)));
  }

  /** Where what a component keeps ends up: whoever is reached from it and hands nothing on. */
  public List<String> ends(String component) {
    Set<String> reached = new LinkedHashSet<>();
    List<String> ends = new ArrayList<>();
    Deque<String> ahead = new ArrayDeque<>(List.of(component));
    while (!ahead.isEmpty()) {
      String at = ahead.remove();
      List<String> next =
          edges.stream().filter(e -> e.from.equals(at)).flatMap(e -> e.to.stream()).toList();
      if (next.isEmpty() && !at.equals(component)) {
        ends.add(at);
      }
      next.stream().filter(reached::add).forEach(ahead::add);
    }
    return ends;
  }

  /**
   * What does not add up, a sentence each; empty when all does. Meant for quiescence: in flight,
   * counts of one edge may be ahead of the next one's.
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (LedgerAccount account : accounts) {
      if (account.spanImbalance() != 0) {
        problems.add("spans are off by " + account.spanImbalance() + " at " + account);
      }
      if (account.traceImbalance() != 0) {
        problems.add("traces are off by " + account.traceImbalance() + " at " + account);
      }
    }
    checkEdges(problems);
    return problems;
  }

  private void checkEdges(List<String> problems) {
    for (LedgerAccount receiver : accounts) {
      long handedOver = 0;
      StringBuilder from = new StringBuilder();
      for (Edge edge : edges) {
        if (edge.to.contains(receiver.component())) {
          LedgerAccount giver = find(edge.from);
          handedOver += giver == null ? 0 : giver.spans(Term.KEPT);
          from.append(from.length() == 0 ? "" : " and ").append(edge.from);
        }
      }
      if (from.length() > 0 && handedOver != receiver.spans(Term.RECEIVED)) {
        problems.add(
            from
                + " handed on "
                + handedOver
                + " spans, "
                + receiver.component()
                + " received "
                + receiver.spans(Term.RECEIVED));
      }
    }
  }

  private @Nullable LedgerAccount find(String component) {
    for (LedgerAccount account : accounts) {
      if (account.component().equals(component)) {
        return account;
      }
    }
    return null;
  }
}

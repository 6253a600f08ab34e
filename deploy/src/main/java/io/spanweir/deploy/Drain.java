package io.spanweir.deploy;

import io.spanweir.core.pipeline.Graph;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.MachineTouch;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a process: stops the graph from the front to the end within the time allowed, and says
 * what became of everything, from the ledger.
 */
@MachineTouch
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final long STEP_MILLIS = 2;

  /** For what has run out of time to be counted by the threads that own it. */
  private static final long COUNTING_NANOS_MAX = 1_000_000_000L;

  private final Graph graph;
  private final Ledger ledger;
  private final Clock clock;
  private final CountDownLatch stopNow;

  /**
   * @param stopNow at 0 when there shall be no more waiting
   */
  Drain(Graph graph, Ledger ledger, Clock clock, CountDownLatch stopNow) {
    this.graph = graph;
    this.ledger = ledger;
    this.clock = clock;
    this.stopNow = stopNow;
  }

  void run(Duration timeout) throws InterruptedException {
    LOG.info("stopping: sending on what is held, {} s at most", timeout.toSeconds());
    graph.shutdown(clock.nanoTime() + timeout.toNanos());
    boolean hurried = false;
    while (!graph.advanceShutdown(clock.nanoTime())) {
      if (stopNow.await(STEP_MILLIS, TimeUnit.MILLISECONDS) && !hurried) {
        hurried = true;
        LOG.warn("asked again: not waiting any longer");
        graph.shutdown(clock.nanoTime());
      }
    }
    awaitTheCount();
    ledger.accounts().forEach(account -> LOG.debug("{}", account));
    ledger.problems().forEach(problem -> LOG.error("the ledger does not balance: {}", problem));
    LOG.info("stopped: {}", summary());
  }

  private void awaitTheCount() throws InterruptedException {
    long deadline = clock.nanoTime() + COUNTING_NANOS_MAX;
    while (open() > 0 && clock.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
  }

  private long open() {
    return ledger.accounts().stream().mapToLong(LedgerAccount::openSpans).sum();
  }

  private String summary() {
    List<LedgerAccount> accounts = ledger.accounts();
    long failed = sum(accounts, "exporter", Term.FAILED) + sum(accounts, "processor", Term.FAILED);
    String text =
        String.format(
            Locale.ROOT,
            "%,d spans received, %,d dropped by decision, %,d exported",
            sum(accounts, "receiver", Term.RECEIVED),
            sum(accounts, "processor", Term.DROPPED),
            sum(accounts, "exporter", Term.KEPT));
    long open = open();
    return text
        + (failed == 0 ? "" : String.format(Locale.ROOT, ", %,d failed", failed))
        + (open == 0 ? "" : String.format(Locale.ROOT, ", %,d given up", open));
  }

  private static long sum(List<LedgerAccount> accounts, String edge, Term term) {
    return accounts.stream()
        .filter(account -> account.edge().equals(edge))
        .mapToLong(account -> account.spans(term))
        .sum();
  }
}

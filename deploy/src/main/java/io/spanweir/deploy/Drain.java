package io.spanweir.deploy;

import io.spanweir.core.pipeline.Graph;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.MachineTouch;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerAccount;
import java.time.Duration;
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
    LOG.info("stopped: {}", FinalSum.of(ledger.accounts()));
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
}

package io.spanweir.testkit.contract;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import io.spanweir.testkit.TraceGen.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every processor promises: what it accepts it hands on, or counts under the name of what
 * became of it; what it does not accept it leaves no trace of; and it ends when told to, with
 * nothing in its hands.
 *
 * <p>Runs in a simulation, so a processor under test has no sockets.
 */
public abstract class ProcessorContract {
  private static final long SECOND = 1_000_000_000L;

  /** A processor under test, with limits small enough that 200 requests can fill it. */
  protected abstract Processor create(Settings settings, SpanConsumer next);

  /** How long it may hold a span while the next one takes everything. */
  protected long holdNanosMax() {
    return 120 * SECOND;
  }

  /** How many seeds each randomized promise is tried with. */
  protected int seeds() {
    return 30;
  }

  private ProcessorRun open(long seed) throws Exception {
    ProcessorRun run = new ProcessorRun(seed);
    run.processor = create(run.settings(), run.next);
    return run;
  }

  @Test
  void shutsDownWithoutStart() throws Exception {
    Seed.each(
        4,
        seed -> {
          ProcessorRun run = open(seed);
          run.shutDown(SECOND);
          run.assertClean();
        });
  }

  @Test
  void shutsDownTwice() throws Exception {
    Seed.each(
        4,
        seed -> {
          ProcessorRun run = open(seed);
          run.processor.start();
          run.shutDown(SECOND);
          run.shutDown(SECOND);
          run.assertClean();
        });
  }

  @Test
  void takesNothingAfterShutdown() throws Exception {
    Seed.each(
        4,
        seed -> {
          ProcessorRun run = open(seed);
          run.processor.start();
          run.shutDown(SECOND);
          run.offer(TestRequest.of(new TraceGen(seed).trace()), 0);
          run.stage.pass(SECOND);
          assertThat(run.next.spans()).isEmpty();
          run.assertClean();
        });
  }

  @Test
  void handsOnOrCountsWhatItAccepts() {
    Seed.each(seeds(), seed -> load(seed, Next.WILLING));
  }

  @Test
  void waitsForANextThatRefuses() {
    Seed.each(seeds(), seed -> load(seed, Next.MOODY));
  }

  private enum Next {
    WILLING,
    MOODY
  }

  private void load(long seed, Next mood) throws Exception {
    ProcessorRun run = open(seed);
    Rng rng = new Rng(seed);
    if (mood == Next.MOODY) {
      run.next.hasRoom(() -> rng.percent(60));
    }
    run.next.answering(
        rng.percent(50) ? Runnable::run : task -> run.stage.after(rng.between(0L, SECOND), task));
    run.next.settling(task -> run.stage.after(rng.between(0L, SECOND), task));
    run.processor.start();
    run.offerMany(rng, 200);
    run.next.hasRoom(() -> true);
    run.stage.pass(holdNanosMax());
    run.assertNothingHeld();
    run.assertAccounted();
    run.shutDown(10 * SECOND);
    run.assertClean();
    assertThat(run.account().spans(Term.FAILED)).as("failed though the next one took all").isZero();
    run.assertSettled();
  }

  @Test
  void handsOnWhatItHoldsAtShutdown() {
    Seed.each(
        seeds(),
        seed -> {
          ProcessorRun run = open(seed);
          run.processor.start();
          run.offerMany(new Rng(seed), 60);
          run.shutDown(10 * SECOND);
          run.assertNothingHeld();
          run.assertAccounted();
          run.assertClean();
          assertThat(run.account().spans(Term.FAILED)).as("failed at shutdown").isZero();
          run.assertSettled();
        });
  }

  @Test
  void countsWhatNobodyTakesByTheDeadline() {
    Seed.each(
        seeds(),
        seed -> {
          ProcessorRun run = open(seed);
          run.processor.start();
          run.offerMany(new Rng(seed), 60);
          run.stage.pass(SECOND);
          run.next.hasRoom(() -> false);
          run.shutDown(5 * SECOND);
          run.assertNothingHeld();
          run.assertAccounted();
          run.assertClean();
        });
  }

  @Test
  void givesBackCancelledRoom() throws Exception {
    Seed.each(
        4,
        seed -> {
          ProcessorRun run = open(seed);
          run.processor.start();
          run.stage.pass(SECOND);
          int roomsBefore = run.fill();
          for (int again = 0; again < 3; again++) {
            assertThat(run.fill()).as("rooms after all were cancelled").isEqualTo(roomsBefore);
          }
          run.shutDown(SECOND);
          run.assertClean();
        });
  }

  @Test
  void leavesNothingOfAFailedReserve() throws Exception {
    Seed.each(
        4,
        seed -> {
          ProcessorRun run = open(seed);
          run.processor.start();
          int taken = 0;
          while (taken < 20_000 && run.processor.reserve(100, 100_000)) {
            taken++;
          }
          for (int i = 0; i < 10; i++) {
            run.processor.reserve(1_000_000, 1L << 40);
          }
          for (int i = 0; i < taken; i++) {
            run.processor.cancel(100, 100_000);
          }
          run.offer(TestRequest.of(new TraceGen(new Rng(seed), Shape.PLAIN).trace()), 0);
          run.stage.pass(SECOND);
          assertThat(run.acceptedSpans()).as("taken again after all was cancelled").isPositive();
          run.shutDown(10 * SECOND);
          run.assertAccounted();
          run.assertClean();
        });
  }

  @Test
  void keepsTheBookOfEveryEdge() throws Exception {
    ProcessorRun run = open(1);
    run.processor.start();
    run.offerMany(new Rng(1), 20);
    run.shutDown(10 * SECOND);
    List<LedgerAccount> accounts = run.process.ledger().accounts();
    assertThat(accounts).extracting(LedgerAccount::component).contains(ProcessorRun.ACCOUNT);
    assertThat(run.account().spans(Term.RECEIVED)).isPositive();
    assertLedger(run.process.ledger()).balances().nothingOpen();
  }
}

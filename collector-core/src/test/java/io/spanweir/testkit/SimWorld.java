package io.spanweir.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One thread on which everything happens: loops and their duty cycles, and what the outside does at
 * a given time. What runs next is drawn from a seed, so a run is one of the orders that threads of
 * a real process could have, and the same one each time.
 *
 * <p>Time moves when nothing is ready, to the next moment at which something is; and now and then a
 * little between two steps, as work takes time.
 */
public final class SimWorld {
  /** Steps without an idle moment after which something runs in circles. */
  private static final int STEPS_WITHOUT_REST_MAX = 2_000_000;

  private final VirtualClock clock;
  private final Rng rng;
  private final List<SimLoops> processes = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Runnable> ready = new ArrayList<>();
  private int stepsWithoutRest;
  private long steps;

  private record Event(long atNanos, Runnable task) {}

  public SimWorld(long seed) {
    this.rng = new Rng(seed);
    this.clock = new VirtualClock(rng.between(-1L << 50, 1L << 50));
  }

  public VirtualClock clock() {
    return clock;
  }

  /** How much was run so far: two runs of one seed agree on it. */
  public long steps() {
    return steps;
  }

  Rng rng() {
    return rng;
  }

  void attach(SimLoops loops) {
    processes.add(loops);
  }

  void detach(SimLoops loops) {
    processes.remove(loops);
  }

  /** Has something happen outside of all loops, on a thread that is none of theirs. */
  public void after(long delayNanos, Runnable task) {
    events.add(new Event(clock.nanoTime() + Math.max(0, delayNanos), task));
  }

  /**
   * Runs one thing that is ready now.
   *
   * @return false if nothing is
   */
  public boolean step() {
    ready.clear();
    for (SimLoops process : processes) {
      process.collectReady(ready);
    }
    for (Event event : events) {
      if (event.atNanos <= clock.nanoTime()) {
        ready.add(() -> fire(event));
      }
    }
    if (ready.isEmpty()) {
      stepsWithoutRest = 0;
      return false;
    }
    if (++stepsWithoutRest > STEPS_WITHOUT_REST_MAX) {
      throw new AssertionError("runs in circles and never rests");
    }
    steps++;
    Runnable next = ready.get(rng.below(ready.size()));
    next.run();
    if (rng.percent(5)) {
      advanceTo(clock.nanoTime() + rng.between(1L, 200_000L));
    }
    return true;
  }

  private void fire(Event event) {
    events.remove(event);
    event.task.run();
  }

  /** Runs what is ready until nothing is; later deadlines stay where they are. */
  public void runUntilIdle() {
    boolean worked;
    do {
      worked = step();
    } while (worked);
  }

  /** Runs for that much virtual time. */
  public void runFor(long nanos) {
    long end = clock.nanoTime() + nanos;
    runUntil(() -> clock.nanoTime() - end >= 0, nanos);
    advanceTo(end);
  }

  /**
   * Runs until the condition holds.
   *
   * @return false if it does not within {@code nanosMax} of virtual time
   */
  public boolean runUntil(BooleanSupplier condition, long nanosMax) {
    long end = clock.nanoTime() + nanosMax;
    while (!condition.getAsBoolean()) {
      if (step()) {
        continue;
      }
      long wait = nextWait();
      if (end - clock.nanoTime() <= 0 || wait > end - clock.nanoTime()) {
        advanceTo(end);
        return condition.getAsBoolean();
      }
      advanceTo(clock.nanoTime() + wait);
    }
    return true;
  }

  /** How long until something is due; {@link Long#MAX_VALUE} for never. */
  private long nextWait() {
    long now = clock.nanoTime();
    long wait = Long.MAX_VALUE;
    for (SimLoops process : processes) {
      wait = Math.min(wait, process.nextWait(now));
    }
    for (Event event : events) {
      wait = Math.min(wait, event.atNanos - now);
    }
    return wait;
  }

  private void advanceTo(long nanos) {
    clock.advanceTo(nanos);
  }
}

package io.spanweir.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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
  private final PriorityQueue<Event> later =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparing(Event::number));
  private final List<Event> due = new ArrayList<>();
  private final List<Runnable> ready = new ArrayList<>();
  private int stepsWithoutRest;
  private long steps;
  private long events;

  private record Event(long atNanos, long number, Runnable task) {}

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
    later.add(new Event(clock.nanoTime() + Math.max(0, delayNanos), events++, task));
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
    for (Event next = later.peek(); isDue(next); next = later.peek()) {
      due.add(later.remove());
    }
    int choices = ready.size() + due.size();
    if (choices == 0) {
      stepsWithoutRest = 0;
      return false;
    }
    if (++stepsWithoutRest > STEPS_WITHOUT_REST_MAX) {
      throw new AssertionError("runs in circles and never rests");
    }
    steps++;
    int choice = rng.below(choices);
    if (choice < ready.size()) {
      ready.get(choice).run();
    } else {
      due.remove(choice - ready.size()).task.run();
    }
    if (rng.percent(5)) {
      advanceTo(clock.nanoTime() + rng.between(1L, 200_000L));
    }
    return true;
  }

  private boolean isDue(@Nullable Event event) {
    return event != null && event.atNanos - clock.nanoTime() <= 0;
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
    Event next = later.peek();
    return next == null ? wait : Math.min(wait, next.atNanos - now);
  }

  private void advanceTo(long nanos) {
    clock.advanceTo(nanos);
  }
}

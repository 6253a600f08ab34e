package io.spanweir.testkit;

import io.netty.channel.EventLoopGroup;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.runtime.Loops;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loops of one simulated process. Both wirings of a real one are here, on one thread: on {@link
 * Wiring#ONE_CORE} all loops are the same and every caller is in it; on {@link Wiring#MANY} a
 * caller is in a loop only while that loop runs, so everything that threads would hand over is
 * handed over, in an order drawn from the seed.
 *
 * <p>As with the real loops, a duty cycle's deadline is read only after its work, so that a missing
 * {@code wake} shows. On {@code MANY} a loop is now and then stopped for a while, as a thread
 * without a core is.
 */
public final class SimLoops implements Loops {
  /** Which loops share a thread. */
  public enum Wiring {
    ONE_CORE,
    MANY
  }

  private static final long PAUSE_MAX_NANOS = 30_000_000L;
  private static final int SPINS_MAX = 100;

  private final SimWorld world;
  private final Wiring wiring;
  private final SimLoop[] shards;
  private final SimLoop side;
  private final List<SimLoop> loops = new ArrayList<>();
  private @Nullable SimLoop running;
  private boolean dead;

  public SimLoops(SimWorld world, int shardCount, Wiring wiring) {
    this.world = world;
    this.wiring = wiring;
    side = new SimLoop();
    loops.add(side);
    shards = new SimLoop[shardCount];
    for (int i = 0; i < shardCount; i++) {
      shards[i] = wiring == Wiring.ONE_CORE ? side : new SimLoop();
      if (shards[i] != side) {
        loops.add(shards[i]);
      }
    }
    world.attach(this);
  }

  /** A world of its own with one process in it. */
  public static SimLoops alone(long seed, int shardCount, Wiring wiring) {
    return new SimLoops(new SimWorld(seed), shardCount, wiring);
  }

  /** Where time goes on. */
  public SimWorld world() {
    return world;
  }

  /** The process dies at this moment: nothing of it runs again, what it is told is not heard. */
  public void kill() {
    dead = true;
    world.detach(this);
  }

  @Override
  public Clock clock() {
    return world.clock();
  }

  @Override
  public int shardCount() {
    return shards.length;
  }

  @Override
  public Loop shardLoop(int shard) {
    return shards[shard];
  }

  @Override
  public Loop sideLoop() {
    return side;
  }

  @Override
  public EventLoopGroup ioGroup() {
    throw new IllegalStateException("a simulation has no sockets");
  }

  void collectReady(List<Runnable> ready) {
    long now = world.clock().nanoTime();
    for (SimLoop loop : loops) {
      if (now - loop.pausedUntil >= 0) {
        loop.collectReady(ready, now);
      }
    }
  }

  long nextWait(long now) {
    long wait = Long.MAX_VALUE;
    for (SimLoop loop : loops) {
      wait = Math.min(wait, loop.nextWait(now));
    }
    return wait;
  }

  private final class SimLoop implements Loop {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<SimDuty> duties = new ArrayList<>();
    private long pausedUntil = world.clock().nanoTime();

    @Override
    public boolean inLoop() {
      return wiring == Wiring.ONE_CORE || running == this;
    }

    @Override
    public void execute(Runnable task) {
      tasks.addLast(task);
    }

    @Override
    public Duty add(DutyCycle cycle) {
      SimDuty duty = new SimDuty(cycle, this);
      duties.add(duty);
      return duty;
    }

    void collectReady(List<Runnable> ready, long now) {
      if (!tasks.isEmpty()) {
        ready.add(() -> run(tasks.removeFirst()));
      }
      for (SimDuty duty : duties) {
        if (duty.woken || duty.waitNanos(now) <= 0) {
          ready.add(() -> run(duty));
        }
      }
    }

    long nextWait(long now) {
      long wait = tasks.isEmpty() ? Long.MAX_VALUE : 0;
      for (SimDuty duty : duties) {
        wait = Math.min(wait, duty.woken ? 0 : duty.waitNanos(now));
      }
      return wait == Long.MAX_VALUE ? wait : Math.max(wait, pausedUntil - now);
    }

    private void run(Runnable work) {
      running = this;
      try {
        work.run();
      } finally {
        running = null;
      }
      if (wiring == Wiring.MANY && world.rng().permille(3)) {
        pausedUntil = world.clock().nanoTime() + world.rng().between(1L, PAUSE_MAX_NANOS);
      }
    }
  }

  private final class SimDuty implements Loop.Duty, Runnable {
    private final DutyCycle cycle;
    private final SimLoop loop;
    private boolean woken = true;
    private long deadlineNanos = Long.MAX_VALUE;
    private int spins;

    SimDuty(DutyCycle cycle, SimLoop loop) {
      this.cycle = cycle;
      this.loop = loop;
    }

    @Override
    public void wake() {
      woken = true;
    }

    @Override
    public void close() {
      loop.duties.remove(this);
    }

    long waitNanos(long now) {
      return deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - now;
    }

    @Override
    public void run() {
      woken = false;
      deadlineNanos = Long.MAX_VALUE;
      if (dead) {
        return;
      }
      long now = world.clock().nanoTime();
      if (cycle.doWork(now) > 0) {
        woken = true;
      }
      deadlineNanos = cycle.deadlineNanos();
      spins = !woken && waitNanos(now) <= 0 ? spins + 1 : 0;
      if (spins > SPINS_MAX) {
        throw new AssertionError(
            cycle.roleName() + " has nothing to do and a deadline that has passed: it would spin");
      }
    }
  }
}

package io.spanweir.testkit;

import io.spanweir.core.runtime.EventLoops;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.testkit.SimLoops.Wiring;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Where a kit plays: on real threads, for components with sockets, or in a simulation, for all
 * others. What a kit needs of time is the same on both: to wait until something holds.
 */
public interface Stage extends AutoCloseable {
  Loops loops();

  /**
   * @return false if the condition doesn't hold within {@code nanosMax}
   */
  boolean await(BooleanSupplier condition, long nanosMax);

  /** Has something happen later, on a thread that is no loop's. */
  void after(long delayNanos, Runnable task);

  @Override
  void close();

  /** Waits half a minute, which no test should need. */
  default void await(String what, BooleanSupplier condition) {
    if (!await(condition, 30_000_000_000L)) {
      throw new AssertionError("waited in vain until " + what);
    }
  }

  /** Lets time pass. */
  default void pass(long nanos) {
    await(() -> false, nanos);
  }

  /** Real threads and sockets: one event loop, one shard. */
  static Stage real() {
    EventLoops loops = new EventLoops(SystemClock.INSTANCE, 1, 1);
    return new Stage() {
      @Override
      public Loops loops() {
        return loops;
      }

      @Override
      public boolean await(BooleanSupplier condition, long nanosMax) {
        long end = System.nanoTime() + nanosMax;
        while (!condition.getAsBoolean()) {
          if (System.nanoTime() - end >= 0) {
            return false;
          }
          LockSupport.parkNanos(500_000);
        }
        return true;
      }

      @Override
      public void after(long delayNanos, Runnable task) {
        Thread thread =
            new Thread(
                () -> {
                  await(() -> false, delayNanos);
                  task.run();
                });
        thread.setDaemon(true);
        thread.start();
      }

      @Override
      public void close() {
        loops.close();
      }
    };
  }

  /** One thread with virtual time; shards and wiring drawn from the seed. */
  static Stage simulated(long seed) {
    Wiring wiring = seed % 2 == 0 ? Wiring.ONE_CORE : Wiring.MANY;
    SimLoops loops = SimLoops.alone(seed, 1 + (int) Math.floorMod(seed / 2, 4L), wiring);
    return new Stage() {
      @Override
      public Loops loops() {
        return loops;
      }

      @Override
      public boolean await(BooleanSupplier condition, long nanosMax) {
        return loops.world().runUntil(condition, nanosMax);
      }

      @Override
      public void after(long delayNanos, Runnable task) {
        loops.world().after(delayNanos, task);
      }

      @Override
      public void close() {
        loops.kill();
      }
    };
  }
}

package io.spanweir.core.door;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.FastThreadLocal;
import io.spanweir.core.runtime.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One {@link DoorLoop} for each event loop of a group, found by the thread that asks. */
public final class LoopLocal implements Supplier<DoorLoop> {
  private static final long TICK_MIN_NANOS = 5_000_000;
  private static final long TICK_MAX_NANOS = 1_000_000_000;

  private final List<DoorLoop> loops = new ArrayList<>();
  private final FastThreadLocal<DoorLoop> mine =
      new FastThreadLocal<>() {
        @Override
        protected DoorLoop initialValue() {
          return find();
        }
      };

  public LoopLocal(EventExecutorGroup group, Clock clock) {
    for (EventExecutor executor : group) {
      loops.add(new DoorLoop(executor, clock));
    }
  }

  /** The loop of the calling thread, which must be one of the group. */
  @Override
  public DoorLoop get() {
    return mine.get();
  }

  /** Runs a task on each loop, soon. */
  public void onEach(Consumer<DoorLoop> task) {
    loops.forEach(loop -> loop.executor().execute(() -> task.accept(loop)));
  }

  /**
   * Starts the timers.
   *
   * @param shortest the shortest time that anybody watched is allowed
   */
  public void start(Duration shortest) {
    long tick = Math.max(TICK_MIN_NANOS, Math.min(TICK_MAX_NANOS, shortest.toNanos() / 4));
    loops.forEach(loop -> loop.start(tick));
  }

  /** Stops the timers and frees what the loops hold. Safe to call again. */
  public void stop() {
    loops.forEach(DoorLoop::stop);
  }

  private DoorLoop find() {
    for (DoorLoop loop : loops) {
      if (loop.executor().inEventLoop()) {
        return loop;
      }
    }
    throw new IllegalStateException("not on an event loop of the process");
  }
}

package io.spanweir.core.runtime;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A loop over a Netty executor: an event loop that also moves bytes, or a thread of its own. Either
 * parks until its next deadline or the next word from outside; nobody spins.
 */
public final class ExecutorLoop implements Loop {
  private final EventExecutor executor;
  private final Clock clock;
  private final LoopGaps gaps = new LoopGaps();

  public ExecutorLoop(EventExecutor executor, Clock clock) {
    this.executor = executor;
    this.clock = clock;
  }

  /** How long work had to wait for this loop. */
  public LoopGaps gaps() {
    return gaps;
  }

  @Override
  public boolean inLoop() {
    return executor.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public Duty add(DutyCycle cycle) {
    HostedDuty duty = new HostedDuty(cycle);
    duty.wake();
    return duty;
  }

  /**
   * Runs one duty cycle: at once when woken, else at its deadline; between two runs the executor
   * gets a turn.
   */
  private final class HostedDuty implements Duty, Runnable {
    private final DutyCycle cycle;
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private volatile boolean closed;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos = Long.MAX_VALUE;
    private volatile long wokenNanos;

    HostedDuty(DutyCycle cycle) {
      this.cycle = cycle;
    }

    @Override
    public void wake() {
      if (!closed && wakePending.compareAndSet(false, true)) {
        wokenNanos = clock.nanoTime();
        executor.execute(this);
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void run() {
      long woken = wokenNanos;
      wakePending.set(false);
      turn(woken);
    }

    private void onTimer() {
      timer = null;
      long due = timerNanos;
      timerNanos = Long.MAX_VALUE;
      turn(due);
    }

    private void turn(long dueNanos) {
      if (closed) {
        return;
      }
      long now = clock.nanoTime();
      gaps.record(now - dueNanos);
      int done = cycle.doWork(now);
      if (done > 0) {
        wake();
      } else {
        sleepUntil(cycle.deadlineNanos());
      }
    }

    private void sleepUntil(long deadlineNanos) {
      if (deadlineNanos == timerNanos) {
        return;
      }
      if (timer != null) {
        timer.cancel(false);
        timer = null;
      }
      timerNanos = deadlineNanos;
      if (deadlineNanos != Long.MAX_VALUE) {
        long delay = Math.max(0, deadlineNanos - clock.nanoTime());
        timer = executor.schedule(this::onTimer, delay, TimeUnit.NANOSECONDS);
      }
    }
  }
}

package io.spanweir.exporter;

import io.netty.channel.EventLoopGroup;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.runtime.Loops;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** All loops on the test's thread, time only when the test says so. */
public final class OneThread implements Loops, Loop, Clock {
  private static final long EPOCH = 1_760_000_000_000_000_000L;

  private final List<Hosted> duties = new ArrayList<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private long now = 1_000_000_000L;

  private static final class Hosted implements Duty {
    private final DutyCycle cycle;
    private boolean woken = true;
    private boolean closed;

    Hosted(DutyCycle cycle) {
      this.cycle = cycle;
    }

    @Override
    public void wake() {
      woken = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Runs all there is to do now. */
  public void run() {
    boolean busy = true;
    for (int turns = 0; busy; turns++) {
      if (turns > 1_000_000) {
        throw new IllegalStateException("a duty cycle spins");
      }
      busy = false;
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        busy = true;
      }
      for (Hosted duty : List.copyOf(duties)) {
        if (!duty.closed && (duty.woken || duty.cycle.deadlineNanos() <= now)) {
          duty.woken = false;
          duty.woken |= duty.cycle.doWork(now) > 0;
          busy = true;
        }
      }
    }
  }

  /** Lets time pass, stopping at every deadline on the way. */
  public void advance(long nanos) {
    long until = now + nanos;
    run();
    for (long next = earliest(); next <= until; next = earliest()) {
      now = Math.max(now, next);
      run();
    }
    now = until;
    run();
  }

  private long earliest() {
    return duties.stream()
        .filter(d -> !d.closed)
        .mapToLong(d -> d.cycle.deadlineNanos())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public Clock clock() {
    return this;
  }

  @Override
  public int shardCount() {
    return 1;
  }

  @Override
  public Loop shardLoop(int shard) {
    return this;
  }

  @Override
  public Loop sideLoop() {
    return this;
  }

  @Override
  public EventLoopGroup ioGroup() {
    throw new IllegalStateException("no sockets here");
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Duty add(DutyCycle cycle) {
    Hosted duty = new Hosted(cycle);
    duties.add(duty);
    return duty;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long epochNanos() {
    return EPOCH + now;
  }
}

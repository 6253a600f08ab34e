package io.spanweir.bench.jmh;

import io.netty.channel.EventLoopGroup;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.runtime.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The one-core wiring without its event loop's thread: the benchmark is the event loop, and its
 * clock is moved by hand.
 */
public final class InlineLoops implements Loops, Loop, Clock {
  private final List<DutyCycle> duties = new ArrayList<>();
  private final Executor work;
  private long nowNanos;

  /** Without any thread. */
  public InlineLoops() {
    this(Runnable::run);
  }

  /**
   * With a thread for what an event loop is not to wait for.
   *
   * @param work that thread
   */
  public InlineLoops(Executor work) {
    this.work = work;
  }

  /** Moves the clock. */
  public void advance(long nanos) {
    nowNanos += nanos;
  }

  /** One turn of every duty cycle. */
  public void turn() {
    for (int i = 0; i < duties.size(); i++) {
      duties.get(i).doWork(nowNanos);
    }
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public long epochNanos() {
    return nowNanos;
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
  public Loop workLoop() {
    return new Loop() {
      @Override
      public boolean inLoop() {
        return false;
      }

      @Override
      public void execute(Runnable task) {
        work.execute(task);
      }

      @Override
      public Duty add(DutyCycle cycle) {
        return InlineLoops.this.add(cycle);
      }
    };
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
    task.run();
  }

  @Override
  public Duty add(DutyCycle cycle) {
    duties.add(cycle);
    return new Duty() {
      @Override
      public void wake() {}

      @Override
      public void close() {
        duties.remove(cycle);
      }
    };
  }
}

package io.spanweir.core.runtime;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The wiring of a real process. With one core, one event loop does everything: it reads, is the
 * shard's thread, and sends. With more, event loops read and send, and every shard has a thread of
 * its own. Servers and exporters share the event loops through {@link #ioGroup}.
 */
public final class EventLoops implements Loops {
  private final Clock clock;
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> shardThreads = new ArrayList<>();
  private final ExecutorLoop[] shards;
  private final ExecutorLoop side;
  private final EventLoop workThread = new DefaultEventLoop(new DefaultThreadFactory("work", true));
  private final ExecutorLoop work;
  private final EventLoopGroup local =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("local", true), LocalIoHandler.newFactory());
  private final List<EventLoop> ownThreads = new CopyOnWriteArrayList<>();

  /**
   * @param eventLoops how many event loops, at least 1
   * @param shardThreads how many shard threads; 0 lets the first event loop run the one shard
   *     itself
   */
  public EventLoops(Clock clock, int eventLoops, int shardThreads) {
    this.clock = clock;
    group =
        new MultiThreadIoEventLoopGroup(
            eventLoops, new DefaultThreadFactory("io", true), PatientIo.newFactory());
    side = new ExecutorLoop(group.next(), clock);
    work = new ExecutorLoop(workThread, clock);
    shards = new ExecutorLoop[Math.max(1, shardThreads)];
    if (shardThreads == 0) {
      shards[0] = side;
    }
    for (int i = 0; i < shardThreads; i++) {
      EventLoop thread = new DefaultEventLoop(new DefaultThreadFactory("shard-" + i, true));
      this.shardThreads.add(thread);
      shards[i] = new ExecutorLoop(thread, clock);
    }
  }

  /**
   * The wiring for a machine: one thread for one core, otherwise as many shards as half the cores.
   */
  public static EventLoops forCores(Clock clock, int cores) {
    int shards = cores <= 1 ? 0 : cores / 2;
    return new EventLoops(clock, Math.max(1, cores - shards), shards);
  }

  @Override
  public EventLoopGroup ioGroup() {
    return group;
  }

  @Override
  public EventLoopGroup localGroup() {
    return local;
  }

  /** The wiring in a phrase, for whoever starts the process. */
  public String describe() {
    int io = group.executorCount();
    String loops = io == 1 ? "1 event loop" : io + " event loops";
    return shardThreads.isEmpty()
        ? loops + " that also owns the traces"
        : loops + ", " + shards.length + (shards.length == 1 ? " shard" : " shards");
  }

  /** How long work had to wait for the loops that own traces, one for each. */
  public List<LoopGaps> shardGaps() {
    return Arrays.stream(shards).map(ExecutorLoop::gaps).toList();
  }

  /** How long work had to wait for the event loop that has duties beside its sockets. */
  public LoopGaps eventLoopGaps() {
    return side.gaps();
  }

  @Override
  public Clock clock() {
    return clock;
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

  /** A thread that starts with the first work there is. */
  @Override
  public Loop workLoop() {
    return work;
  }

  @Override
  public Loop ownLoop(String name) {
    EventLoop thread = new DefaultEventLoop(new DefaultThreadFactory(name, true));
    ownThreads.add(thread);
    return new ExecutorLoop(thread, clock);
  }

  /** Ends all threads; called when the graph has stopped. */
  public void close() {
    List<Future<?>> ends = new ArrayList<>();
    for (EventLoop thread : shardThreads) {
      ends.add(thread.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }
    for (EventLoop thread : ownThreads) {
      ends.add(thread.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }
    ends.add(workThread.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    ends.add(local.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    ends.add(group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    for (Future<?> end : ends) {
      end.awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }
}

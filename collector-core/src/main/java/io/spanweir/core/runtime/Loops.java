package io.spanweir.core.runtime;

import io.netty.channel.EventLoopGroup;

/** The wiring of a process: which loops there are. Threads are a setting here and nowhere else. */
public interface Loops {
  Clock clock();

  /** How many shards a sharded component makes; at least 1. */
  int shardCount();

  /**
   * The loop that owns shard {@code shard} of every sharded component, {@code 0 <= shard <
   * shardCount()}.
   */
  Loop shardLoop(int shard);

  /** The loop for what needs an owner but no speed: timers of exporters, batches, reports. */
  Loop sideLoop();

  /**
   * Runs what may wait for a disk, on no loop where there is more than one thread; at once where
   * there isn't.
   */
  default void runAside(Runnable task) {
    task.run();
  }

  /**
   * The event loops that servers and clients register their channels with.
   *
   * @throws IllegalStateException in a wiring without sockets, as a simulation is
   */
  EventLoopGroup ioGroup();
}

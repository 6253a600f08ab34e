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
   * The loop for single pieces of work that would hold up an event loop for longer than its
   * connections may wait: reading a text of megabytes, or a file from a disk. One thread, so that
   * all of it together takes at most one core; what waits for it is bounded by the memory it holds.
   * A wiring of one thread has no other than that.
   */
  default Loop workLoop() {
    return sideLoop();
  }

  /**
   * A loop for a component that waits for something other than sockets all the time, as a store on
   * a disk does: a thread of its own from the first work on, to the end of the process. A wiring of
   * one thread has no other than that.
   *
   * @param name what the thread is called
   */
  default Loop ownLoop(String name) {
    return workLoop();
  }

  /**
   * The event loops that servers and clients register their channels with.
   *
   * @throws IllegalStateException in a wiring without sockets, as a simulation is
   */
  EventLoopGroup ioGroup();

  /**
   * Carries channels within the process; a thread that starts with the first of them.
   *
   * @throws IllegalStateException where there are no sockets whose bytes could be passed on
   */
  default EventLoopGroup localGroup() {
    throw new IllegalStateException("this wiring has no channels within the process");
  }
}

package io.spanweir.core.runtime;

/**
 * A thread that runs duty cycles, seen from outside. Which loops share a thread is wiring: on one
 * core an event loop is also the shard's loop; in a test all loops are one thread with a virtual
 * clock.
 */
public interface Loop {
  /** Whether the caller runs on this loop, and may touch what its duty cycles own. Any thread. */
  boolean inLoop();

  /** Runs the task on this loop soon, in the order given. Any thread. */
  void execute(Runnable task);

  /** Gives a duty cycle to this loop; it is first run soon. Any thread. */
  Duty add(DutyCycle cycle);

  /** The handle of a duty cycle that a loop runs. */
  interface Duty {
    /** Asks for a {@link DutyCycle#doWork} soon; many calls before it runs are one. Any thread. */
    void wake();

    /** Ends the cycle: it is not run again after the call that may be under way. Any thread. */
    void close();
  }
}

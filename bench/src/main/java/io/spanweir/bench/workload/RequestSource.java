package io.spanweir.bench.workload;

import java.util.function.LongConsumer;

/** Hands out the requests of a run in order. Belongs to the generator's thread. */
public interface RequestSource {
  /** Returns the next request, owned by the caller until it is given back. */
  WireImage take();

  /** Takes an image back of which every byte has been sent, or never will be. */
  void giveBack(WireImage image);

  /** Whether the last request has been taken. */
  boolean exhausted();

  /** Turns from what warms a system up to what it is measured with, where that is not the same. */
  default void turn() {}

  /** Begins no new traces; what is left to take completes those that were begun. */
  void stop();

  /** Returns how many traces the whole run has; final once stopped. */
  long traces();

  /**
   * Names the trace of every span of an earlier request.
   *
   * @param position of its first span
   * @param spans how many it had
   */
  void forEachSpan(long position, int spans, LongConsumer trace);
}

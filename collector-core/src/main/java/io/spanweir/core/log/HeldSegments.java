package io.spanweir.core.log;

import org.jspecify.annotations.Nullable;

/**
 * Where one log gets its segments from: those it has set apart first, then the pool. Setting apart
 * is how a log finds out before it begins that it can write a whole batch, while others take from
 * the same pool. Single-threaded.
 */
final class HeldSegments {
  private final SegmentPool pool;
  private int held;
  private boolean reserved;

  HeldSegments(SegmentPool pool) {
    this.pool = pool;
  }

  /** Whether room is reserved at the moment, be it in the head alone. */
  boolean reserved() {
    return reserved;
  }

  /** Reserves room that the head has. */
  void reserveInHead() {
    reserved = true;
  }

  /** Sets as many segments apart as the runs surely need, or all there could ever be. */
  boolean reserve(long runBytes, long contextBytes, int runs) {
    int needed = Math.min(segmentsFor(runBytes, contextBytes, runs), pool.segmentsFreeAtMost());
    if (!pool.hold(needed)) {
      return false;
    }
    held += needed;
    reserved = true;
    return true;
  }

  /**
   * How many segments are surely enough. A segment is left when the next run and its context don't
   * fit: so any two that follow each other have more run bytes than one holds beside the contexts
   * that are written there and those that the rest was too small for. Of three where there may be
   * runs with a segment of their own, which end the one before them early.
   */
  private int segmentsFor(long runBytes, long contextBytes, int runs) {
    long holds = (long) pool.segmentBytes() - Segment.HEADER_BYTES;
    long besides = holds - 2 * contextBytes;
    long count;
    if (besides >= holds / 2) {
      int share = runBytes + contextBytes <= holds ? 2 : 3;
      count = (share * runBytes + besides - 1) / besides;
    } else {
      count = runs * (2 + contextBytes / holds) + runBytes / holds;
    }
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  /** Gives up what is left of what was set apart. */
  void release() {
    reserved = false;
    if (held > 0) {
      pool.unhold(held);
      held = 0;
    }
  }

  /** A segment for frames of so many bytes, one of its own size if need be; null if all are out. */
  @Nullable Segment take(int bytes, boolean evacuating) {
    if (bytes + Segment.HEADER_BYTES > pool.segmentBytes()) {
      Segment segment = pool.takeOversized(bytes, held);
      if (segment != null) {
        held -= Math.min(held, segment.units(pool.segmentBytes()));
      }
      return segment;
    }
    if (held > 0) {
      held--;
      return pool.takeHeld();
    }
    return pool.take(evacuating);
  }
}

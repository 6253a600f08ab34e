package io.spanweir.simulation;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.SimWorld;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A source with offsets, as a Kafka partition is one: outlives the process, which reads it from the
 * committed offset on and commits only what is settled.
 */
final class SourceLog {
  private static final long MILLI = 1_000_000L;
  private static final int IN_FLIGHT_MAX = 64;

  private final SimWorld world;
  private final Rng rng;
  private final List<ByteBuffer> entries = new ArrayList<>();
  private int committed;
  private boolean complete;

  SourceLog(SimWorld world, Rng rng) {
    this.world = world;
    this.rng = rng;
  }

  void append(ByteBuffer body) {
    entries.add(body);
  }

  /** Nothing more will be appended. */
  void complete() {
    complete = true;
  }

  /** Whether everything there is was settled and committed. */
  boolean isDone() {
    return complete && committed == entries.size();
  }

  int committed() {
    return committed;
  }

  int size() {
    return entries.size();
  }

  /** Reads for one process from the committed offset on, while the process lives. */
  void readBy(SimProcess process) {
    new Reader(process).pump();
  }

  private final class Reader {
    private final SimProcess process;
    private final BitSet settled = new BitSet();
    private final PriorityQueue<Integer> again = new PriorityQueue<>();
    private int position = committed;
    private int inFlight;
    private boolean commitUnderWay;

    Reader(SimProcess process) {
      this.process = process;
    }

    private void pump() {
      if (!process.isAlive() || !process.door().isOpen()) {
        return;
      }
      long pause = 10 * MILLI;
      while (inFlight < IN_FLIGHT_MAX && (!again.isEmpty() || position < entries.size())) {
        int offset = again.isEmpty() ? position++ : again.remove();
        Offer offer = new Offer(offset);
        inFlight++;
        process.door().offer(entries.get(offset), offer);
        if (offer.refusedNanos > 0) {
          pause = Math.min(offer.refusedNanos, 300 * MILLI);
          break;
        }
      }
      world.after(pause + rng.between(0L, 10L) * MILLI, this::pump);
    }

    private void settle(int offset) {
      settled.set(offset);
      if (!commitUnderWay) {
        commitUnderWay = true;
        world.after(rng.between(0L, 300L) * MILLI, this::commit);
      }
    }

    private void commit() {
      commitUnderWay = false;
      if (process.isAlive()) {
        committed = Math.max(committed, settled.nextClearBit(committed));
      }
    }

    private final class Offer implements SimDoor.Caller {
      private final int offset;
      private long refusedNanos;

      Offer(int offset) {
        this.offset = offset;
      }

      @Override
      public void onAccepted() {}

      @Override
      public void onRefused(long retryAfterNanos) {
        refusedNanos = Math.max(1, retryAfterNanos);
        inFlight--;
        again.add(offset);
      }

      @Override
      public void onRejected() {
        onSettled();
      }

      @Override
      public boolean wantsSettled() {
        return true;
      }

      @Override
      public void onSettled() {
        inFlight--;
        settle(offset);
      }
    }
  }
}

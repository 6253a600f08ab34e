package io.spanweir.processor.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The door of a batch processor: room, counted from the reservation until the last row is handed
 * on, and the way from any thread to the batcher's loop. A batch larger than all the room is let in
 * when nothing else is there. Any thread; one short lock per step.
 */
final class Intake {
  private final long spansMax;
  private final long bytesMax;
  private final ArrayDeque<HeldBatch> arrived = new ArrayDeque<>();
  private boolean taking;
  private boolean closed;
  private int holders;
  private long reservedSpans;
  private long reservedBytes;
  private long openSpans;

  Intake(long spansMax, long bytesMax) {
    this.spansMax = spansMax;
    this.bytesMax = bytesMax;
  }

  synchronized void startTaking() {
    taking = !closed;
  }

  /** Refuses new reservations; what is reserved may still come. */
  synchronized void stopTaking() {
    taking = false;
  }

  synchronized boolean reserve(int spans, long bytes) {
    boolean fits = reservedSpans + spans <= spansMax && reservedBytes + bytes <= bytesMax;
    if (!taking || (!fits && holders > 0)) {
      return false;
    }
    holders++;
    reservedSpans += spans;
    reservedBytes += bytes;
    return true;
  }

  synchronized void cancel(int spans, long bytes) {
    holders--;
    reservedSpans -= spans;
    reservedBytes -= bytes;
  }

  /**
   * Takes over a batch that has its reservation.
   *
   * @return false when the intake is closed; the reservation is given back then
   */
  synchronized boolean admit(HeldBatch held) {
    if (closed) {
      cancel(held.reservedSpans, held.reservedBytes);
      return false;
    }
    openSpans += held.items;
    return true;
  }

  /**
   * Lets the loop find an admitted batch.
   *
   * @return false when the intake was closed since; the batch is the caller's to count
   */
  synchronized boolean publish(HeldBatch held) {
    if (closed) {
      onHandedOn(held.items);
      leave(held);
      return false;
    }
    arrived.addLast(held);
    return true;
  }

  /** The next batch that came, null if none did. */
  synchronized @Nullable HeldBatch take() {
    return arrived.pollFirst();
  }

  /** Items left, in whichever way. */
  synchronized void onHandedOn(int spans) {
    openSpans -= spans;
  }

  /** A batch has no rows left and gives its room back. */
  synchronized void leave(HeldBatch held) {
    cancel(held.reservedSpans, held.reservedBytes);
  }

  /** Ends it. @return what came and was not taken */
  synchronized List<HeldBatch> close() {
    taking = false;
    closed = true;
    List<HeldBatch> rest = new ArrayList<>(arrived);
    arrived.clear();
    return rest;
  }

  /** Whether nothing is reserved and nothing held. */
  synchronized boolean isEmpty() {
    return holders == 0;
  }

  /** Spans that are held. */
  synchronized long openSpans() {
    return openSpans;
  }
}

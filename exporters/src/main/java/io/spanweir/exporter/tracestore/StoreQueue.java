package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.pipeline.Receipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is accepted and not on the disk yet, bounded in bytes of chunks from the reservation until
 * it is committed. A request larger than all of it is let in when nothing else is there: refusing
 * it could never end. Any thread; one short lock per step.
 */
final class StoreQueue {
  private static final int CHUNK_BYTES_MIN = 4096;

  private final long bytesMax;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private boolean taking;
  private boolean closed;
  private int holders;
  private long bytes;
  private long waitingBytes;
  private long openSpans;

  /**
   * Framed spans.
   *
   * @param framed {@code TracesData}, the queue's
   * @param receipt to be settled; null if nobody wants that
   */
  record Entry(Chunk framed, int spans, @Nullable Receipt receipt) {
    void settle() {
      if (receipt != null) {
        receipt.settled();
      }
    }
  }

  StoreQueue(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  synchronized void startTaking() {
    taking = !closed;
  }

  synchronized void stopTaking() {
    taking = false;
  }

  synchronized boolean reserve(long announcedBytes) {
    long memory = chunkBytes(announcedBytes);
    if (!taking || (bytes + memory > bytesMax && holders > 0)) {
      return false;
    }
    holders++;
    bytes += memory;
    return true;
  }

  synchronized void cancel(long announcedBytes) {
    holders--;
    bytes -= chunkBytes(announcedBytes);
  }

  /**
   * Swaps a reservation for what it was made for.
   *
   * @return false when the queue is closed; the reservation is given back then
   */
  synchronized boolean admit(Entry entry, long announcedBytes) {
    cancel(announcedBytes);
    if (closed) {
      return false;
    }
    holders++;
    bytes += entry.framed.capacity();
    openSpans += entry.spans;
    return true;
  }

  /** Puts an admitted entry at the end; false when the queue was closed since. */
  synchronized boolean publish(Entry entry) {
    if (closed) {
      leave(entry);
      return false;
    }
    waiting.addLast(entry);
    waitingBytes += entry.framed.length();
    return true;
  }

  /** Takes entries of so many bytes, one at least if any waits. They keep their room. */
  synchronized List<Entry> take(long windowBytesMax) {
    List<Entry> window = new ArrayList<>();
    long taken = 0;
    while (!waiting.isEmpty()
        && (taken == 0 || taken + waiting.element().framed.length() <= windowBytesMax)) {
      Entry entry = waiting.remove();
      taken += entry.framed.length();
      window.add(entry);
    }
    waitingBytes -= taken;
    return window;
  }

  /** An entry is over and gives its room back. */
  synchronized void leave(Entry entry) {
    holders--;
    bytes -= entry.framed.capacity();
    openSpans -= entry.spans;
  }

  /** Ends the queue. @return what waited; it has its room until {@link #leave} */
  synchronized List<Entry> close() {
    taking = false;
    closed = true;
    List<Entry> rest = new ArrayList<>(waiting);
    waiting.clear();
    waitingBytes = 0;
    return rest;
  }

  /** Whether nothing is reserved, waits or is being written. */
  synchronized boolean isEmpty() {
    return holders == 0;
  }

  synchronized long bytes() {
    return bytes;
  }

  long bytesMax() {
    return bytesMax;
  }

  /** Bytes of what waits. */
  synchronized long waitingBytes() {
    return waitingBytes;
  }

  /** Spans that wait or are being written. */
  synchronized long openSpans() {
    return openSpans;
  }

  /** The chunk that a request of this many bytes lies in: the next power of two. */
  private static long chunkBytes(long requestBytes) {
    return Math.max(CHUNK_BYTES_MIN, Long.highestOneBit(Math.max(requestBytes, 2) - 1) << 1);
  }
}

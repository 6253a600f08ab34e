package io.spanweir.exporter.sending;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the backend, bounded. Room is counted from the reservation until the request is
 * over, so what is in flight or between two attempts takes room too: it takes memory. Counted in
 * the sizer's unit and, always, in bytes of chunks.
 *
 * <p>A request larger than the whole queue is let in when nothing else is there: refusing it could
 * never end. Any thread; one short lock per step, never per span.
 */
final class SendQueue {
  private static final int CHUNK_BYTES_MIN = 4096;

  private final Sizer sizer;
  private final long sizeMax;
  private final long bytesMax;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private boolean taking;
  private boolean closed;
  private int holders;
  private long size;
  private long bytes;
  private long openSpans;

  SendQueue(Sizer sizer, long sizeMax, long bytesMax) {
    this.sizer = sizer;
    this.sizeMax = sizeMax;
    this.bytesMax = bytesMax;
  }

  synchronized void startTaking() {
    taking = !closed;
  }

  /** Refuses new reservations; what is reserved may still be committed. */
  synchronized void stopTaking() {
    taking = false;
  }

  synchronized boolean reserve(int spans, long announcedBytes) {
    long cost = sizer.cost(spans, announcedBytes);
    long memory = chunkBytes(announcedBytes);
    boolean fits = size + cost <= sizeMax && bytes + memory <= bytesMax;
    if (!taking || (!fits && holders > 0)) {
      return false;
    }
    holders++;
    size += cost;
    bytes += memory;
    return true;
  }

  synchronized void cancel(int spans, long announcedBytes) {
    holders--;
    size -= sizer.cost(spans, announcedBytes);
    bytes -= chunkBytes(announcedBytes);
  }

  /**
   * Swaps a reservation for what its requests really take.
   *
   * @return false when the queue is closed; the reservation is given back then
   */
  synchronized boolean admit(List<Request> requests, int spans, long announcedBytes) {
    cancel(spans, announcedBytes);
    if (closed) {
      return false;
    }
    for (Request request : requests) {
      holders++;
      size += sizer.cost(request.spans, request.framed.length());
      bytes += request.framed.capacity();
      openSpans += request.spans;
    }
    return true;
  }

  /**
   * Puts admitted requests at the end.
   *
   * @return false when the queue was closed since; the requests are not in it then
   */
  synchronized boolean publish(List<Request> requests) {
    if (closed) {
      requests.forEach(this::leave);
      return false;
    }
    waiting.addAll(requests);
    return true;
  }

  /** The next request, null if none waits. It keeps its room until {@link #leave}. */
  synchronized @Nullable Request take() {
    return waiting.pollFirst();
  }

  /** A request is over and gives its room back. */
  synchronized void leave(Request request) {
    holders--;
    size -= sizer.cost(request.spans, request.framed.length());
    bytes -= request.framed.capacity();
    openSpans -= request.spans;
  }

  /** Ends the queue. @return what waited; it has its room until {@link #leave} */
  synchronized List<Request> close() {
    taking = false;
    closed = true;
    List<Request> rest = new ArrayList<>(waiting);
    waiting.clear();
    return rest;
  }

  /** Whether nothing is reserved, waits or is in flight. */
  synchronized boolean isEmpty() {
    return holders == 0;
  }

  /** Reserved, waiting and in flight, in the sizer's unit. */
  synchronized long size() {
    return size;
  }

  long sizeMax() {
    return sizeMax;
  }

  /** Reserved, waiting and in flight, in bytes of chunks. */
  synchronized long bytes() {
    return bytes;
  }

  /** Spans that wait or are in flight. */
  synchronized long openSpans() {
    return openSpans;
  }

  /** The chunk that a request of this many bytes lies in: the next power of two. */
  private static long chunkBytes(long requestBytes) {
    return Math.max(CHUNK_BYTES_MIN, Long.highestOneBit(Math.max(requestBytes, 2) - 1) << 1);
  }
}

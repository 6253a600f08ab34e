package io.spanweir.processor.tailsampling;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much the processor holds, and whether more may come in: bytes against the buffer, traces
 * against {@code num_traces}. What is reserved at the door is held against both until a shard has
 * put it into its log, then the real numbers take its place. Any thread.
 *
 * <p>The bound leaves a twentieth of the buffer free, so that emptying segments stays cheap: in a
 * log that is full of live bytes a whole segment would have to be moved for every few bytes gained.
 */
final class Admission {
  /**
   * What a span may cost beside its bytes before it is known how it groups: a frame's header, a
   * trace's row.
   */
  private static final long SPAN_OVERHEAD_BYTES = 24 + ShardMemory.TRACE_BYTES;

  private static final double USABLE_SHARE = 0.95;
  private static final double EVICT_SHARE = 0.90;

  private final long bytesMax;
  private final long evictAbove;
  private final long tracesMax;
  private final long tracesEvictAbove;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong traces = new AtomicLong();
  private final AtomicInteger shardsWithoutRoom = new AtomicInteger();
  private final AtomicLong refusals = new AtomicLong();

  /**
   * @param usableBytes bytes of the log that may be live
   * @param tracesMax open traces at most
   */
  Admission(long usableBytes, long tracesMax) {
    this.bytesMax = (long) (usableBytes * USABLE_SHARE);
    this.evictAbove = (long) (usableBytes * EVICT_SHARE);
    this.tracesMax = tracesMax;
    this.tracesEvictAbove =
        tracesMax == Long.MAX_VALUE ? tracesMax : (long) (tracesMax * EVICT_SHARE);
  }

  /** What a batch is charged with until its shards have it. */
  static long charge(int spans, long bodyBytes) {
    return bodyBytes + spans * SPAN_OVERHEAD_BYTES;
  }

  /** Holds room for a batch; false when there is none. */
  boolean reserve(int spans, long charge) {
    if (shardsWithoutRoom.get() > 0) {
      refusals.incrementAndGet();
      return false;
    }
    if (bytes.addAndGet(charge) > bytesMax) {
      bytes.addAndGet(-charge);
      refusals.incrementAndGet();
      return false;
    }
    // Every span may be a trace of its own, so a batch may go past the bound, but only one: a batch
    // of more spans than traces are allowed would otherwise never be taken.
    if (tracesMax != Long.MAX_VALUE && traces.getAndAdd(spans) >= tracesMax) {
      cancel(spans, charge);
      refusals.incrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives back what {@link #reserve} held. */
  void cancel(int spans, long charge) {
    bytes.addAndGet(-charge);
    if (tracesMax != Long.MAX_VALUE) {
      traces.addAndGet(-spans);
    }
  }

  /** A shard holds so many bytes and traces more, or less, than it last said. */
  void held(long bytesDelta, long tracesDelta) {
    bytes.addAndGet(bytesDelta);
    if (tracesMax != Long.MAX_VALUE) {
      traces.addAndGet(tracesDelta);
    }
  }

  /** A shard has, or no longer has, a batch waiting that its log has no room for. */
  void roomless(boolean without) {
    shardsWithoutRoom.addAndGet(without ? 1 : -1);
  }

  /** Whether it is time to decide the oldest traces to make room, where that is configured. */
  boolean crowded() {
    return bytesOver() > 0 || tracesOver() > 0 || shardsWithoutRoom.get() > 0;
  }

  /** Bytes held over the mark at which it is crowded; less than 0 below it. */
  long bytesOver() {
    return bytes.get() - evictAbove;
  }

  /** Traces held over the mark at which it is crowded; less than 0 below it. */
  long tracesOver() {
    return tracesMax == Long.MAX_VALUE ? Long.MIN_VALUE : traces.get() - tracesEvictAbove;
  }

  long heldBytes() {
    return bytes.get();
  }

  long bytesMax() {
    return bytesMax;
  }

  long refusals() {
    return refusals.get();
  }
}

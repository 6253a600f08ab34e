package io.spanweir.core.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a log, shared by its shards: direct buffers of one size, allocated on demand up to
 * a bound, reused last in first out. Any thread; one short lock per segment, which is per some
 * thousand spans.
 *
 * <p>A few segments are set apart for evacuation, so that a full log can always be compacted. A run
 * that fits no segment gets one of its own, which counts against the same bound and is given back
 * to the machine when it is freed.
 */
public final class SegmentPool {
  /** Addresses are 32 bits of 8-byte units. */
  static final long BYTES_MAX = (1L << 32) * 8;

  private final int segmentBytes;
  private final int segmentShift;
  private final long bytesMax;
  private final int segmentsMax;
  private final int segmentsMin;
  private final int spare;
  private final @Nullable Segment[] bySlot;
  private final ArrayDeque<Segment> idle = new ArrayDeque<>();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private int slotsUsed;
  private int segmentsOut;
  private int segmentsAllocated;
  private long oversizedBytes;
  private long otherBytes;

  /**
   * @param bytesMax the bound on the memory of all segments
   * @param segmentBytes size of one; a power of two of at least 4 KiB
   * @param spare how many segments only an evacuation may take
   */
  public SegmentPool(long bytesMax, int segmentBytes, int spare) {
    if (Integer.bitCount(segmentBytes) != 1 || segmentBytes < 4096) {
      throw new IllegalArgumentException("a segment of " + segmentBytes + " bytes");
    }
    if (bytesMax > BYTES_MAX) {
      throw new IllegalArgumentException("a log of more than " + BYTES_MAX + " bytes");
    }
    this.segmentBytes = segmentBytes;
    this.segmentShift = Integer.numberOfTrailingZeros(segmentBytes);
    this.bytesMax = bytesMax;
    this.segmentsMin = spare + 2;
    this.segmentsMax = (int) Math.max(segmentsMin, bytesMax / segmentBytes);
    this.spare = spare;
    this.bySlot = new Segment[Math.min(1 << (35 - segmentShift), segmentsMax + 4096)];
  }

  /**
   * The size to give segments for a log of this many bytes: at least 32 of them, 64 KiB to 4 MiB
   * each.
   */
  public static int segmentBytesFor(long bytesMax) {
    long size = Long.highestOneBit(Math.max(1, bytesMax / 32));
    return (int) Math.max(4 << 10, Math.min(4 << 20, size));
  }

  public int segmentBytes() {
    return segmentBytes;
  }

  int segmentShift() {
    return segmentShift;
  }

  /** Bytes that may be live at once with room left to write and to compact. */
  public long usableBytes() {
    return (long) (segmentsMax - spare) * (segmentBytes - Segment.HEADER_BYTES);
  }

  /** Segments that may still be taken, those set apart not counted. */
  public synchronized int segmentsFree() {
    long unallocated = (bytesMax - oversizedBytes - otherBytes) / segmentBytes - segmentsAllocated;
    long takable = idle.size() + Math.max(unallocated, (long) segmentsMin - segmentsAllocated);
    long allowed = segmentsMax - segmentsOut - (long) oversizedSegments();
    return (int) Math.max(0, Math.min(takable, allowed) - spare);
  }

  /**
   * Says that so many more bytes are used for what goes with the log, such as a table of its
   * traces. They come out of the same bound: no segment is allocated that would go past it.
   */
  public synchronized void alsoUsed(long bytes) {
    otherBytes += bytes;
  }

  /** Bytes of memory taken from the machine so far. */
  public synchronized long allocatedBytes() {
    return (long) segmentsAllocated * segmentBytes + oversizedBytes;
  }

  private int oversizedSegments() {
    return (int) ((oversizedBytes + segmentBytes - 1) / segmentBytes);
  }

  /** An empty segment, or null when all are out. */
  synchronized @Nullable Segment take(boolean forEvacuation) {
    int limit = forEvacuation ? segmentsMax : segmentsMax - spare;
    if (segmentsOut + oversizedSegments() >= limit) {
      return null;
    }
    Segment segment = idle.pollLast();
    if (segment != null) {
      segmentsOut++;
      return segment;
    }
    long allocated = (segmentsAllocated + 1L) * segmentBytes + oversizedBytes + otherBytes;
    if (allocated > bytesMax && segmentsAllocated >= segmentsMin) {
      return null;
    }
    segmentsOut++;
    segmentsAllocated++;
    return register(ByteBuffer.allocateDirect(segmentBytes), null);
  }

  /**
   * A segment for one run of so many bytes, header not counted; null when there is no room for it.
   */
  synchronized @Nullable Segment takeOversized(int bytes) {
    int size = bytes + Segment.HEADER_BYTES;
    int segments = (size + segmentBytes - 1) / segmentBytes;
    if (segmentsOut + oversizedSegments() + segments > segmentsMax - spare
        || (freeSlots.isEmpty() && slotsUsed == bySlot.length)) {
      return null;
    }
    oversizedBytes += size;
    ByteBuf memory = Unpooled.directBuffer(size, size);
    return register(memory.nioBuffer(0, size), memory);
  }

  private Segment register(ByteBuffer memory, @Nullable ByteBuf oversized) {
    Integer free = freeSlots.pollLast();
    int slot = free != null ? free : slotsUsed++;
    Segment segment = new Segment(slot, memory, oversized);
    bySlot[slot] = segment;
    return segment;
  }

  synchronized void giveBack(Segment segment) {
    ByteBuf oversized = segment.oversized();
    if (oversized == null) {
      segmentsOut--;
      idle.addLast(segment);
      return;
    }
    oversizedBytes -= segment.memory().capacity();
    bySlot[segment.slot()] = null;
    freeSlots.addLast(segment.slot());
    oversized.release();
  }

  /** The segment at a slot. Without a lock: only the shard that holds the segment asks for it. */
  Segment at(int slot) {
    Segment segment = bySlot[slot];
    if (segment == null) {
      throw new IllegalStateException("no segment at slot " + slot);
    }
    return segment;
  }
}

package io.spanweir.core.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a log, shared by its shards: direct buffers of one size, allocated on demand up to
 * a bound, reused last in first out. Any thread; one short lock per segment, which is per some
 * thousand spans.
 *
 * <p>A few segments are set apart for evacuation, so that a full log can always be compacted. A
 * shard may hold some before it takes them, so that what it has begun to write it can finish. A run
 * that fits no segment gets one of its own, which counts against the same bound and is given back
 * to the machine when it is freed.
 *
 * <p>New memory costs a pause when it is first written to, so whoever takes the last segment that
 * was there has the next one prepared elsewhere: one ahead, never more. A pool that ceases to grow
 * has at most one segment that nobody asked for.
 */
public final class SegmentPool {
  /** Addresses are 32 bits of 8-byte units. */
  static final long BYTES_MAX = (1L << 32) * 8;

  /** The least that a machine gives when memory is first written to. */
  private static final int PAGE_BYTES = 4096;

  /**
   * What is prepared in one go: a machine that has to find each page takes a third of a millisecond
   * for it, in which no thread is stopped for a collection that others wait for.
   */
  private static final int PREPARED_AT_ONCE = 32 * PAGE_BYTES;

  /** A shard waits while the machine finds a segment's memory: milliseconds for a mebibyte. */
  private static final int SEGMENT_BYTES_MAX = 4 << 20;

  /** So near to the bound nothing is prepared: shards would have taken all before it is there. */
  private static final int PREPARED_LEAVE = 4;

  /** Smaller ones cost more than they save, where there is a choice. */
  private static final int SEGMENT_BYTES_GOOD = 512 << 10;

  /** Gives memory back when it is released, not when a collection finds it; tracks nothing. */
  private static final UnpooledByteBufAllocator MACHINE = new UnpooledByteBufAllocator(true, true);

  /** Of all pools of the process: what is out, idle segments not counted. */
  private static final LongAdder PROCESS_BYTES_OUT = new LongAdder();

  private final int segmentBytes;
  private final int segmentShift;
  private final long bytesMax;
  private final int segmentsMax;
  private final int segmentsMin;
  private final int spare;
  private final Executor preparing;
  private final @Nullable Segment[] bySlot;
  private final ArrayDeque<Segment> idle = new ArrayDeque<>();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private int slotsUsed;
  private int segmentsOut;
  private int segmentsHeld;
  private int segmentsAllocated;
  private boolean prepares;
  private int oversizedUnits;
  private long oversizedBytes;
  private long otherBytes;
  private long generations;

  /**
   * @param bytesMax the bound on the memory of all segments
   * @param segmentBytes size of one; a power of two of at least 4 KiB
   * @param spare how many segments only an evacuation may take
   * @param preparing where the next segment is prepared: another thread than the shards', best
   */
  public SegmentPool(long bytesMax, int segmentBytes, int spare, Executor preparing) {
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
    this.preparing = preparing;
    this.bySlot = new Segment[Math.min(1 << (35 - segmentShift), 2 * segmentsMax)];
  }

  /**
   * The size to give segments for a log of this many bytes: 4 KiB to 4 MiB each, and as many as can
   * be. Those set apart and those half full are room that spans don't get, so 32 of them are the
   * least, and 256 where they still hold half a mebibyte.
   */
  public static int segmentBytesFor(long bytesMax) {
    long few = Math.min(SEGMENT_BYTES_GOOD, bytesMax / 32);
    long size = Long.highestOneBit(Math.max(1, Math.max(few, bytesMax / 256)));
    return (int) Math.max(4 << 10, Math.min(SEGMENT_BYTES_MAX, size));
  }

  /** Bytes of the segments that shards of any log of this process have. */
  public static long processBytesOut() {
    return PROCESS_BYTES_OUT.sum();
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

  /** Segments that may still be held or taken, those set apart not counted. */
  public synchronized int segmentsFree() {
    return Math.max(0, free() - spare);
  }

  /** Segments that could be held if nothing were live. */
  synchronized int segmentsFreeAtMost() {
    return Math.min(memoryBound(), segmentsMax) - spare;
  }

  /** Segments that memory allows, allocated or not, beside what else is in use. */
  private int memoryBound() {
    return (int) Math.max(segmentsMin, (bytesMax - oversizedBytes - otherBytes) / segmentBytes);
  }

  /** Segments that may be taken, those set apart included. */
  private int free() {
    int byMemory = idle.size() + memoryBound() - segmentsAllocated;
    int byCount = segmentsMax - segmentsOut - oversizedUnits;
    return Math.min(byMemory, byCount) - segmentsHeld;
  }

  /**
   * Says that so many more bytes are used for what goes with the log, such as a table of its
   * traces. They come out of the same bound: no segment is allocated that would go past it.
   */
  public synchronized void alsoUsed(long bytes) {
    otherBytes += bytes;
    trim();
  }

  /** Bytes of memory taken from the machine and not given back. */
  public synchronized long allocatedBytes() {
    return (long) segmentsAllocated * segmentBytes + oversizedBytes;
  }

  /** Segments that shards have, oversized ones by the room they take. */
  public synchronized int segmentsOut() {
    return segmentsOut + segmentsHeld + oversizedUnits;
  }

  /** Sets segments apart for one shard, all or none. */
  synchronized boolean hold(int count) {
    if (free() - spare < count) {
      return false;
    }
    segmentsHeld += count;
    return true;
  }

  /** Gives up what {@link #hold} set apart. */
  synchronized void unhold(int count) {
    segmentsHeld -= count;
  }

  /** A segment out of those that the caller holds. */
  synchronized Segment takeHeld() {
    segmentsHeld--;
    return take();
  }

  /** An empty segment, or null when all are out. */
  synchronized @Nullable Segment take(boolean forEvacuation) {
    return free() - (forEvacuation ? 0 : spare) <= 0 ? null : take();
  }

  private Segment take() {
    Segment segment = idle.pollLast();
    if (segment == null) {
      segmentsAllocated++;
      segment = register(MACHINE.directBuffer(segmentBytes, segmentBytes), false);
    }
    segmentsOut++;
    PROCESS_BYTES_OUT.add(segmentBytes);
    if (idle.isEmpty() && !prepares && memoryBound() - segmentsAllocated > PREPARED_LEAVE) {
      prepares = true;
      preparing.execute(this::prepare);
    }
    return segment;
  }

  /** Makes a segment whose memory is there already when a shard begins to write to it. */
  private void prepare() {
    ByteBuf memory = null;
    try {
      memory = MACHINE.directBuffer(segmentBytes, segmentBytes);
    } finally {
      if (memory == null) {
        onPrepared(null);
      }
    }
    prepare(memory, 0);
  }

  private void prepare(ByteBuf memory, int from) {
    int to = Math.min(segmentBytes, from + PREPARED_AT_ONCE);
    for (int at = from; at < to; at += PAGE_BYTES) {
      memory.setByte(at, 0);
    }
    if (to == segmentBytes) {
      onPrepared(memory);
    } else {
      goOn(memory, to);
    }
  }

  private void goOn(ByteBuf memory, int from) {
    try {
      preparing.execute(() -> prepare(memory, from));
    } catch (RejectedExecutionException e) {
      // Who prepares has come to its end; what there is of the segment is one.
      onPrepared(memory);
    }
  }

  /**
   * Keeps what was prepared, unless shards have taken all there may be meanwhile, or have given
   * everything back: a log may have ended.
   */
  private synchronized void onPrepared(@Nullable ByteBuf memory) {
    prepares = false;
    if (memory == null) {
      return;
    }
    if (segmentsOut > 0 && segmentsAllocated < memoryBound()) {
      segmentsAllocated++;
      idle.addLast(register(memory, false));
    } else {
      memory.release();
    }
  }

  /**
   * A segment for one run of so many bytes, header not counted; null when there is no room for it.
   * Idle segments give their memory up for it.
   *
   * @param held how many segments the caller holds, which it may use up
   */
  synchronized @Nullable Segment takeOversized(int bytes, int held) {
    int size = bytes + Segment.HEADER_BYTES;
    int units = (size + segmentBytes - 1) / segmentBytes;
    int others = segmentsAllocated - idle.size() + segmentsHeld - Math.min(held, units);
    int needed = Math.max(segmentsMin, others + spare);
    boolean memory = (long) needed * segmentBytes + oversizedBytes + otherBytes + size <= bytesMax;
    boolean count =
        segmentsOut + oversizedUnits + segmentsHeld - Math.min(held, units) + units
            <= segmentsMax - spare;
    if (!memory || !count || (freeSlots.isEmpty() && slotsUsed == bySlot.length)) {
      return null;
    }
    segmentsHeld -= Math.min(held, units);
    oversizedUnits += units;
    oversizedBytes += size;
    PROCESS_BYTES_OUT.add(size);
    trim();
    return register(MACHINE.directBuffer(size, size), true);
  }

  private Segment register(ByteBuf memory, boolean oversized) {
    Integer free = freeSlots.pollLast();
    int slot = free != null ? free : slotsUsed++;
    Segment segment = new Segment(slot, memory, oversized);
    bySlot[slot] = segment;
    return segment;
  }

  synchronized void giveBack(Segment segment) {
    if (segment.isOversized()) {
      oversizedBytes -= segment.memory().capacity();
      PROCESS_BYTES_OUT.add(-segment.memory().capacity());
      oversizedUnits -= segment.units(segmentBytes);
      free(segment);
      return;
    }
    segmentsOut--;
    PROCESS_BYTES_OUT.add(-segmentBytes);
    idle.addLast(segment);
    trim();
  }

  /** Gives all idle memory back to the machine: a log has come to its end. */
  synchronized void releaseIdle() {
    segmentsAllocated -= idle.size();
    idle.forEach(this::free);
    idle.clear();
  }

  /** Gives idle memory back to the machine while there is more in use than there may be. */
  private void trim() {
    while (segmentsAllocated > memoryBound() && !idle.isEmpty()) {
      segmentsAllocated--;
      free(idle.removeFirst());
    }
  }

  private void free(Segment segment) {
    bySlot[segment.slot()] = null;
    freeSlots.addLast(segment.slot());
    segment.free();
  }

  /** A number that no segment was opened under before. */
  synchronized long nextGeneration() {
    return ++generations;
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

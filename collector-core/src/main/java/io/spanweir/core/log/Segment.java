package io.spanweir.core.log;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A piece of the log: a memory image of fixed size, filled from the front in arrival order. Owned
 * by one shard at a time.
 *
 * <pre>
 *  0 magic "SPANWEIR" | 8 version | 12 frames (low), flags (high) | 16 generation | 24 wall anchor ns | 32 monotonic
 *  anchor ns | 40 bytes used | 48 zero … 64 first frame, every frame 8-byte aligned, all little-endian
 * </pre>
 *
 * <p>The header is that of the file image too; a memory image carries it so that the one can be
 * written from the other.
 */
final class Segment {
  static final int HEADER_BYTES = 64;
  static final long MAGIC = 0x52494557_4E415053L; // "SPANWEIR" read little-endian
  static final int VERSION = 1;

  private static final int GENERATION_OFFSET = 16;
  private static final int WALL_OFFSET = 24;
  private static final int MONOTONIC_OFFSET = 32;

  private final int slot;
  private final ByteBuf backing;
  private final ByteBuffer memory;
  private final boolean oversized;
  private long generation;
  private int tail;
  private int limit;
  private long liveBytes;
  private long contextBytes;

  Segment(int slot, ByteBuf backing, boolean oversized) {
    this.slot = slot;
    this.backing = backing;
    this.memory = backing.nioBuffer(0, backing.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    this.oversized = oversized;
  }

  /** Its place in the address space of the log. */
  int slot() {
    return slot;
  }

  ByteBuffer memory() {
    return memory;
  }

  /** Whether it was made for one large run; the ordinary ones are pooled. */
  boolean isOversized() {
    return oversized;
  }

  /** Gives the memory back to the machine; nobody touches the segment after. */
  void free() {
    backing.release();
  }

  /** What it was opened as: an address with another generation points to something gone. */
  long generation() {
    return generation;
  }

  /** Where the next frame goes. */
  int tail() {
    return tail;
  }

  int room() {
    return limit - tail;
  }

  /** How many segments of some size its memory is worth. */
  int units(int segmentBytes) {
    return (memory.capacity() + segmentBytes - 1) / segmentBytes;
  }

  void advance(int bytes) {
    tail += bytes;
  }

  /** Takes a frame's room from the end instead of the tail. @return where the frame goes */
  int takeFromEnd(int bytes) {
    limit -= bytes;
    return limit;
  }

  /** Bytes of frames whose traces are undecided; zero means nobody will read this segment again. */
  long liveBytes() {
    return liveBytes;
  }

  void live(long delta) {
    liveBytes += delta;
    if (liveBytes < 0) {
      throw new IllegalStateException("segment " + slot + " has " + liveBytes + " live bytes");
    }
  }

  /** Bytes of contexts, which an evacuation has to write again for the runs that survive. */
  long contextBytes() {
    return contextBytes;
  }

  void addContextBytes(int bytes) {
    contextBytes += bytes;
  }

  /**
   * Makes it empty, under a generation that was never used before. Its old bytes stay where they
   * are: never zeroed again.
   */
  void open(long openedAs, long wallNanos, long monotonicNanos) {
    generation = openedAs;
    tail = HEADER_BYTES;
    limit = memory.capacity();
    liveBytes = 0;
    contextBytes = 0;
    memory.putLong(0, MAGIC);
    memory.putInt(8, VERSION);
    memory.putInt(12, 0);
    memory.putLong(GENERATION_OFFSET, generation);
    memory.putLong(WALL_OFFSET, wallNanos);
    memory.putLong(MONOTONIC_OFFSET, monotonicNanos);
  }
}

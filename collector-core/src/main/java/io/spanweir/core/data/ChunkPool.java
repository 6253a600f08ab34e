package io.spanweir.core.data;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Leases chunks within a budget of bytes and keeps returned ones for reuse, last in first out so
 * that warm memory is used again. Size classes are powers of two from 4 KiB. Any thread; one short
 * lock per lease and return, never per span.
 */
public final class ChunkPool {
  private static final int CLASS_MIN_SHIFT = 12;
  private static final int CLASS_COUNT = 19;

  private final long leasedBytesMax;
  private final long idleBytesMax;
  private final ArrayDeque<Chunk>[] idle;
  private long leasedBytes;
  private long idleBytes;
  private long refusals;

  /**
   * @param leasedBytesMax how many bytes may be out at once; a lease past it is refused
   * @param idleBytesMax how many returned bytes are kept for reuse; the rest goes to the garbage
   *     collector
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public ChunkPool(long leasedBytesMax, long idleBytesMax) {
    this.leasedBytesMax = leasedBytesMax;
    this.idleBytesMax = idleBytesMax;
    this.idle = new ArrayDeque[CLASS_COUNT];
    for (int i = 0; i < CLASS_COUNT; i++) {
      idle[i] = new ArrayDeque<>();
    }
  }

  /**
   * A chunk of at least {@code capacity} bytes with one holder, the caller; null when the budget is
   * used up or the size is past 1 GiB. The caller refuses its sender then.
   */
  public @Nullable Chunk lease(int capacity) {
    int sizeClass = sizeClass(capacity);
    if (sizeClass >= CLASS_COUNT) {
      return null;
    }
    int size = 1 << (CLASS_MIN_SHIFT + sizeClass);
    synchronized (this) {
      if (leasedBytes + size > leasedBytesMax) {
        refusals++;
        return null;
      }
      leasedBytes += size;
      Chunk chunk = idle[sizeClass].pollLast();
      if (chunk != null) {
        idleBytes -= size;
        chunk.leasedAgain();
        return chunk;
      }
    }
    return new Chunk(new byte[size], this);
  }

  /** Past this a lease is refused even when nothing is out. */
  public int leaseBytesMax() {
    long largest = 1L << (CLASS_MIN_SHIFT + CLASS_COUNT - 1);
    return (int) Math.min(largest, Long.highestOneBit(leasedBytesMax));
  }

  void giveBack(Chunk chunk) {
    int size = chunk.capacity();
    synchronized (this) {
      leasedBytes -= size;
      if (idleBytes + size <= idleBytesMax) {
        idleBytes += size;
        idle[sizeClass(size)].addLast(chunk);
      }
    }
  }

  /** Bytes out at the moment. */
  public synchronized long leasedBytes() {
    return leasedBytes;
  }

  /** How often a lease was refused. */
  public synchronized long refusals() {
    return refusals;
  }

  private static int sizeClass(int capacity) {
    int shift = 32 - Integer.numberOfLeadingZeros(Math.max(capacity, 1) - 1);
    return Math.max(0, shift - CLASS_MIN_SHIFT);
  }
}

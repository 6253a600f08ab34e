package io.spanweir.core.data;

import org.jspecify.annotations.Nullable;

/**
 * A body of unknown length on its way into a chunk: leases what is needed, grows by doubling, never
 * past its limit. Not thread safe; owned by one request at a time, and reusable.
 */
public final class BodyBuffer {
  private final ChunkPool pool;
  private final int bytesMax;
  private final long keyLengths;
  private @Nullable Chunk chunk;
  private int length;

  /** What came of asking for room. */
  public enum Room {
    THERE,
    /** The body would be longer than it may be. */
    TOO_LARGE,
    /** The pool has no memory left for it now. */
    NONE
  }

  public BodyBuffer(ChunkPool pool, int bytesMax) {
    this(pool, bytesMax, -1);
  }

  /**
   * @param keyLengths of the attributes that are worth a note: {@code KeyQuestion.lengths}
   */
  public BodyBuffer(ChunkPool pool, int bytesMax, long keyLengths) {
    this.pool = pool;
    this.bytesMax = bytesMax;
    this.keyLengths = keyLengths;
  }

  /** The lengths of the keys of attributes that {@link #notes} are wanted of. */
  public long keyLengths() {
    return keyLengths;
  }

  /** Bytes so far. */
  public int length() {
    return length;
  }

  /** How many more bytes fit without asking for room. */
  public int free() {
    return chunk == null ? 0 : Math.min(chunk.capacity(), bytesMax) - length;
  }

  /** The array to write to, from {@link #length} on; there must be room. */
  public byte[] bytes() {
    return chunk().bytes();
  }

  /** Where to note what is known of spans that were written; there must have been room. */
  public SpanNotes notes() {
    return chunk().notes();
  }

  private Chunk chunk() {
    Chunk current = chunk;
    if (current == null) {
      throw new IllegalStateException("no room was asked for");
    }
    return current;
  }

  /** Says that so many bytes were written behind the ones there were. */
  public void wrote(int count) {
    length += count;
  }

  /**
   * Sees to it that {@code more} bytes fit.
   *
   * @param hint how long the whole body will be, as far as anybody knows; memory is leased for it
   */
  public Room room(long more, long hint) {
    long needed = length + more;
    if (needed > bytesMax) {
      return Room.TOO_LARGE;
    }
    if (chunk != null && needed <= chunk.capacity()) {
      return Room.THERE;
    }
    long doubled = chunk == null ? needed : 2L * chunk.capacity();
    long wanted = Math.max(needed, Math.min(bytesMax, Math.max(doubled, hint)));
    Chunk bigger = pool.lease((int) wanted);
    if (bigger == null) {
      return Room.NONE;
    }
    if (chunk != null) {
      System.arraycopy(chunk.bytes(), 0, bigger.bytes(), 0, length);
      bigger.exchangeNotes(chunk);
      chunk.release();
    }
    chunk = bigger;
    return Room.THERE;
  }

  /**
   * The chunk with all that was written; its lease is the caller's and the buffer is empty again.
   */
  public Chunk take() {
    Chunk whole = chunk();
    whole.length(length);
    chunk = null;
    length = 0;
    return whole;
  }

  /** Lets go of what was written. */
  public void clear() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
    }
    length = 0;
  }
}

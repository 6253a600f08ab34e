package io.spanweir.core.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counted piece of memory that holds OTLP bytes. Written by the one that leased it, immutable
 * once it is part of a {@link SpanBatch}; shared by reference after that.
 *
 * <p>Heap arrays, not direct buffers: a chunk lives for one hand-over, is pooled, and array access
 * is what the JIT knows best. What is held for long is in the span log, off the heap.
 */
public final class Chunk {
  private static final VarHandle REFS;

  static {
    try {
      REFS = MethodHandles.lookup().findVarHandle(Chunk.class, "refs", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final byte[] bytes;
  private final ChunkPool pool;
  private SpanNotes notes = new SpanNotes();
  private int length;

  @SuppressWarnings("unused") // through REFS
  private volatile int refs = 1;

  Chunk(byte[] bytes, ChunkPool pool) {
    this.bytes = bytes;
    this.pool = pool;
  }

  /** The array; readers stay below {@link #length()}. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes may be written. */
  public int capacity() {
    return bytes.length;
  }

  /** How many bytes are valid, from 0. */
  public int length() {
    return length;
  }

  /** Says how many bytes are valid. Only the one that leased it, before it is shared. */
  public void length(int length) {
    if (length < 0 || length > bytes.length) {
      throw new IllegalArgumentException("length " + length + " outside 0.." + bytes.length);
    }
    this.length = length;
  }

  /** What its writer noted of the spans in it. Written only before the chunk is shared. */
  public SpanNotes notes() {
    return notes;
  }

  /** Exchanges the notes: the bytes of the other have been copied to this one. */
  void exchangeNotes(Chunk other) {
    SpanNotes own = notes;
    notes = other.notes;
    other.notes = own;
  }

  /** One more holder. Any thread that is a holder itself. */
  public Chunk retain() {
    int before = (int) REFS.getAndAdd(this, 1);
    if (before <= 0) {
      throw new IllegalStateException("retain of a chunk that was given back");
    }
    return this;
  }

  /** One holder less; the last one gives the memory back to its pool. Any thread. */
  public void release() {
    int before = (int) REFS.getAndAdd(this, -1);
    if (before == 1) {
      notes.clear(bytes.length);
      pool.giveBack(this);
    } else if (before < 1) {
      throw new IllegalStateException("release of a chunk that was given back");
    }
  }

  void leasedAgain() {
    length = 0;
    REFS.setVolatile(this, 1);
  }
}

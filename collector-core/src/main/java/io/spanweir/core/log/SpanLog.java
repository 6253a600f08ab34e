package io.spanweir.core.log;

import io.spanweir.core.runtime.Clock;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The span log of one shard: bytes are appended at its head, and a segment is freed when no
 * undecided trace has bytes in it, in any order. Single-threaded: the shard's.
 *
 * <p>A <em>run</em> is what one trace got from one request in one scope: {@code ScopeSpans.spans}
 * fields end to end as they came, so that writing it out again is one copy. A <em>context</em> is
 * the resource and the scope they stand in, written once per segment. In the file image the link's
 * place holds the frame's CRC: links are rebuilt when a file is read, and a memory image needs no
 * CRC. The length is written last. How they lie there: {@link Frames}.
 *
 * <p>Why runs and not spans: the header is paid once per run, a trace's bytes are walked run by
 * run, and a run needs no parsing to leave. Why links inside the log and not a list beside it:
 * nothing is allocated per run, and a dropped trace touches none of it.
 *
 * <p>Addresses are 32 bits: segment slot and offset in units of 8 bytes. Inside the log they need
 * no generation, since a run of an undecided trace keeps its segment from being reused; {@link
 * #stamp} is for holders outside.
 */
public final class SpanLog {
  /** No address: offset 0 of segment 0 is a header. */
  public static final int NONE = 0;

  /** Bytes of a frame's header, at most. */
  public static final int FRAME_HEADER_BYTES = 16;

  /** Nobody waits for the run. */
  public static final int NO_ARRIVAL = 0;

  /** Bytes that a frame has beside its content, at most: header and alignment. */
  public static final int FRAME_OVERHEAD_BYTES_MAX = FRAME_HEADER_BYTES + 7;

  private final SegmentPool pool;
  private final Clock clock;
  private final int slotShift;
  private final int offsetMask;
  private final SealedSegments sealed;
  private final HeldSegments segments;
  private final HeadContexts contexts = new HeadContexts();
  private @Nullable Segment head;
  private Segment runSegment;
  private int runOffset;
  private int runWord;
  private int runAt;
  private long headStamp;
  private byte[] scratch = new byte[1024];
  private long liveBytes;
  private @Nullable Segment evacuated; // null once given back: it may be another log's at once
  private long evacuatedBytes;

  @SuppressWarnings("NullAway") // runSegment is set by openRun before anything reads it
  public SpanLog(SegmentPool pool, Clock clock) {
    this.pool = pool;
    this.sealed = new SealedSegments(pool);
    this.segments = new HeldSegments(pool);
    this.clock = clock;
    this.slotShift = pool.segmentShift() - 3;
    this.offsetMask = (1 << slotShift) - 1;
  }

  /**
   * Bytes that a context of so many bytes takes up, header and alignment included; a run at most.
   */
  public static int frameBytes(int bytes) {
    return (FRAME_HEADER_BYTES + bytes + 7) & ~7;
  }

  /** The largest run that an ordinary segment holds beside its context. */
  public int runBytesMax(int contextBytes) {
    return pool.segmentBytes()
        - Segment.HEADER_BYTES
        - frameBytes(contextBytes)
        - FRAME_HEADER_BYTES
        - 8;
  }

  /** Bytes of undecided traces, headers included. */
  public long liveBytes() {
    return liveBytes;
  }

  /** Bytes moved by evacuation so far. */
  public long evacuatedBytes() {
    return evacuatedBytes;
  }

  /** How many segments this shard holds. */
  public int segments() {
    return sealed.size() + (head == null ? 0 : 1);
  }

  // ---------------------------------------------------------------- writing

  /** Changes whenever the head does: context references found before are of no use after. */
  public long headStamp() {
    return headStamp;
  }

  /**
   * Makes sure that a number of runs will fit, holding segments for them if need be. True means
   * that every {@link #ensureRoom} for them succeeds until {@link #releaseRoom}; only runs that
   * together are larger than all there is may still fail.
   *
   * @param runBytes of all runs together, frames included
   * @param contextBytes of all their different contexts together, frames included
   * @param runs how many there are at most
   */
  public boolean reserveRoom(long runBytes, long contextBytes, int runs) {
    Segment current = head;
    if (current != null && current.room() >= runBytes + 2 * contextBytes) {
      segments.reserveInHead();
      return true;
    }
    return segments.reserve(runBytes, contextBytes, runs);
  }

  /** Gives up what is left of the room reserved. */
  public void releaseRoom() {
    segments.release();
    leaveIdleHead();
  }

  /**
   * Makes sure that the head has room for a frame of each size, rolling to a new segment if it has
   * not. What does not fit any segment gets one of its own, which becomes the head.
   *
   * @return false if the log is full; nothing that is live changed then
   */
  public boolean ensureRoom(int contextBytes, int runBytes) {
    return ensureRoom(contextBytes, runBytes, false);
  }

  private boolean ensureRoom(int contextBytes, int runBytes, boolean evacuating) {
    int need = frameBytes(contextBytes) + frameBytes(runBytes);
    Segment current = head;
    if (current != null && current.room() >= need) {
      return true;
    }
    if (current != null && current.liveBytes() == 0) {
      leaveHead();
    }
    Segment next = runBytes > Frames.LENGTH ? null : segments.take(need, evacuating);
    if (next == null) {
      return false;
    }
    next.open(pool.nextGeneration(), clock.epochNanos(), clock.nanoTime());
    if (head != null) {
      sealed.add(head);
    }
    head = next;
    headStamp++;
    contexts.clear();
    return true;
  }

  /** Gives back a head in which nothing lives. */
  private void leaveHead() {
    pool.giveBack(requireHead());
    head = null;
    headStamp++;
    contexts.clear();
  }

  /** The reference of a context in the head, 0 if it isn't there. */
  public int findContext(long hash, byte[] bytes, int offset, int resourceBytes, int length) {
    return contexts.find(requireHead(), hash, bytes, offset, resourceBytes, length);
  }

  /**
   * Writes a context into the head, which has room for it.
   *
   * @param bytes resource and scope, end to end
   * @param resourceBytes how many of them are the resource's
   * @return its reference, for runs of the same head
   */
  public int addContext(long hash, byte[] bytes, int offset, int resourceBytes, int length) {
    return contexts.add(requireHead(), hash, bytes, offset, resourceBytes, length);
  }

  /**
   * Opens a run at the head, which has room for it; {@link #write} fills it, {@link #closeRun} ends
   * it.
   *
   * @param link address of the trace's run before, or {@link #NONE}
   * @return its address
   */
  public int openRun(int bytes, int link, int contextRef, int arrival) {
    Segment segment = requireHead();
    runSegment = segment;
    runOffset = segment.tail();
    runWord = Frames.word(bytes, arrival);
    runAt = runOffset + Frames.headerOf(runWord);
    Frames.writeHeader(segment.memory(), runOffset, link, contextRef, arrival);
    return (segment.slot() << slotShift) | (runOffset >>> 3);
  }

  /** Appends to the open run. */
  public void write(byte[] bytes, int offset, int length) {
    runSegment.memory().put(runAt, bytes, offset, length);
    runAt += length;
  }

  /** Publishes the open run; its bytes are live. @return how many they are, as {@link #frame} */
  public int closeRun() {
    if (runAt != runOffset + Frames.headerOf(runWord) + (runWord & Frames.LENGTH)) {
      throw new IllegalStateException("a run got another number of bytes than it was opened for");
    }
    int frame = Frames.bytesOf(runWord);
    runSegment.memory().putInt(runOffset, runWord);
    runSegment.advance(frame);
    runSegment.live(frame);
    liveBytes += frame;
    return frame;
  }

  private Segment requireHead() {
    Segment segment = head;
    if (segment == null) {
      throw new IllegalStateException("no room was ensured");
    }
    return segment;
  }

  // ---------------------------------------------------------------- reading

  /** The segment that an address lies in. */
  public int slot(int address) {
    return address >>> slotShift;
  }

  /** What, together with an address, tells whether it still points to the same thing. */
  public long stamp(int address) {
    return pool.at(slot(address)).generation();
  }

  private int offset(int address) {
    return (address & offsetMask) << 3;
  }

  private ByteBuffer memory(int address) {
    return pool.at(slot(address)).memory();
  }

  /** The address of the trace's run before this one, or {@link #NONE}. */
  public int link(int address) {
    return memory(address).getInt(offset(address) + 4);
  }

  /** Points a run at another one as the run before it. */
  public void link(int address, int before) {
    memory(address).putInt(offset(address) + 4, before);
  }

  /** Which arrival the run came with, or {@link #NO_ARRIVAL}. */
  public int arrival(int address) {
    return Frames.arrivalOf(memory(address), offset(address));
  }

  /** Span bytes of a run. */
  public int length(int address) {
    return memory(address).getInt(offset(address)) & Frames.LENGTH;
  }

  /** Bytes that a run takes up, header and alignment included. */
  public int frame(int address) {
    return Frames.bytesOf(memory(address).getInt(offset(address)));
  }

  /** Copies the span bytes of a run. */
  public void read(int address, byte[] target, int at) {
    int offset = offset(address);
    ByteBuffer memory = memory(address);
    int word = memory.getInt(offset);
    memory.get(offset + Frames.headerOf(word), target, at, word & Frames.LENGTH);
  }

  private int contextOffset(int address) {
    return memory(address).getInt(offset(address) + 8) << 3;
  }

  /** Bytes of a run's resource and scope together. */
  public int contextLength(int address) {
    return memory(address).getInt(contextOffset(address)) & ~HeadContexts.CONTEXT_BIT;
  }

  /** Bytes of a run's resource alone; they come first. */
  public int contextResourceLength(int address) {
    return memory(address).getInt(contextOffset(address) + 4);
  }

  /** The hash that a run's context was written with. */
  public long contextHash(int address) {
    return memory(address).getLong(contextOffset(address) + 8);
  }

  /** Copies a run's resource and scope. */
  public void readContext(int address, byte[] target, int at) {
    memory(address)
        .get(contextOffset(address) + FRAME_HEADER_BYTES, target, at, contextLength(address));
  }

  // ---------------------------------------------------------------- liveness

  /**
   * Says that so many bytes of frames in a segment are nobody's any more; frees it with the last.
   * The head is freed when nothing lives in the log: an idle shard leaves its memory to others.
   */
  public void release(int slot, long bytes) {
    Segment segment = pool.at(slot);
    segment.live(-bytes);
    liveBytes -= bytes;
    if (segment.liveBytes() == 0 && segment != head) {
      sealed.giveBack(segment);
      evacuated = segment == evacuated ? null : evacuated;
    }
    leaveIdleHead();
  }

  private void leaveIdleHead() {
    if (liveBytes == 0 && head != null && !segments.reserved()) {
      leaveHead();
    }
  }

  /**
   * Empties the segment with the fewest live bytes, if that gains anything: its surviving runs move
   * to the head, with their arrival kept. Bounded by one segment's bytes.
   *
   * @param densityMax how full of what survives it may be to be worth it, 0 to 1
   * @return whether a segment was freed
   */
  public boolean evacuate(RunOwner owner, double densityMax) {
    Segment victim = sealed.emptiest(densityMax);
    if (victim == null) {
      return false;
    }
    evacuated = victim;
    int slotBase = victim.slot() << slotShift;
    for (int at = Segment.HEADER_BYTES; at < victim.tail(); ) {
      int word = victim.memory().getInt(at);
      boolean context = (word & HeadContexts.CONTEXT_BIT) != 0;
      if (!context) {
        owner.onEvacuate(slotBase | (at >>> 3));
        if (evacuated == null) {
          return true;
        }
      }
      at += context ? frameBytes(word & ~HeadContexts.CONTEXT_BIT) : Frames.bytesOf(word);
    }
    return false;
  }

  /**
   * Moves a run to the head, as part of an evacuation. Its old frame is released, which may free
   * the segment, so the caller mends links to it from what is returned alone.
   *
   * @param link the run that the moved one points to
   * @return its new address, {@link #NONE} if there is no room even among the segments set apart
   */
  public int move(int address, int link) {
    int contextBytes = contextLength(address);
    int runBytes = length(address);
    if (!ensureRoom(contextBytes, runBytes, true)) {
      return NONE;
    }
    if (contextBytes + runBytes > scratch.length) {
      scratch = new byte[Math.max(contextBytes + runBytes, 2 * scratch.length)];
    }
    readContext(address, scratch, 0);
    read(address, scratch, contextBytes);
    long hash = contextHash(address);
    int resourceBytes = contextResourceLength(address);
    int context = findContext(hash, scratch, 0, resourceBytes, contextBytes);
    if (context == 0) {
      context = addContext(hash, scratch, 0, resourceBytes, contextBytes);
    }
    int moved = openRun(runBytes, link, context, arrival(address));
    write(scratch, contextBytes, runBytes);
    int frame = closeRun();
    evacuatedBytes += runBytes;
    release(slot(address), frame);
    return moved;
  }

  /** Gives every segment back, and what is idle to the machine. The shard, at its end. */
  public void close() {
    segments.release();
    sealed.giveBackAll();
    liveBytes = 0;
    if (head != null) {
      leaveHead();
    }
    pool.releaseIdle();
  }
}

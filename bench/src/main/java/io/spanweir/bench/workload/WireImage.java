package io.spanweir.bench.workload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A request exactly as it goes over the wire, framing included, in one direct buffer.
 *
 * <p>Frames end between spans, so every field that is patched lies in one piece and sending is one
 * write of one buffer. An image is owned by whoever took it from its source until it is given back;
 * it is not safe for several threads.
 */
public final class WireImage {
  private final ByteBuffer bytes;
  private final int[] frames;
  private final int[] spanStarts;
  private final List<? extends SpanSlots> spans;
  private final int[] marked;
  private final int spanCount;
  private int markedCount;
  private long position;

  /**
   * Wraps laid-out bytes.
   *
   * @param wire the bytes, copied
   * @param frames where frames begin, and at the end the length; just the ends where frames do not
   *     matter
   * @param spanStarts where the bytes of each span begin, empty for an image that cannot be patched
   * @param spans the offsets inside each span
   * @param spanCount how many spans there are, patched or not
   */
  WireImage(
      byte[] wire, int[] frames, int[] spanStarts, List<? extends SpanSlots> spans, int spanCount) {
    bytes = ByteBuffer.allocateDirect(wire.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(wire).flip();
    this.frames = frames;
    this.spanStarts = spanStarts;
    this.spans = spans;
    this.spanCount = spanCount;
    marked = new int[spanStarts.length];
  }

  /** Returns the bytes; position and limit belong to the connection that sends them. */
  public ByteBuffer bytes() {
    return bytes;
  }

  public int spanCount() {
    return spanCount;
  }

  /** Returns how many frames the image has. */
  public int frameCount() {
    return frames.length - 1;
  }

  /** Returns where a frame begins; for the number after the last, where the image ends. */
  public int frameStart(int frame) {
    return frames[frame];
  }

  /** Returns the position in the stream of the image's first span. */
  public long position() {
    return position;
  }

  /** Says which spans an image holds that was made whole instead of patched. */
  void holds(long position) {
    this.position = position;
  }

  /** Writes the number of an HTTP/2 stream into the header of every frame. */
  public void stream(int id) {
    int bigEndian = Integer.reverseBytes(id);
    for (int i = 0; i < frames.length - 1; i++) {
      bytes.putInt(frames[i] + 5, bigEndian);
    }
  }

  /**
   * Makes the image hold the next spans of the stream.
   *
   * @param stream where the spans come from, advanced by as many as the image has
   * @param model the facts of the traces
   * @param starts remembers when a trace whose fragments are spread over requests started
   * @param nowUnixNanos the wall clock
   */
  void patch(SpanStream stream, TraceModel model, TraceStarts starts, long nowUnixNanos) {
    bytes.clear();
    unmark();
    position = stream.position();
    for (int slot = 0; slot < spanStarts.length; slot++) {
      long trace = stream.trace();
      int index = stream.index();
      if (index == TraceModel.SPANS_PER_TRACE - 1) {
        starts.put(trace, nowUnixNanos);
      }
      patch(slot, trace, index, model, starts.get(trace));
      stream.advance();
    }
  }

  private void patch(int slot, long trace, int index, TraceModel model, long start) {
    int at = spanStarts[slot];
    SpanSlots span = spans.get(slot);
    long high = model.traceIdHigh(trace);
    span.ids(bytes, at, high, model.traceIdLow(high), model.spanId(trace, index));
    if (index == 0) {
      span.root(bytes, at);
    } else {
      span.parent(bytes, at, model.spanId(trace, TraceModel.parentOf(index)));
    }
    long duration = model.durationNanos(trace);
    span.times(
        bytes,
        at,
        start + TraceModel.startOffset(index, duration),
        start + TraceModel.endOffset(index, duration));
    TraceKind kind = model.kind(trace);
    if (kind != TraceKind.PLAIN && index == model.markedIndex(trace)) {
      mark(slot, kind);
    }
  }

  private void mark(int slot, TraceKind kind) {
    if (kind == TraceKind.ERROR) {
      spans.get(slot).error(bytes, spanStarts[slot]);
    } else if (kind == TraceKind.VIP) {
      spans.get(slot).vip(bytes, spanStarts[slot]);
    }
    marked[markedCount++] = slot;
  }

  private void unmark() {
    for (int i = 0; i < markedCount; i++) {
      spans.get(marked[i]).plain(bytes, spanStarts[marked[i]]);
    }
    markedCount = 0;
  }
}

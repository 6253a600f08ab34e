package io.spanweir.core.log;

import java.nio.ByteBuffer;

/**
 * How a frame of the log begins, by its first word. Every frame is a header and then bytes, 8-byte
 * aligned:
 *
 * <pre>
 *  run      0 length | 4 link: address of the trace's run before | 8 context: its context frame / 8 | 12 bytes, or
 *           0 length with bit 30 set, of a run that somebody waits for: the same, then 12 arrival | 16 bytes
 *  context  0 length with the top bit set | 4 bytes of the resource | 8 hash of the whole (64 bits) | 16 bytes
 * </pre>
 *
 * <p>Four bytes less are eight less of every other run, and most traces are a run or two.
 */
final class Frames {
  private static final int ARRIVAL_BIT = 1 << 30;

  /** The length of a run, of its first word; and the largest there can be. */
  static final int LENGTH = ARRIVAL_BIT - 1;

  private static final int LINK = 4;
  private static final int CONTEXT = 8;
  private static final int ARRIVAL = 12;
  private static final int ARRIVAL_SHIFT = 28; // bit 30 as four bytes

  private Frames() {}

  /** The first word of a run, which is written last. */
  static int word(int bytes, int arrival) {
    return arrival == SpanLog.NO_ARRIVAL ? bytes : bytes | ARRIVAL_BIT;
  }

  /** Writes what stands behind the first word of a run's header. */
  static void writeHeader(ByteBuffer memory, int at, int link, int context, int arrival) {
    memory.putInt(at + LINK, link);
    memory.putInt(at + CONTEXT, context);
    if (arrival != SpanLog.NO_ARRIVAL) {
      memory.putInt(at + ARRIVAL, arrival);
    }
  }

  /** Which arrival a run came with, or {@link SpanLog#NO_ARRIVAL}. */
  static int arrivalOf(ByteBuffer memory, int at) {
    boolean has = (memory.getInt(at) & ARRIVAL_BIT) != 0;
    return has ? memory.getInt(at + ARRIVAL) : SpanLog.NO_ARRIVAL;
  }

  /** Bytes of a run's header. */
  static int headerOf(int word) {
    return ARRIVAL + ((word & ARRIVAL_BIT) >>> ARRIVAL_SHIFT);
  }

  /** Bytes that a run takes up, header and alignment included. */
  static int bytesOf(int word) {
    return (headerOf(word) + (word & LENGTH) + 7) & ~7;
  }
}

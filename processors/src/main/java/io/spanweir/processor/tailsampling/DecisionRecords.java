package io.spanweir.processor.tailsampling;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What was decided of the latest traces and on which grounds, for whoever asks later: a ring of
 * records of 64 bytes, one cache line, the oldest of which gives way. Memory is taken page by page
 * as the ring is first filled, and never more. Single-threaded: the shard's.
 *
 * <pre>
 *  0 trace id, high half | 8 low half | 16 predicate bits | 24 moment, monotonic ns
 * 32 duration, ns (48 bits) | reason (8 bits)
 * 40 bytes in the log / 8 | 44 spans | 48 spans that came late | 52 decision
 * 56 version of the policies | 60 record before, of those whose ids share a slot of the index
 * </pre>
 *
 * <p>A record is known by the number of its decision. That of one that has been written over is too
 * old to be in the ring, so links to it are just not followed, and nothing is ever unlinked.
 */
final class DecisionRecords {
  /** Number of no record. */
  static final int NONE = 0;

  private static final int RECORD_BYTES = 64;
  private static final int PER_PAGE = 1024;
  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 8;
  private static final int BITS = 16;
  private static final int MOMENT = 24;
  private static final int DURATION = 32;
  private static final int UNITS = 40;
  private static final int SPANS = 44;
  private static final int LATE = 48;
  private static final int DECISION = 52;
  private static final int VERSION = 56;
  private static final int LINK = 60;
  private static final int REASON_SHIFT = 48;
  private static final long DURATION_MASK = (1L << REASON_SHIFT) - 1;
  private static final DecisionReason[] REASONS = DecisionReason.values();

  private final @Nullable ByteBuffer[] pages;
  private final int[] latest;
  private final int mask;

  /** As many as have ever been added; also the number of the latest record, wrapping around. */
  private long added;

  /**
   * @param entries how many decisions to remember; rounded up to a power of two, 0 for none
   */
  DecisionRecords(long entries) {
    int capacity = entries <= 0 ? 0 : 1;
    while (capacity < entries && capacity < 1 << 26) {
      capacity *= 2;
    }
    mask = capacity - 1;
    latest = new int[capacity];
    pages = new ByteBuffer[(capacity + PER_PAGE - 1) / PER_PAGE];
  }

  /** Notes a decision about a row that still says what it was decided on. */
  void add(
      TraceTable table, int row, DecisionReason reason, int decision, int version, long nowNanos) {
    if (mask < 0) {
      return;
    }
    long idHigh = table.idHigh(row);
    long idLow = table.idLow(row);
    int number = (int) ++added;
    int slot = table.hash(idHigh, idLow) & mask;
    ByteBuffer page = page(number);
    int at = at(number);
    page.putLong(at + ID_HIGH, idHigh);
    page.putLong(at + ID_LOW, idLow);
    page.putLong(at + BITS, table.bits(row));
    page.putLong(at + MOMENT, nowNanos);
    page.putLong(at + DURATION, table.durationNanos(row) | (long) reason.ordinal() << REASON_SHIFT);
    page.putInt(at + UNITS, (int) (table.logBytes(row) >>> 3));
    page.putInt(at + SPANS, table.spans(row));
    page.putInt(at + LATE, 0);
    page.putInt(at + DECISION, decision);
    page.putInt(at + VERSION, version);
    page.putInt(at + LINK, latest[slot]);
    latest[slot] = number;
  }

  private int at(int number) {
    return (number & mask & (PER_PAGE - 1)) * RECORD_BYTES;
  }

  private ByteBuffer page(int number) {
    int index = (number & mask) / PER_PAGE;
    ByteBuffer page = pages[index];
    if (page == null) {
      int records = Math.min(PER_PAGE, mask + 1);
      page =
          ByteBuffer.allocateDirect((records + 1) * RECORD_BYTES)
              .alignedSlice(RECORD_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      pages[index] = page;
    }
    return page;
  }

  /** Whether the record with a number is there, and not one that was written over it. */
  boolean has(int number) {
    int age = (int) added - number;
    return age >= 0 && age < Math.min(added, mask + 1L);
  }

  /** The latest record of a trace; {@link #NONE} if there is none. */
  int find(int hash, long idHigh, long idLow) {
    return mask < 0 ? NONE : from(latest[hash & mask], idHigh, idLow);
  }

  /** The record of the same trace before this one; {@link #NONE} if there is none. */
  int before(int number) {
    return from(page(number).getInt(at(number) + LINK), idHigh(number), idLow(number));
  }

  private int from(int number, long idHigh, long idLow) {
    int n = number;
    while (has(n)) {
      if (idLow(n) == idLow && idHigh(n) == idHigh) {
        return n;
      }
      n = page(n).getInt(at(n) + LINK);
    }
    return NONE;
  }

  /** Spans have come of a trace that may have a record. @return its number, or {@link #NONE} */
  int addLate(int hash, long idHigh, long idLow, int spans) {
    int number = find(hash, idHigh, idLow);
    if (number != NONE) {
      page(number).putInt(at(number) + LATE, late(number) + spans);
    }
    return number;
  }

  /** The number of the latest record; {@link #NONE} if there is none. */
  int newest() {
    return (int) added;
  }

  /** The number of the oldest record; {@link #NONE} if there is none. */
  int oldest() {
    return added == 0 ? NONE : (int) (added - Math.min(added, mask + 1L)) + 1;
  }

  /** Whether no record has given way yet. */
  boolean complete() {
    return added <= mask + 1L && mask >= 0;
  }

  long idHigh(int number) {
    return page(number).getLong(at(number) + ID_HIGH);
  }

  long idLow(int number) {
    return page(number).getLong(at(number) + ID_LOW);
  }

  long bits(int number) {
    return page(number).getLong(at(number) + BITS);
  }

  long momentNanos(int number) {
    return page(number).getLong(at(number) + MOMENT);
  }

  long durationNanos(int number) {
    return page(number).getLong(at(number) + DURATION) & DURATION_MASK;
  }

  DecisionReason reason(int number) {
    return REASONS[(int) (page(number).getLong(at(number) + DURATION) >>> REASON_SHIFT)];
  }

  long logBytes(int number) {
    return (page(number).getInt(at(number) + UNITS) & 0xffff_ffffL) << 3;
  }

  int spans(int number) {
    return page(number).getInt(at(number) + SPANS);
  }

  int late(int number) {
    return page(number).getInt(at(number) + LATE);
  }

  /** As {@link io.spanweir.processor.tailsampling.policy.PolicyBook#decide} says it. */
  int decision(int number) {
    return page(number).getInt(at(number) + DECISION);
  }

  /** The version of the policies that decided. */
  int version(int number) {
    return page(number).getInt(at(number) + VERSION);
  }
}

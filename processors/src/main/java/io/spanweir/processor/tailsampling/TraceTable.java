package io.spanweir.processor.tailsampling;

import io.spanweir.core.log.SpanLog;

/**
 * The open traces of a shard: a row of 64 bytes each, one cache line, and the index that finds it.
 * Single-threaded.
 *
 * <pre>
 *  0 trace id, high half | 8 low half | 16 earliest start, ns since 1970
 *  24 duration: latest end less earliest start, ns (48 bits, saturating) | state (7 bits), runs moved (1) | policy epoch (8 bits)
 *  32 predicate bits | 40 address of the latest run | 44 first extent | 48 spans | 52 bytes in the log / 8
 *  56 next row, 60 row before: in a bucket of the timer wheel, or in the queue of what is to be handed on
 * </pre>
 *
 * <p>An <em>extent</em> says how many bytes a trace has in a segment; a trace has one for every
 * segment it has runs in but the one of its latest run, whose share is the rest. So what a trace
 * held is given back without reading a byte of it, in time that depends on segments, not spans.
 */
final class TraceTable implements TraceIndex.Match {
  /** No row. */
  static final int NONE = -1;

  /** Bytes that a table takes with its first trace. */
  static final long BYTES_AT_FIRST = 2L * Rows.PAGE_BYTES + TraceIndex.SLAB_BYTES;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 8;
  private static final int START = 16;
  private static final int DURATION = 24;
  private static final int BITS = 32;
  private static final int HEAD = 40;
  private static final int EXTENT = 44;
  private static final int SPANS = 48;
  private static final int UNITS = 52;
  private static final int NEXT = 56;
  private static final int BEFORE = 60;

  private static final long DURATION_MAX = (1L << 48) - 1;
  private static final int STATE_SHIFT = 48;
  private static final int EPOCH_SHIFT = 56;

  /** The top bit of the state. */
  private static final long MOVED = 1L << 55;

  private static final int STATE_MASK = 0x7f;

  private final Rows rows = new Rows(64);
  private final Extents extents = new Extents();
  private final TraceIndex index = new TraceIndex(this);
  private final long seed;
  private final TraceIdRule traceId;
  private int[] touching = {};

  /**
   * @param seed of the hash, so that nobody outside can choose ids that collide
   */
  TraceTable(long seed) {
    this(seed, TraceIdRule.STRICT);
  }

  /**
   * @param traceId which spans are of one trace
   */
  TraceTable(long seed, TraceIdRule traceId) {
    this.seed = seed;
    this.traceId = traceId;
  }

  /** What of the upper half of a span's trace id is the trace's; all else here is given that. */
  long high(long idHigh) {
    return traceId.high(idHigh);
  }

  /** The hash that the table finds a trace by. */
  int hash(long idHigh, long idLow) {
    long h = (idLow ^ seed) * 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 32) ^ idHigh) * 0xD6E8FEB86659FD93L;
    return (int) ((h ^ (h >>> 29)) >>> 13);
  }

  int size() {
    return index.size();
  }

  /** Slots and references moved by growing, so far: what a pause would be made of. */
  long slotsMoved() {
    return rows.pagesMoved() + extents.pagesMoved() + index.slotsMoved();
  }

  long allocatedBytes() {
    return rows.allocatedBytes() + extents.allocatedBytes() + index.allocatedBytes();
  }

  @Override
  public boolean matches(int row, long idHigh, long idLow) {
    return rows.getLong(row, ID_LOW) == idLow && rows.getLong(row, ID_HIGH) == idHigh;
  }

  int find(int hash, long idHigh, long idLow) {
    return index.find(hash, idHigh, idLow);
  }

  /** Reads where the index will look for a hash. */
  long touch(int hash) {
    return index.touch(hash);
  }

  /** A new row for a trace that has none; {@link #NONE} if the index can't take it. */
  int add(int hash, long idHigh, long idLow, int state, int epoch) {
    int row = rows.take();
    if (!index.add(hash, row)) {
      rows.give(row);
      return NONE;
    }
    rows.putLong(row, ID_HIGH, idHigh);
    rows.putLong(row, ID_LOW, idLow);
    rows.putLong(row, START, 0);
    rows.putLong(row, DURATION, ((long) state << STATE_SHIFT) | ((long) epoch << EPOCH_SHIFT));
    rows.putLong(row, BITS, 0);
    rows.putInt(row, HEAD, SpanLog.NONE);
    rows.putInt(row, EXTENT, NONE);
    rows.putInt(row, SPANS, 0);
    rows.putInt(row, UNITS, 0);
    rows.putInt(row, NEXT, NONE);
    rows.putInt(row, BEFORE, NONE);
    return row;
  }

  /** Forgets a trace whose log bytes were released. */
  void remove(int row) {
    index.remove(hash(idHigh(row), idLow(row)), row);
    rows.give(row);
  }

  long idHigh(int row) {
    return rows.getLong(row, ID_HIGH);
  }

  long idLow(int row) {
    return rows.getLong(row, ID_LOW);
  }

  int state(int row) {
    return (int) (rows.getLong(row, DURATION) >>> STATE_SHIFT) & STATE_MASK;
  }

  void state(int row, int state) {
    long packed = rows.getLong(row, DURATION);
    rows.putLong(
        row,
        DURATION,
        (packed & ~((long) STATE_MASK << STATE_SHIFT)) | ((long) state << STATE_SHIFT));
  }

  /** The epoch of the policies that the predicate bits were folded under. */
  int epoch(int row) {
    return (int) (rows.getLong(row, DURATION) >>> EPOCH_SHIFT);
  }

  void epoch(int row, int epoch) {
    long packed = rows.getLong(row, DURATION);
    rows.putLong(row, DURATION, (packed & ~(0xffL << EPOCH_SHIFT)) | ((long) epoch << EPOCH_SHIFT));
  }

  long bits(int row) {
    return rows.getLong(row, BITS);
  }

  void bits(int row, long bits) {
    rows.putLong(row, BITS, bits);
  }

  /** Whether a span that was folded in said when it was. */
  boolean hasTimes(int row) {
    return rows.getLong(row, START) != 0;
  }

  /** Latest end less earliest start over all spans, in ns; 78 hours at most. */
  long durationNanos(int row) {
    return rows.getLong(row, DURATION) & DURATION_MAX;
  }

  int spans(int row) {
    return rows.getInt(row, SPANS);
  }

  void addSpans(int row, int count) {
    int spans = rows.getInt(row, SPANS) + count;
    rows.putInt(row, SPANS, spans < 0 ? Integer.MAX_VALUE : spans);
  }

  /**
   * Folds the times of some spans in.
   *
   * @param start earliest start of them, ns since 1970; {@link Long#MAX_VALUE} if none has a start
   * @param end latest end of them; less than {@code start} counts as {@code start}
   */
  void addTimes(int row, long start, long end) {
    if (start == Long.MAX_VALUE) {
      return;
    }
    long oldStart = rows.getLong(row, START);
    long packed = rows.getLong(row, DURATION);
    long duration = packed & DURATION_MAX;
    long latest = Math.max(start, end);
    if (oldStart != 0) {
      latest = Math.max(latest, oldStart + duration);
      start = Math.min(start, oldStart);
    }
    long length = Math.min(DURATION_MAX, latest - start);
    rows.putLong(row, START, start);
    rows.putLong(row, DURATION, (packed & ~DURATION_MAX) | (length < 0 ? DURATION_MAX : length));
  }

  /** Bytes that the trace takes up in the log. */
  long logBytes(int row) {
    return bytes(rows.getInt(row, UNITS));
  }

  /** The address of the latest run. */
  int head(int row) {
    return rows.getInt(row, HEAD);
  }

  int next(int row) {
    return rows.getInt(row, NEXT);
  }

  void next(int row, int other) {
    rows.putInt(row, NEXT, other);
  }

  int before(int row) {
    return rows.getInt(row, BEFORE);
  }

  void before(int row, int other) {
    rows.putInt(row, BEFORE, other);
  }

  // ---------------------------------------------------------------- runs and extents

  /** Makes a new run, just written at the log's head, the latest one. */
  void addRun(int row, int address, int frameBytes, SpanLog log) {
    int head = rows.getInt(row, HEAD);
    int units = rows.getInt(row, UNITS);
    if (head != SpanLog.NONE && log.slot(head) != log.slot(address)) {
      extent(row, extents.push(extent(row), log.slot(head), units));
      if (isMoved(row)) {
        foldExtent(row, log.slot(address));
      }
    }
    rows.putInt(row, HEAD, address);
    rows.putInt(row, UNITS, units + (frameBytes >>> 3));
  }

  /** Whether runs were moved: they may lie in another order than they came in. */
  private boolean isMoved(int row) {
    return (rows.getLong(row, DURATION) & MOVED) != 0;
  }

  /** Reads what {@link #releaseRuns} of some rows will. */
  void touchRuns(int[] some, int count) {
    if (touching.length < count) {
      touching = new int[count];
    }
    for (int i = 0; i < count; i++) {
      touching[i] = extent(some[i]);
    }
    extents.touch(touching, count);
  }

  /** The first extent. */
  private int extent(int row) {
    return rows.getInt(row, EXTENT);
  }

  private void extent(int row, int first) {
    rows.putInt(row, EXTENT, first);
  }

  /** Units in the segment of the latest run: what is in no extent. */
  private int headUnits(int row) {
    return rows.getInt(row, UNITS) - extents.unitsFrom(extent(row));
  }

  private void addExtent(int row, int slot, int units) {
    if (units != 0) {
      extent(row, extents.push(extent(row), slot, units + extents.unitsFrom(extent(row))));
    }
  }

  /** The segment of the latest run has no extent: its share is the rest. */
  private void foldExtent(int row, int slot) {
    extent(row, extents.take(extent(row), slot, Extents.ALL));
  }

  /** Gives all the log bytes of a trace back; the row has no runs then. */
  void releaseRuns(int row, SpanLog log) {
    int head = rows.getInt(row, HEAD);
    if (head == SpanLog.NONE) {
      return;
    }
    int slot = log.slot(head);
    int units = rows.getInt(row, UNITS);
    int list = extent(row);
    while (list != NONE) {
      int before = extents.unitsFrom(list);
      log.release(slot, bytes(units - before));
      slot = extents.slot(list);
      units = before;
      list = extents.drop(list);
    }
    log.release(slot, bytes(units));
    extent(row, NONE);
    rows.putInt(row, HEAD, SpanLog.NONE);
    rows.putInt(row, UNITS, 0);
  }

  /** Gives the latest run back; the one before it becomes the latest. */
  void releaseHead(int row, SpanLog log) {
    int head = rows.getInt(row, HEAD);
    int link = log.link(head);
    int frame = log.frame(head);
    int headUnits = headUnits(row);
    int slot = log.slot(head);
    rows.putInt(row, UNITS, rows.getInt(row, UNITS) - (frame >>> 3));
    if (link != SpanLog.NONE && log.slot(link) != slot) {
      addExtent(row, slot, headUnits - (frame >>> 3));
      foldExtent(row, log.slot(link));
    }
    rows.putInt(row, HEAD, link);
    log.release(slot, frame);
  }

  /** Bytes that a trace has in a segment. */
  long bytesIn(int row, int slot, SpanLog log) {
    int head = rows.getInt(row, HEAD);
    boolean atHead = head != SpanLog.NONE && log.slot(head) == slot;
    return bytes(atHead ? headUnits(row) : extents.unitsIn(extent(row), slot));
  }

  private static long bytes(int units) {
    return (units & 0xffff_ffffL) << 3;
  }

  /**
   * Moves the runs that a trace has in a segment to the head of the log, in one walk over all its
   * runs. Each keeps its place among them.
   *
   * @return false if there was no room for all of them
   */
  boolean moveRuns(int row, int slot, SpanLog log) {
    rows.putLong(row, DURATION, rows.getLong(row, DURATION) | MOVED);
    int after = SpanLog.NONE;
    int run = rows.getInt(row, HEAD);
    addExtent(row, log.slot(run), headUnits(row));
    boolean moved = true;
    while (run != SpanLog.NONE && moved) {
      int before = log.link(run);
      if (log.slot(run) == slot) {
        int to = moveRun(row, run, before, after, log);
        moved = to != SpanLog.NONE;
        run = to;
      }
      after = run;
      run = before;
    }
    foldExtent(row, log.slot(rows.getInt(row, HEAD)));
    return moved;
  }

  /** Moves one run and mends the link to it; while runs move every segment has an extent. */
  private int moveRun(int row, int run, int before, int after, SpanLog log) {
    int slot = log.slot(run);
    int units = log.frame(run) >>> 3;
    int to = log.move(run, before);
    if (to == SpanLog.NONE) {
      return to;
    }
    if (after == SpanLog.NONE) {
      rows.putInt(row, HEAD, to);
    } else {
      log.link(after, to);
    }
    extent(row, extents.take(extent(row), slot, units));
    int already = extents.unitsIn(extent(row), log.slot(to));
    foldExtent(row, log.slot(to));
    addExtent(row, log.slot(to), already + units);
    return to;
  }
}

package io.spanweir.processor.tailsampling;

/**
 * Lists that say how much a trace has in each segment of the log but that of its latest run: an
 * extent of 16 bytes for each, the latest first. Sizes are in units of 8 bytes, unsigned.
 * Single-threaded.
 *
 * <p>An extent counts the units of those behind it too. So one is put before them without a look at
 * any, and they lie far apart in memory that nobody has read for seconds.
 */
final class Extents {
  /** No extent: the end of a list, or an empty one. */
  static final int NONE = -1;

  /** More units than any extent has. */
  static final int ALL = -1;

  private static final int NEXT = 0;
  private static final int SLOT = 4;
  private static final int UNITS_FROM = 8;

  private final Rows rows = new Rows(16);

  /** References to pages moved by growing, so far. */
  long pagesMoved() {
    return rows.pagesMoved();
  }

  /** Bytes taken from the machine. */
  long allocatedBytes() {
    return rows.allocatedBytes();
  }

  int next(int extent) {
    return rows.getInt(extent, NEXT);
  }

  /** The segment that an extent is about. */
  int slot(int extent) {
    return rows.getInt(extent, SLOT);
  }

  /** Units of an extent and all behind it, 0 for an empty list. */
  int unitsFrom(int extent) {
    return extent == NONE ? 0 : rows.getInt(extent, UNITS_FROM);
  }

  /** Units in a segment that a list says. */
  int unitsIn(int list, int slot) {
    int extent = find(list, slot);
    return extent == NONE ? 0 : unitsOf(extent);
  }

  private int unitsOf(int extent) {
    return unitsFrom(extent) - unitsFrom(next(extent));
  }

  private int find(int list, int slot) {
    int extent = list;
    while (extent != NONE && slot(extent) != slot) {
      extent = next(extent);
    }
    return extent;
  }

  /**
   * Puts an extent before a list.
   *
   * @param unitsFrom its units and those of the whole list
   * @return the list with it
   */
  int push(int list, int slot, int unitsFrom) {
    int extent = rows.take();
    rows.putInt(extent, NEXT, list);
    rows.putInt(extent, SLOT, slot);
    rows.putInt(extent, UNITS_FROM, unitsFrom);
    return extent;
  }

  /**
   * Takes units from the extent of a segment, if a list has one, and the extent out when it has no
   * more.
   *
   * @param units at most so many
   * @return the list without them
   */
  int take(int list, int slot, int units) {
    int extent = find(list, slot);
    if (extent == NONE) {
      return list;
    }
    int has = unitsOf(extent);
    int taken = Integer.compareUnsigned(units, has) < 0 ? units : has;
    int before = NONE;
    for (int at = list; at != extent; at = next(at)) {
      rows.putInt(at, UNITS_FROM, unitsFrom(at) - taken);
      before = at;
    }
    if (taken != has) {
      rows.putInt(extent, UNITS_FROM, unitsFrom(extent) - taken);
      return list;
    }
    int next = next(extent);
    rows.give(extent);
    if (before == NONE) {
      return next;
    }
    rows.putInt(before, NEXT, next);
    return list;
  }

  /** Takes the first extent out of a list whose sizes are of no interest any more. */
  int drop(int list) {
    int next = next(list);
    rows.give(list);
    return next;
  }

  /**
   * Reads all extents of some lists: the first of each, then the second of each and so on, since
   * the processor waits for those of different lists together.
   *
   * @param lists overwritten
   */
  void touch(int[] lists, int count) {
    int left = count;
    while (left > 0) {
      int more = 0;
      for (int i = 0; i < left; i++) {
        int list = lists[i];
        lists[more] = list == NONE ? NONE : next(list);
        more += lists[more] == NONE ? 0 : 1;
      }
      left = more;
    }
  }
}

package io.spanweir.processor.tailsampling;

import java.util.Arrays;

/** The span ids of one trace that is being written, with the rows they are at. Single-threaded. */
final class SeenSpans {
  private static final int NONE = -1;

  private int[] slots = new int[64];
  private long[] ids = new long[32];
  private int[] rows = new int[32];
  private int[] lengths = new int[32];
  private int[] nexts = new int[32];
  private final long seed;
  private int size;

  /**
   * @param seed of the hash, so that nobody outside can choose ids that collide
   */
  SeenSpans(long seed) {
    this.seed = seed;
    Arrays.fill(slots, NONE);
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(slots, NONE);
      size = 0;
    }
  }

  void add(long id, int row, int length) {
    if (size == ids.length) {
      grow();
    }
    ids[size] = id;
    rows[size] = row;
    lengths[size] = length;
    link(size++);
  }

  private void link(int entry) {
    int slot = slot(ids[entry]);
    nexts[entry] = slots[slot];
    slots[slot] = entry;
  }

  private int slot(long id) {
    return (int) (((id ^ seed) * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
  }

  private void grow() {
    int capacity = size * 2;
    ids = Arrays.copyOf(ids, capacity);
    rows = Arrays.copyOf(rows, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    nexts = Arrays.copyOf(nexts, capacity);
    slots = new int[capacity * 2];
    Arrays.fill(slots, NONE);
    for (int entry = 0; entry < size; entry++) {
      link(entry);
    }
  }

  /** The first entry with an id, or -1. */
  int first(long id) {
    return matching(slots[slot(id)], id);
  }

  /** The entry with the same id behind one, or -1. */
  int next(int entry, long id) {
    return matching(nexts[entry], id);
  }

  private int matching(int from, long id) {
    int entry = from;
    while (entry != NONE && ids[entry] != id) {
      entry = nexts[entry];
    }
    return entry;
  }

  int row(int entry) {
    return rows[entry];
  }

  /** Bytes of the span as it came. */
  int length(int entry) {
    return lengths[entry];
  }
}

package io.spanweir.connector.spanmetrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds series by their keys: open addressing, at most half full. Not thread safe. */
final class SeriesTable {
  private @Nullable Series[] slots = new Series[1024];
  private int size;

  int size() {
    return size;
  }

  /** The series whose key is {@code key[0, length)}; null if there is none. */
  @Nullable Series find(byte[] key, int length, int hash) {
    int mask = slots.length - 1;
    int at = hash & mask;
    for (Series series = slots[at]; series != null; series = slots[at]) {
      if (series.hash == hash && Arrays.equals(series.key, 0, series.key.length, key, 0, length)) {
        return series;
      }
      at = (at + 1) & mask;
    }
    return null;
  }

  /** The series whose key has this hash; null if there is none, or more than one. */
  @Nullable Series only(int hash) {
    int mask = slots.length - 1;
    int at = hash & mask;
    Series only = null;
    for (Series series = slots[at]; series != null; series = slots[at]) {
      if (series.hash == hash) {
        if (only != null) {
          return null;
        }
        only = series;
      }
      at = (at + 1) & mask;
    }
    return only;
  }

  /** Adds a series that isn't there. */
  void add(Series series) {
    if (size++ * 2 >= slots.length) {
      @Nullable Series[] before = slots;
      slots = new Series[before.length * 2];
      for (Series moved : before) {
        if (moved != null) {
          put(moved);
        }
      }
    }
    put(series);
  }

  private void put(Series series) {
    int mask = slots.length - 1;
    int at = series.hash & mask;
    while (slots[at] != null) {
      at = (at + 1) & mask;
    }
    slots[at] = series;
  }

  /** Takes a series out that is there, and moves up what stands behind it. */
  void remove(Series series) {
    int mask = slots.length - 1;
    int hole = series.hash & mask;
    while (slots[hole] != series) {
      hole = (hole + 1) & mask;
    }
    slots[hole] = null;
    size--;
    int at = (hole + 1) & mask;
    for (Series next = slots[at]; next != null; next = slots[at]) {
      if (((at - next.hash) & mask) >= ((at - hole) & mask)) {
        slots[hole] = next;
        slots[at] = null;
        hole = at;
      }
      at = (at + 1) & mask;
    }
  }
}

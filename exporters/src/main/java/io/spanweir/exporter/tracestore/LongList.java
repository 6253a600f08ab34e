package io.spanweir.exporter.tracestore;

import java.util.Arrays;

/** Longs in a row, used again and again. One thread. */
final class LongList {
  private long[] members = new long[256];
  private int size;

  int size() {
    return size;
  }

  long get(int i) {
    return members[i];
  }

  void add(long value) {
    if (size == members.length) {
      members = Arrays.copyOf(members, 2 * size);
    }
    members[size++] = value;
  }

  void addAll(long[] values) {
    for (long value : values) {
      add(value);
    }
  }

  /** Forgets what is there from a place on. */
  void cutTo(int length) {
    size = length;
  }

  void clear() {
    size = 0;
  }

  long[] toArray() {
    return Arrays.copyOf(members, size);
  }
}

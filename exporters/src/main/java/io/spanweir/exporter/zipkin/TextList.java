package io.spanweir.exporter.zipkin;

import io.spanweir.exporter.json.JsonBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Slices of UTF-8 in a row: some lie where they came from, some were composed. One thread. */
final class TextList {
  private static final int FIRST = 32;

  private final JsonBytes composed;
  private byte[] @Nullable [] bytes = new byte[FIRST][];
  private int[] at = new int[FIRST];
  private int[] length = new int[FIRST];
  private int size;

  /**
   * @param composed where texts that are in no message were written to
   */
  TextList(JsonBytes composed) {
    this.composed = composed;
  }

  int size() {
    return size;
  }

  void clear() {
    Arrays.fill(bytes, 0, size, null);
    size = 0;
  }

  void add(byte[] from, int offset, int count) {
    put(size, from, offset, count);
  }

  /** Adds what was composed from there on. */
  void addComposed(int from) {
    put(size, null, from, composed.length() - from);
  }

  /** Replaces one by what was composed from there on. */
  void setComposed(int i, int from) {
    put(i, null, from, composed.length() - from);
  }

  void set(int i, byte[] from, int offset, int count) {
    put(i, from, offset, count);
  }

  private void put(int i, byte @Nullable [] from, int offset, int count) {
    if (i == at.length) {
      bytes = Arrays.copyOf(bytes, 2 * i);
      at = Arrays.copyOf(at, 2 * i);
      length = Arrays.copyOf(length, 2 * i);
    }
    bytes[i] = from;
    at[i] = offset;
    length[i] = count;
    size = Math.max(size, i + 1);
  }

  /** The array that a text lies in; holds until something is composed. */
  byte[] bytes(int i) {
    byte[] own = bytes[i];
    return own == null ? composed.bytes() : own;
  }

  int at(int i) {
    return at[i];
  }

  int length(int i) {
    return length[i];
  }

  /** By their bytes, which is by their characters' numbers. */
  int compare(int i, int other) {
    return Arrays.compareUnsigned(
        bytes(i), at[i], at[i] + length[i], bytes(other), at[other], at[other] + length[other]);
  }

  boolean equals(int i, byte[] other, int from, int count) {
    return length[i] == count
        && Arrays.equals(bytes(i), at[i], at[i] + count, other, from, from + count);
  }
}

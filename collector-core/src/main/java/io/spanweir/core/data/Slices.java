package io.spanweir.core.data;

import java.util.Arrays;

/**
 * A list of items, each a few slices of chunks that read as one when put end to end. Holds what
 * surrounds spans: a resource is every field of {@code ResourceSpans} except its scopes, a scope
 * every field of {@code ScopeSpans} except its spans. Schema URLs usually follow the spans, so such
 * an item is often two slices; nothing is copied to join them. Fields unknown to us are in there
 * too and leave as they came. Not thread safe.
 */
public final class Slices {
  private int items;
  private int slices;
  private int[] firstSlice = new int[17];
  private int[] chunk = new int[16];
  private int[] offset = new int[16];
  private int[] length = new int[16];

  Slices() {}

  /** How many items there are. */
  public int size() {
    return items;
  }

  void clear() {
    items = 0;
    slices = 0;
  }

  int capacity() {
    return Math.max(firstSlice.length, chunk.length);
  }

  void truncate(int count) {
    items = count;
    slices = firstSlice[count];
  }

  /**
   * Opens a new, empty item, which {@link #addSlice} fills until the next one is opened. @return
   * its ordinal
   */
  public int addItem() {
    if (items + 2 > firstSlice.length) {
      firstSlice = Arrays.copyOf(firstSlice, firstSlice.length * 2);
    }
    int item = items++;
    firstSlice[item] = slices;
    firstSlice[item + 1] = slices;
    return item;
  }

  /**
   * Adds a slice to the item opened last; one that continues the slice before it is joined with it.
   */
  public void addSlice(int chunkOrdinal, int sliceOffset, int sliceLength) {
    int last = slices - 1;
    if (last >= firstSlice[items - 1]
        && chunk[last] == chunkOrdinal
        && offset[last] + length[last] == sliceOffset) {
      length[last] += sliceLength;
      return;
    }
    if (slices == chunk.length) {
      chunk = Arrays.copyOf(chunk, slices * 2);
      offset = Arrays.copyOf(offset, slices * 2);
      length = Arrays.copyOf(length, slices * 2);
    }
    chunk[slices] = chunkOrdinal;
    offset[slices] = sliceOffset;
    length[slices] = sliceLength;
    slices++;
    firstSlice[items] = slices;
  }

  /** Makes one other slice of all those of an item. */
  public void replace(int item, int chunkOrdinal, int sliceOffset, int sliceLength) {
    int at = firstSlice[item];
    int after = firstSlice[item + 1];
    int shift = at + 1 - after;
    if (slices + shift > chunk.length) {
      chunk = Arrays.copyOf(chunk, slices * 2);
      offset = Arrays.copyOf(offset, slices * 2);
      length = Arrays.copyOf(length, slices * 2);
    }
    System.arraycopy(chunk, after, chunk, at + 1, slices - after);
    System.arraycopy(offset, after, offset, at + 1, slices - after);
    System.arraycopy(length, after, length, at + 1, slices - after);
    chunk[at] = chunkOrdinal;
    offset[at] = sliceOffset;
    length[at] = sliceLength;
    slices += shift;
    for (int i = item + 1; i <= items; i++) {
      firstSlice[i] += shift;
    }
  }

  /** The first slice of an item; its slices end before {@link #lastSlice}. */
  public int firstSlice(int item) {
    return firstSlice[item];
  }

  /** One past the last slice of an item. */
  public int lastSlice(int item) {
    return firstSlice[item + 1];
  }

  public int chunk(int slice) {
    return chunk[slice];
  }

  public int offset(int slice) {
    return offset[slice];
  }

  public int length(int slice) {
    return length[slice];
  }

  /** Bytes of an item, all its slices together. */
  public int itemBytes(int item) {
    int bytes = 0;
    for (int s = firstSlice[item]; s < firstSlice[item + 1]; s++) {
      bytes += length[s];
    }
    return bytes;
  }
}

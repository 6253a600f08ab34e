package io.spanweir.processor.tailsampling;

import java.util.Arrays;

/**
 * The contexts that an outgoing batch has already, by hash and then by their bytes in its chunk.
 * Single-threaded.
 */
final class OutgoingContexts {
  private static final int NONE = -1;

  private int[] slots = new int[128];
  private long[] keys = new long[64];
  private int[] offsets = new int[64];
  private int[] resourceLengths = new int[64];
  private int[] lengths = new int[64];
  private int[] scopes = new int[64];
  private int size;

  OutgoingContexts() {
    Arrays.fill(slots, NONE);
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(slots, NONE);
      size = 0;
    }
  }

  /** The number of the context whose bytes stand at the beginning of {@code bytes}, or -1. */
  int find(long key, byte[] bytes, int resourceLength, int length, byte[] chunk) {
    int mask = slots.length - 1;
    for (int slot = (int) key & mask; slots[slot] != NONE; slot = (slot + 1) & mask) {
      int n = slots[slot];
      if (keys[n] == key
          && lengths[n] == length
          && resourceLengths[n] == resourceLength
          && Arrays.equals(chunk, offsets[n], offsets[n] + length, bytes, 0, length)) {
        return n;
      }
    }
    return NONE;
  }

  void add(long key, int offset, int resourceLength, int length, int scope) {
    if (size == keys.length) {
      grow();
    }
    keys[size] = key;
    offsets[size] = offset;
    resourceLengths[size] = resourceLength;
    lengths[size] = length;
    scopes[size] = scope;
    put(size++);
  }

  private void put(int n) {
    int mask = slots.length - 1;
    int slot = (int) keys[n] & mask;
    while (slots[slot] != NONE) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = n;
  }

  private void grow() {
    int capacity = size * 2;
    keys = Arrays.copyOf(keys, capacity);
    offsets = Arrays.copyOf(offsets, capacity);
    resourceLengths = Arrays.copyOf(resourceLengths, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    scopes = Arrays.copyOf(scopes, capacity);
    slots = new int[capacity * 2];
    Arrays.fill(slots, NONE);
    for (int n = 0; n < size; n++) {
      put(n);
    }
  }

  /** The ordinal of a context's scope in the batch. */
  int scope(int number) {
    return scopes[number];
  }
}

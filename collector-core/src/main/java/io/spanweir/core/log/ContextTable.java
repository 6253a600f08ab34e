package io.spanweir.core.log;

import java.util.Arrays;

/**
 * Where in the head each context stands, by hash: open addressing, emptied when the head changes.
 * Equal hashes are told apart by the bytes, which the log compares.
 */
final class ContextTable {
  private static final int SLOTS_INITIAL = 256;

  private long[] hashes = new long[SLOTS_INITIAL];
  private int[] refs = new int[SLOTS_INITIAL];
  private int size;

  void clear() {
    if (size > 0) {
      Arrays.fill(refs, 0);
      size = 0;
    }
  }

  int first(long hash) {
    return (int) hash & (refs.length - 1);
  }

  int next(int slot) {
    return (slot + 1) & (refs.length - 1);
  }

  /** 0 ends a probe. */
  int ref(int slot) {
    return refs[slot];
  }

  long hash(int slot) {
    return hashes[slot];
  }

  void put(long hash, int ref) {
    if (size * 2 >= refs.length) {
      grow();
    }
    int slot = first(hash);
    while (refs[slot] != 0) {
      slot = next(slot);
    }
    hashes[slot] = hash;
    refs[slot] = ref;
    size++;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldRefs = refs;
    hashes = new long[oldHashes.length * 2];
    refs = new int[hashes.length];
    size = 0;
    for (int i = 0; i < oldRefs.length; i++) {
      if (oldRefs[i] != 0) {
        put(oldHashes[i], oldRefs[i]);
      }
    }
  }
}

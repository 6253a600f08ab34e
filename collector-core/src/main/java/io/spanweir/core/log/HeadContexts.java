package io.spanweir.core.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The contexts that stand in the head of a log: where each is, by hash, and how its frame is
 * written and compared. Open addressing, emptied when the head changes. Equal hashes are told apart
 * by the bytes.
 */
final class HeadContexts {
  /** Tells a context's frame from a run's: the top bit of its length. */
  static final int CONTEXT_BIT = 0x8000_0000;

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

  /** The reference of a context in the head, 0 if it isn't there. */
  int find(Segment head, long hash, byte[] bytes, int offset, int resourceBytes, int length) {
    int mask = refs.length - 1;
    for (int slot = (int) hash & mask; refs[slot] != 0; slot = (slot + 1) & mask) {
      if (hashes[slot] == hash
          && equals(head.memory(), refs[slot] << 3, bytes, offset, resourceBytes, length)) {
        return refs[slot];
      }
    }
    return 0;
  }

  private static boolean equals(
      ByteBuffer memory, int at, byte[] bytes, int offset, int resourceBytes, int length) {
    if ((memory.getInt(at) & ~CONTEXT_BIT) != length || memory.getInt(at + 4) != resourceBytes) {
      return false;
    }
    int from = at + SpanLog.FRAME_HEADER_BYTES;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (memory.getLong(from + i) != (long) LogBytes.LONG.get(bytes, offset + i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (memory.get(from + i) != bytes[offset + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes a context into the head, which has room for it. In a segment made for one run it stands
   * behind the run, since a run's offset is that of an ordinary segment and a context may be larger
   * than those.
   *
   * @return its reference
   */
  int add(Segment head, long hash, byte[] bytes, int offset, int resourceBytes, int length) {
    int frame = SpanLog.frameBytes(length);
    int at;
    if (head.isOversized()) {
      at = head.takeFromEnd(frame);
    } else {
      at = head.tail();
      head.advance(frame);
      head.addContextBytes(frame);
    }
    ByteBuffer memory = head.memory();
    memory.putInt(at + 4, resourceBytes);
    memory.putLong(at + 8, hash);
    memory.put(at + SpanLog.FRAME_HEADER_BYTES, bytes, offset, length);
    memory.putInt(at, length | CONTEXT_BIT);
    put(hash, at >>> 3);
    return at >>> 3;
  }

  private void put(long hash, int ref) {
    if (size * 2 >= refs.length) {
      grow();
    }
    int mask = refs.length - 1;
    int slot = (int) hash & mask;
    while (refs[slot] != 0) {
      slot = (slot + 1) & mask;
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

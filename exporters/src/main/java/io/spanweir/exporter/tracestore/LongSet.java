package io.spanweir.exporter.tracestore;

import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BitUtil;
import org.apache.lucene.util.BytesRef;

/** A set of longs that is used again and again; 0 counts as 1. One thread. */
final class LongSet {
  private static final int SLOTS_FIRST = 256;
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private long[] slots = new long[SLOTS_FIRST];
  private long[] members = new long[SLOTS_FIRST / 2];
  private int size;

  int size() {
    return size;
  }

  /** A member, in the order of their adding. */
  long get(int i) {
    return members[i];
  }

  /** Adds a member. @return whether it is new */
  boolean add(long value) {
    long member = value == 0 ? 1 : value;
    int mask = slots.length - 1;
    int slot = slot(member, slots.length);
    while (slots[slot] != 0) {
      if (slots[slot] == member) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    slots[slot] = member;
    members[size++] = member;
    if (size == members.length) {
      grow();
    }
    return true;
  }

  void addAll(long[] values) {
    for (long value : values) {
      add(value);
    }
  }

  long[] toArray() {
    return Arrays.copyOf(members, size);
  }

  /** Writes all members over what is there, the lowest byte of each first. */
  void copyTo(BytesRef bytes) {
    bytes.bytes = ArrayUtil.growNoCopy(bytes.bytes, size * Long.BYTES);
    bytes.length = size * Long.BYTES;
    for (int i = 0; i < size; i++) {
      BitUtil.VH_LE_LONG.set(bytes.bytes, i * Long.BYTES, members[i]);
    }
  }

  /** Costs as much as the set was large. */
  void clear() {
    if (size * 4 > slots.length) {
      Arrays.fill(slots, 0);
    } else {
      for (int i = size - 1; i >= 0; i--) {
        remove(members[i]);
      }
    }
    size = 0;
  }

  /** In the reverse order of adding, a probe never meets a gap before what it looks for. */
  private void remove(long member) {
    int slot = slot(member, slots.length);
    while (slots[slot] != member) {
      slot = slot + 1 & (slots.length - 1);
    }
    slots[slot] = 0;
  }

  private void grow() {
    members = Arrays.copyOf(members, size * 2);
    slots = new long[members.length * 2];
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = slot(members[i], slots.length);
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = members[i];
    }
  }

  private static int slot(long member, int slots) {
    return (int) ((member * SPREAD) >>> (Long.numberOfLeadingZeros(slots) + 1));
  }
}

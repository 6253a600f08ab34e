package io.spanweir.exporter.zipkin;

import io.spanweir.exporter.json.JsonBytes;
import java.util.Arrays;

/**
 * Keys with their values, each key once, in the order they came. A table that is used again finds
 * keys, so that a span with very many attributes costs no more than each of them. One thread.
 */
final class Tags {
  private static final int FIRST_SLOTS = 128;
  private static final int FREE = 0;

  /** A table that grew past this isn't kept for the next span. */
  private static final int SLOTS_KEPT_MAX = 1 << 12;

  private final JsonBytes composed;
  private final TextList keys;
  private final TextList values;
  private final Order order = new Order();
  private final Order.Comparison byKey;
  private int[] hashes = new int[FIRST_SLOTS / 2];

  /** Open addressing: number of the tag, plus one. */
  private int[] slots = new int[FIRST_SLOTS];

  Tags(JsonBytes composed) {
    this.composed = composed;
    keys = new TextList(composed);
    values = new TextList(composed);
    byKey = keys::compare;
  }

  static int hash(byte[] bytes, int at, int count) {
    int hash = count;
    for (int i = at; i < at + count; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash * 0x9e37_79b9;
  }

  int size() {
    return keys.size();
  }

  TextList keys() {
    return keys;
  }

  TextList values() {
    return values;
  }

  /** Puts them in the order of their keys, as Zipkin has them: see {@link #inOrder}. */
  void sort() {
    order.sort(size(), byKey);
  }

  /** The number of the tag that stands there. */
  int inOrder(int place) {
    return order.at(place);
  }

  int hash(int i) {
    return hashes[i];
  }

  void clear() {
    if (slots.length > SLOTS_KEPT_MAX) {
      hashes = new int[FIRST_SLOTS / 2];
      slots = new int[FIRST_SLOTS];
    } else if (size() > 0) {
      Arrays.fill(slots, FREE);
    }
    keys.clear();
    values.clear();
    order.clear();
  }

  /**
   * Finds a key, or makes it the last one, without a value yet.
   *
   * @return its number; {@code -1 - number} if it was there before
   */
  int key(int hash, byte[] bytes, int at, int count) {
    int found = find(hash, bytes, at, count);
    if (found >= 0) {
      return -1 - found;
    }
    int slot = -1 - found;
    int added = size();
    keys.add(bytes, at, count);
    values.add(Text.NOTHING, 0, 0);
    hashes[added] = hash;
    slots[slot] = added + 1;
    if (added + 1 == hashes.length) {
      grow();
    }
    return added;
  }

  /** The number of a key; {@code -1 - slot} with the free slot that it would get if none has it. */
  private int find(int hash, byte[] bytes, int at, int count) {
    int mask = slots.length - 1;
    int slot = hash >>> 7 & mask;
    for (; slots[slot] != FREE; slot = slot + 1 & mask) {
      int found = slots[slot] - 1;
      if (hashes[found] == hash && keys.equals(found, bytes, at, count)) {
        return found;
      }
    }
    return -1 - slot;
  }

  private void grow() {
    hashes = Arrays.copyOf(hashes, hashes.length * 2);
    slots = new int[hashes.length * 2];
    int mask = slots.length - 1;
    for (int i = 0; i < size(); i++) {
      int slot = hashes[i] >>> 7 & mask;
      while (slots[slot] != FREE) {
        slot = slot + 1 & mask;
      }
      slots[slot] = i + 1;
    }
  }

  /** Whether there is a tag with this key. */
  boolean has(byte[] key) {
    return find(hash(key, 0, key.length), key, 0, key.length) >= 0;
  }

  /** Takes what was composed from there on for a key. @return its number */
  int composedKey(int from) {
    int count = composed.length() - from;
    int added = key(hash(composed.bytes(), from, count), composed.bytes(), from, count);
    if (added < 0) {
      return -1 - added;
    }
    keys.setComposed(added, from);
    return added;
  }

  /** Adds a tag, unless its key is there. */
  void add(byte[] key, byte[] from, int at, int count) {
    int added = key(hash(key, 0, key.length), key, 0, key.length);
    if (added >= 0) {
      values.set(added, from, at, count);
    }
  }

  /** Adds a tag with what was composed from there on, unless its key is there. */
  void addComposed(byte[] key, int from) {
    int added = key(hash(key, 0, key.length), key, 0, key.length);
    if (added >= 0) {
      values.setComposed(added, from);
    }
  }

  /** Adds what has keys that aren't there. */
  void addAll(Tags others) {
    for (int i = 0; i < others.size(); i++) {
      TextList from = others.keys;
      int added = key(others.hash(i), from.bytes(i), from.at(i), from.length(i));
      if (added >= 0) {
        TextList value = others.values;
        values.set(added, value.bytes(i), value.at(i), value.length(i));
      }
    }
  }
}

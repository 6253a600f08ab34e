package io.spanweir.receiver.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message by their keys, found by the bytes of a key without making a text of it:
 * the first eight, as a number, say where to look. Filled once, then read by any thread. What a
 * stranger can ask for is one chain of a table that never changes.
 */
final class JsonFields {
  private static final int SLOTS_LOG = 7;
  private static final int SLOTS = 1 << SLOTS_LOG;

  /** The golden ratio in 64 bits (Knuth, The Art of Computer Programming 3, §6.4). */
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] @Nullable [] keys = new byte[SLOTS][];
  private final long[] heads = new long[SLOTS];
  private final @Nullable JsonField[] fields = new JsonField[SLOTS];
  private final int number;

  /**
   * @param number which of all fields and messages it is
   */
  JsonFields(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Under its key, and under the name in the proto file, which some senders write. */
  void put(String key, JsonField field) {
    putAs(key, field);
    String name = key.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    if (!name.equals(key)) {
      putAs(name, field);
    }
  }

  private void putAs(String key, JsonField field) {
    byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
    long head = head(bytes, 0, bytes.length);
    int slot = slot(head, bytes.length);
    while (keys[slot] != null) {
      slot = (slot + 1) % SLOTS;
    }
    keys[slot] = bytes;
    heads[slot] = head;
    fields[slot] = field;
  }

  /** The field of a key; null if there is none. */
  @Nullable JsonField get(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
    return find(bytes, 0, bytes.length);
  }

  /** The field of the key {@code json[from, to)}; null if there is none. */
  @Nullable JsonField find(byte[] json, int from, int to) {
    int length = to - from;
    long head = head(json, from, to);
    int slot = slot(head, length);
    while (true) {
      byte[] key = keys[slot];
      if (key == null) {
        return null;
      }
      if (heads[slot] == head && key.length == length && endsLike(key, json, from, to)) {
        return fields[slot];
      }
      slot = (slot + 1) % SLOTS;
    }
  }

  /** Whether what comes behind the first eight bytes is the same; both are of one length. */
  private static boolean endsLike(byte[] key, byte[] json, int from, int to) {
    int length = key.length;
    if (length <= Long.BYTES) {
      return true;
    }
    if (length <= 2 * Long.BYTES) {
      return (long) LONG.get(key, length - Long.BYTES) == (long) LONG.get(json, to - Long.BYTES);
    }
    return Arrays.equals(key, Long.BYTES, length, json, from + Long.BYTES, to);
  }

  /** The first eight bytes, or fewer and zeros. */
  private static long head(byte[] key, int from, int to) {
    if (from <= key.length - Long.BYTES) {
      long head = (long) LONG.get(key, from);
      return to - from >= Long.BYTES ? head : head & ((1L << (8 * (to - from))) - 1);
    }
    long head = 0;
    for (int i = to - 1; i >= from; i--) {
      head = (head << 8) | (key[i] & 0xff);
    }
    return head;
  }

  private static int slot(long head, int length) {
    return (int) (((head + length) * MIX) >>> (Long.SIZE - SLOTS_LOG));
  }
}

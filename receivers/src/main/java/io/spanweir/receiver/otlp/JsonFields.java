package io.spanweir.receiver.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message by their keys, found by the bytes of a key without making a text of it.
 * Filled once, then read by any thread. What a stranger can ask for is one chain of a table that
 * never changes.
 */
final class JsonFields {
  private static final int SLOTS = 128;

  private final byte[] @Nullable [] keys = new byte[SLOTS][];
  private final @Nullable JsonField[] fields = new JsonField[SLOTS];

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
    int slot = slot(bytes, 0, bytes.length);
    while (keys[slot] != null) {
      slot = (slot + 1) % SLOTS;
    }
    keys[slot] = bytes;
    fields[slot] = field;
  }

  /** The field of a key; null if there is none. */
  @Nullable JsonField get(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
    return find(bytes, 0, bytes.length);
  }

  /** The field of the key {@code json[from, to)}; null if there is none. */
  @Nullable JsonField find(byte[] json, int from, int to) {
    if (from == to) {
      return null;
    }
    int slot = slot(json, from, to);
    while (true) {
      byte[] key = keys[slot];
      if (key == null) {
        return null;
      }
      if (key.length == to - from && Arrays.equals(key, 0, key.length, json, from, to)) {
        return fields[slot];
      }
      slot = (slot + 1) % SLOTS;
    }
  }

  private static int slot(byte[] key, int from, int to) {
    int mixed = key[from] + 7 * key[to - 1] + 31 * key[(from + to) >>> 1] + 13 * (to - from);
    return mixed & (SLOTS - 1);
  }
}

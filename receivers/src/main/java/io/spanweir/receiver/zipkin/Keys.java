package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.transcode.Words;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A few short keys and what they stand for, found by bytes: first by length, of which few are the
 * same. Filled once, then read by any thread.
 *
 * @param <E> what a key stands for
 */
final class Keys<E> {
  private static final int LENGTH_MAX = 31;

  private final @Nullable Entry<E>[] byLength = newTable();

  /** A key and the next one of its length. */
  private static final class Entry<E> {
    private final byte[] key;
    private final E meaning;
    private final @Nullable Entry<E> next;

    Entry(byte[] key, E meaning, @Nullable Entry<E> next) {
      this.key = key;
      this.meaning = meaning;
      this.next = next;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <E> @Nullable Entry<E>[] newTable() {
    return new Entry[LENGTH_MAX + 1];
  }

  void put(byte[] key, E meaning) {
    byLength[key.length] = new Entry<>(key, meaning, byLength[key.length]);
  }

  void put(String key, E meaning) {
    put(key.getBytes(StandardCharsets.US_ASCII), meaning);
  }

  /** What the key {@code bytes[from, from + length)} stands for; null if it is none of these. */
  @Nullable E find(byte[] bytes, int from, int length) {
    Entry<E> entry = length > LENGTH_MAX ? null : byLength[length];
    for (; entry != null; entry = entry.next) {
      byte[] key = entry.key;
      if (Words.startsWith(bytes, from, from + length, key)) {
        return entry.meaning;
      }
    }
    return null;
  }

  /** What a slice stands for; null if it is none of these. */
  @Nullable E find(SpanText text, long slice) {
    return find(text.bytes(slice), SpanText.from(slice), SpanText.length(slice));
  }
}

package io.spanweir.core.data;

import java.util.Arrays;

/**
 * What the writer of a chunk's spans knows of their attributes anyway, span by span in the order of
 * the bytes, so that whoever indexes them has not to look at each attribute again. Most chunks have
 * none, since somebody else wrote their bytes. The chunk's: written by its writer, read after.
 */
public final class SpanNotes {
  private static final int FIRST = 64;

  /** For each so many bytes of the chunk room for one span is kept: a seventh of its memory. */
  private static final int BYTES_PER_KEPT = 256;

  private static final int[] NO_INTS = {};
  private static final long[] NO_LONGS = {};

  private int size;
  private long keyLengths = -1;
  private int[] bytes = NO_INTS;
  private int[] from = NO_INTS;
  private int[] to = NO_INTS;
  private long[] keys = NO_LONGS;
  private long[] typed = NO_LONGS;
  private long[] pairs = NO_LONGS;

  SpanNotes() {}

  /** Forgets all, and of its room what would be out of proportion to the chunk. */
  void clear(int chunkBytes) {
    size = 0;
    keyLengths = -1;
    if (bytes.length > Math.max(FIRST, chunkBytes / BYTES_PER_KEPT)) {
      resize(0);
    }
  }

  /**
   * Says that the notes know nothing of attributes whose key has another length: {@code
   * KeyQuestion.lengths}.
   */
  public void tellsOnlyOf(long lengths) {
    keyLengths &= lengths;
  }

  /** The lengths of the keys that they tell of. */
  public long keyLengths() {
    return keyLengths;
  }

  /**
   * Notes the next span.
   *
   * @param messageBytes length of its message, which says whether a note is of the span it is held
   *     against
   * @param attributesFrom where its attributes begin, counted from the message's first byte
   * @param attributesTo where they end; there are no others
   * @param keySet {@code AttributeSketch.keys} of them
   * @param typedKeySet {@code AttributeSketch.typed}
   * @param pairSet {@code AttributeSketch.pairs}
   */
  public void add(
      int messageBytes,
      int attributesFrom,
      int attributesTo,
      long keySet,
      long typedKeySet,
      long pairSet) {
    int span = size;
    if (span == bytes.length) {
      resize(Math.max(FIRST, 2 * span));
    }
    bytes[span] = messageBytes;
    from[span] = attributesFrom;
    to[span] = attributesTo;
    keys[span] = keySet;
    typed[span] = typedKeySet;
    pairs[span] = pairSet;
    size = span + 1;
  }

  /** Whether there is a note of this span, the first being 0, whose message has so many bytes. */
  public boolean has(int span, int messageBytes) {
    return span < size && bytes[span] == messageBytes;
  }

  public int attributesFrom(int span) {
    return from[span];
  }

  public int attributesTo(int span) {
    return to[span];
  }

  public long keys(int span) {
    return keys[span];
  }

  public long typedKeys(int span) {
    return typed[span];
  }

  public long pairs(int span) {
    return pairs[span];
  }

  private void resize(int spans) {
    bytes = Arrays.copyOf(bytes, spans);
    from = Arrays.copyOf(from, spans);
    to = Arrays.copyOf(to, spans);
    keys = Arrays.copyOf(keys, spans);
    typed = Arrays.copyOf(typed, spans);
    pairs = Arrays.copyOf(pairs, spans);
  }
}

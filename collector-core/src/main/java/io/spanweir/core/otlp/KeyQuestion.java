package io.spanweir.core.otlp;

import io.spanweir.core.data.SpanIndex;

/**
 * Whether a span can have an attribute of one of some keys, asked of its {@link AttributeSketch}.
 *
 * <p>A door notes of a span's attributes only those whose key is as long as one that somebody
 * behind it asks for ({@code SpanConsumer.keyLengthsAsked}): the lengths of one's questions belong
 * into that answer. If they are not in it, which they are not for a moment after the questions have
 * changed, every span can have the attribute.
 */
public final class KeyQuestion {
  /** Keys of each length. */
  public static final long ALL_LENGTHS = -1;

  private long bits;
  private long lengths;

  /**
   * @param keys in UTF-8
   */
  public KeyQuestion(byte[]... keys) {
    for (byte[] key : keys) {
      add(key);
    }
  }

  /** Asks for one more key. */
  public void add(byte[] key) {
    bits |= AttributeSketch.key(key);
    lengths |= length(key.length);
  }

  /** The bit of keys of so many bytes; those of 64 and more share it with shorter ones. */
  public static long length(int keyBytes) {
    return 1L << keyBytes;
  }

  /** A bit for the length of each key, as {@link #length} has it. */
  public long lengths() {
    return lengths;
  }

  /** Whether a row can have one of the keys. */
  public boolean mayBeIn(SpanIndex index, int row) {
    return (index.keys(row) & bits) != 0 || !index.tellsOf(lengths);
  }
}

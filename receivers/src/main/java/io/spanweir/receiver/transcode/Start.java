package io.spanweir.receiver.transcode;

/**
 * Bytes that others may begin with. Up to forty, which nearly all are, they are compared without a
 * branch on how many they are, which no processor would foresee. Immutable.
 */
abstract class Start {
  private static final int SHORT_BYTES = 5 * Long.BYTES;

  private final byte[] bytes;
  private final int length;
  private final long word0;
  private final long word1;
  private final long word2;
  private final long word3;
  private final long word4;

  /** Which bits of the words are of the bytes. */
  private final long mask0;

  private final long mask1;
  private final long mask2;
  private final long mask3;
  private final long mask4;

  /** Keeps the bytes. */
  Start(byte[] bytes) {
    this.bytes = bytes;
    length = bytes.length;
    word0 = word(0);
    word1 = word(8);
    word2 = word(16);
    word3 = word(24);
    word4 = word(32);
    mask0 = Words.lowest(length);
    mask1 = Words.lowest(length - 8);
    mask2 = Words.lowest(length - 16);
    mask3 = Words.lowest(length - 24);
    mask4 = Words.lowest(length - 32);
  }

  private long word(int from) {
    long word = 0;
    for (int i = from; i < Math.min(length, from + Long.BYTES); i++) {
      word |= (bytes[i] & 0xffL) << ((i - from) * Byte.SIZE);
    }
    return word;
  }

  /** How many bytes they are. */
  public final int length() {
    return length;
  }

  /** Whether {@code source[at, end)} begins with them. */
  final boolean is(byte[] source, int at, int end) {
    if (length > SHORT_BYTES || end - at < SHORT_BYTES) {
      return Words.startsWith(source, at, end, bytes);
    }
    long difference = (Words.get(source, at) ^ word0) & mask0;
    difference |= (Words.get(source, at + 8) ^ word1) & mask1;
    difference |= (Words.get(source, at + 16) ^ word2) & mask2;
    difference |= (Words.get(source, at + 24) ^ word3) & mask3;
    difference |= (Words.get(source, at + 32) ^ word4) & mask4;
    return difference == 0;
  }
}

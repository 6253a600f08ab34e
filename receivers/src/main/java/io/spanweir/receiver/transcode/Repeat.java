package io.spanweir.receiver.transcode;

/**
 * Bytes of a body that may well come again. Those of 32 to 64 bytes, which endpoints have, are held
 * as words, so that half of what a comparison reads is at hand. Not thread safe; the body it was
 * noted of must be there as long as it is asked.
 */
public final class Repeat {
  private static final int WORDS_MIN = 4 * Long.BYTES;
  private static final int WORDS_MAX = 8 * Long.BYTES;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int from;
  private int length;

  /** The first four words and the last four, which may overlap. */
  private long first0;

  private long first1;
  private long first2;
  private long first3;
  private long last0;
  private long last1;
  private long last2;
  private long last3;

  /** Notes {@code source[at, to)} in place of what was noted before. */
  public void note(byte[] source, int at, int to) {
    bytes = source;
    from = at;
    length = to - at;
    if (length >= WORDS_MIN) {
      first0 = Words.get(source, at);
      first1 = Words.get(source, at + 8);
      first2 = Words.get(source, at + 16);
      first3 = Words.get(source, at + 24);
      last0 = Words.get(source, to - 32);
      last1 = Words.get(source, to - 24);
      last2 = Words.get(source, to - 16);
      last3 = Words.get(source, to - 8);
    }
  }

  /** Nothing is known. */
  public void forget() {
    length = 0;
    bytes = NOTHING;
  }

  /** Bytes of it; 0 if nothing is known. */
  public int length() {
    return length;
  }

  /** Whether something is known and comes again as {@code source[at, end)} begins. */
  public boolean is(byte[] source, int at, int end) {
    if (length > end - at || length < WORDS_MIN || length > WORDS_MAX) {
      return length > 0 && length <= end - at && Words.same(source, at, bytes, from, length);
    }
    int to = at + length;
    long difference = Words.get(source, at) ^ first0;
    difference |= Words.get(source, at + 8) ^ first1;
    difference |= Words.get(source, at + 16) ^ first2;
    difference |= Words.get(source, at + 24) ^ first3;
    difference |= Words.get(source, to - 32) ^ last0;
    difference |= Words.get(source, to - 24) ^ last1;
    difference |= Words.get(source, to - 16) ^ last2;
    difference |= Words.get(source, to - 8) ^ last3;
    return difference == 0;
  }
}

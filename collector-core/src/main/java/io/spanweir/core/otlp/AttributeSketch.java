package io.spanweir.core.otlp;

import io.spanweir.core.data.SpanNotes;
import java.nio.ByteBuffer;

/**
 * Says of a span, in 24 bytes, which attributes it can't have: the index pass, which steps over all
 * of them anyway, notes a hash of each, and whoever looks for one asks here before he walks.
 * Answers are "no" and "perhaps"; with 14 attributes one question in eight says perhaps for
 * nothing.
 *
 * <p>It may be told what lengths the keys have that anybody asks for, and passes all others by.
 *
 * <p>Three sets of 64 bits: {@link #keys} has a bit for the key of every attribute, {@link #typed}
 * for the key of every attribute whose value is anything but a string, {@link #pairs} two bits for
 * the key and value of every string. All bits are set where an attribute is written in a way that
 * no serializer chooses, a key that comes twice, say: nothing is ruled out then.
 *
 * <p>A key's hash takes its last four bytes and its length, a pair's the key's hash and the last
 * eight bytes of the attribute as it is written, whatever these are: for a given key and value
 * always the same. Attributes that are alike in those share bits, which costs a walk and nothing
 * else.
 */
public final class AttributeSketch {
  /** Everything is possible. */
  public static final long ANY = -1;

  private static final int KEY_FACTOR = 0x9E3779B9;
  private static final long PAIR_FACTOR = 0xD6E8FEB86659FD93L;

  /** Tags and top length bits of the four bytes that a short attribute begins with. */
  private static final int HEAD_MASK = 0x80ff80ff;

  private static final int HEAD = OtlpFields.KEY_VALUE_KEY << 16 | OtlpFields.SPAN_ATTRIBUTES;

  /**
   * What the first four bytes of a value of n bytes are, if it is a string: this and n times the
   * factor, since both lengths in it follow from n.
   */
  private static final int STRING_HEAD =
      (OtlpFields.VALUE_STRING << 16 | OtlpFields.KEY_VALUE_VALUE) - (2 << 8) - (4 << 24);

  private static final int STRING_HEAD_FACTOR = 1 << 24 | 1 << 8;

  /** What the first two bytes of a value of n bytes are: this and n in the upper one. */
  private static final int VALUE_HEAD = OtlpFields.KEY_VALUE_VALUE - (2 << 8);

  private static final int SHORT_KEY_MIN = 4;
  private static final int SHORT_VALUE_MIN = 4;

  private long keyLengths = KeyQuestion.ALL_LENGTHS;
  private long keys;
  private long typed;
  private long pairs;

  /** A bit for every key. */
  public long keys() {
    return keys;
  }

  /** A bit for every key whose value is no string. */
  public long typed() {
    return typed;
  }

  /** Two bits for every key with a string. */
  public long pairs() {
    return pairs;
  }

  /** The bit that a key in UTF-8 has in {@link #keys} and {@link #typed}. */
  public static long key(byte[] key) {
    return keyBit(keyHash(key));
  }

  /** The bits that a key with this string has in {@link #pairs}, both in UTF-8. */
  public static long pair(byte[] key, byte[] text) {
    int value = fieldBytes(text.length);
    ByteBuffer out = ByteBuffer.allocate(attributeBytes(key.length, text.length));
    putHead(out, OtlpFields.SPAN_ATTRIBUTES, fieldBytes(key.length) + fieldBytes(value));
    putHead(out, OtlpFields.KEY_VALUE_KEY, key.length);
    out.put(key);
    putHead(out, OtlpFields.KEY_VALUE_VALUE, value);
    putHead(out, OtlpFields.VALUE_STRING, text.length);
    out.put(text);
    return pairBits(keyHash(key), out.array(), out.position());
  }

  /** Bytes of the attribute of a key and a string, with its tag and the shortest lengths. */
  private static int attributeBytes(int keyBytes, int textBytes) {
    int value = fieldBytes(textBytes);
    return fieldBytes(fieldBytes(keyBytes) + fieldBytes(value));
  }

  private static int fieldBytes(int bytes) {
    return 1 + lengthBytes(bytes) + bytes;
  }

  private static int lengthBytes(int length) {
    return 1 + (31 - Integer.numberOfLeadingZeros(length | 1)) / 7;
  }

  private static void putHead(ByteBuffer out, int tag, int length) {
    out.put((byte) tag);
    int left = length;
    for (; left > 0x7f; left >>>= 7) {
      out.put((byte) (left | 0x80));
    }
    out.put((byte) left);
  }

  /** Of no attributes. */
  public void clear() {
    keys = 0;
    typed = 0;
    pairs = 0;
  }

  /** Passes attributes by from now on whose key has none of these {@link KeyQuestion#lengths}. */
  public void keyLengths(long lengths) {
    keyLengths = lengths;
  }

  /** Whether it passes an attribute with a key of so many bytes by. */
  public boolean passes(int keyBytes) {
    return (keyLengths & KeyQuestion.length(keyBytes)) == 0;
  }

  /** Notes what another has noted. */
  public void add(AttributeSketch other) {
    keys |= other.keys;
    typed |= other.typed;
    pairs |= other.pairs;
  }

  /**
   * Notes an attribute with a string that is written with the shortest lengths.
   *
   * @param keyHash {@link #keyHash(byte[])} of its key
   * @param tail its last eight bytes, the first of them lowest
   */
  public void addText(int keyHash, long tail) {
    keys |= keyBit(keyHash);
    pairs |= pairBits(keyHash, tail);
  }

  /** What a writer noted of a span, in place of what was noted before. */
  void take(SpanNotes notes, int span) {
    keys = notes.keys(span);
    typed = notes.typedKeys(span);
    pairs = notes.pairs(span);
  }

  /** Rules nothing out. */
  void giveUp() {
    keys = ANY;
    typed = ANY;
    pairs = ANY;
  }

  /**
   * Notes the attributes of a span from {@code from} on, as long as they stand side by side, and
   * forgets what was noted before.
   *
   * @return where they end: at another field, or at an attribute that goes past {@code to}
   */
  int note(byte[] bytes, int from, int to) {
    clear();
    return add(bytes, from, to);
  }

  /** As {@link #note}, beside what was noted before. */
  public int add(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] == OtlpFields.SPAN_ATTRIBUTES) {
      at = passBy(bytes, at, to);
      at = noteShort(bytes, at, to);
      int end = at < to && bytes[at] == OtlpFields.SPAN_ATTRIBUTES ? noteLong(bytes, at, to) : at;
      if (end < 0) {
        return at;
      }
      at = end;
    }
    return at;
  }

  /**
   * Goes over attributes with lengths of one byte that nobody asks for, which are most.
   *
   * @return the beginning of the first that is something else
   */
  private int passBy(byte[] bytes, int from, int to) {
    long asked = keyLengths;
    int at = from;
    while (to - at >= 4) {
      int head = WireReader.fixed32(bytes, at);
      int keyLength = head >>> 24;
      int value = at + 4 + keyLength;
      int end = at + 2 + (head >>> 8 & 0x7f);
      if ((head & HEAD_MASK) != HEAD
          || (asked & KeyQuestion.length(keyLength)) != 0
          || end > to
          || end - value < 2
          || WireReader.fixed16(bytes, value) != VALUE_HEAD + ((end - value) << 8)) {
        break;
      }
      at = end;
    }
    return at;
  }

  /**
   * Goes over attributes with lengths of one byte that somebody asks for. Whether a value is a
   * string is computed and not branched upon: no processor foresees it.
   *
   * @return the beginning of the first field that is something else
   */
  private int noteShort(byte[] bytes, int from, int to) {
    long asked = keyLengths;
    long keySet = 0;
    long typedSet = 0;
    long pairSet = 0;
    int at = from;
    while (to - at >= 4) {
      int head = WireReader.fixed32(bytes, at);
      int keyLength = head >>> 24;
      int end = at + 2 + (head >>> 8 & 0x7f);
      int value = at + 4 + keyLength;
      int valueBytes = end - value;
      if ((head & HEAD_MASK) != HEAD
          || (asked & KeyQuestion.length(keyLength)) == 0
          || end > to
          || keyLength < SHORT_KEY_MIN
          || valueBytes < SHORT_VALUE_MIN) {
        break;
      }
      int unlike = WireReader.fixed32(bytes, value) - STRING_HEAD - valueBytes * STRING_HEAD_FACTOR;
      if ((unlike & 0xffff) != 0) {
        break;
      }
      long noString = (unlike | -unlike) >> 31;
      int hash = (WireReader.fixed32(bytes, value - 4) + keyLength) * KEY_FACTOR;
      long key = keyBit(hash);
      keySet |= key;
      typedSet |= key & noString;
      pairSet |= pairBits(hash, bytes, end) & ~noString;
      at = end;
    }
    keys |= keySet;
    typed |= typedSet;
    pairs |= pairSet;
    return at;
  }

  /** An attribute of any size. @return where it ends; negative if it goes past {@code to} */
  private int noteLong(byte[] bytes, int at, int to) {
    long length = WireReader.length(bytes, at + 1, to);
    if (length < 0) {
      return -1;
    }
    int pair = WireReader.next(length);
    int end = pair + WireReader.value(length);
    long key = field(OtlpFields.KEY_VALUE_KEY, bytes, pair, end);
    int keyEnd = WireReader.next(key) + WireReader.value(key);
    long value = key < 0 ? -1 : field(OtlpFields.KEY_VALUE_VALUE, bytes, keyEnd, end);
    if (value < 0 || WireReader.next(value) + WireReader.value(value) != end) {
      giveUp();
      return end;
    }
    if ((keyLengths & KeyQuestion.length(WireReader.value(key))) == 0) {
      return end;
    }
    int hash = keyHash(bytes, WireReader.next(key), keyEnd);
    keys |= keyBit(hash);
    long text = field(OtlpFields.VALUE_STRING, bytes, WireReader.next(value), end);
    if (text < 0 || WireReader.next(text) + WireReader.value(text) != end) {
      typed |= keyBit(hash);
    } else if (end - at == attributeBytes(WireReader.value(key), WireReader.value(text))) {
      pairs |= pairBits(hash, bytes, end);
    } else {
      giveUp();
    }
    return end;
  }

  /** Start and length of the content of a field that stands here; negative if none does. */
  private static long field(int tag, byte[] bytes, int at, int to) {
    return at < to && bytes[at] == tag ? WireReader.length(bytes, at + 1, to) : -1;
  }

  /** What {@link #addText} wants to know of a key in UTF-8. */
  public static int keyHash(byte[] key) {
    return keyHash(key, 0, key.length);
  }

  private static long keyBit(int keyHash) {
    return 1L << (keyHash >>> 26);
  }

  private static int keyHash(byte[] bytes, int from, int to) {
    int tail = 0;
    for (int at = Math.max(from, to - 4); at < to; at++) {
      tail = tail >>> 8 | bytes[at] << 24;
    }
    return (tail + to - from) * KEY_FACTOR;
  }

  /** Of the attribute that ends here; four tags and four lengths make it eight bytes or more. */
  private static long pairBits(int keyHash, byte[] bytes, int end) {
    return pairBits(keyHash, WireReader.fixed64(bytes, end - 8));
  }

  private static long pairBits(int keyHash, long tail) {
    long hash = (tail ^ keyHash) * PAIR_FACTOR;
    return 1L << (hash >>> 58) | 1L << (hash >>> 52);
  }
}

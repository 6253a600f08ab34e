package io.spanweir.receiver.transcode;

import io.spanweir.core.otlp.AttributeSketch;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import java.util.Arrays;

/**
 * An attribute up to its value, as a sender writes it again and again: the JSON or Thrift, and the
 * protobuf that becomes of it. Immutable; made by {@link Phrases}.
 */
public final class Phrase extends Start {
  /** What a write may touch behind where it begins. */
  public static final int ROOM_BYTES = 256;

  static final int KEY_BYTES_MAX = 48;

  /** All lengths of an attribute are one byte each up to this. */
  private static final int ATTRIBUTE_BYTES_MAX = 0x7f;

  /** What an attribute of a text has besides its key and the text, without its own head. */
  private static final int TEXT_OVERHEAD = 6;

  /** A length and a tag: what stands between the key and an integer, and a length before a text. */
  private static final int INTEGER_OVERHEAD = 5;

  /** The heads of a value and of a text in it, as if that were empty. */
  private static final int TEXT_HEADS =
      OtlpFields.VALUE_STRING << 16 | 2 << 8 | OtlpFields.KEY_VALUE_VALUE;

  /** What a letter of the text adds to both lengths in them. */
  private static final int TEXT_LENGTHS = 1 << 24 | 1 << 8;

  /** Tag and length. */
  private static final int HEAD_BYTES = 2;

  /** What is nearly always enough for a key and what stands around it. */
  private static final int SHORT_BYTES = 40;

  private static final int PROTO_BYTES = 56;

  /** So many digits always are an integer of 63 bits. */
  private static final int DIGITS_MAX = 18;

  private final long proto0;
  private final long proto1;
  private final long proto2;
  private final long proto3;
  private final long proto4;
  private final long proto5;
  private final long proto6;
  private final int size;
  private final int keyAt;
  private final int keyLength;
  private final int keyHash;
  private final Form form;
  private final int formNumber;
  private final int meaning;

  /**
   * What stands between a key and a value and behind it.
   *
   * @param middle from the key's end, such as its closing quote, to the value or its length
   * @param integer whether the value is an integer, written as text
   * @param braces how many close behind the value's quote
   */
  public record Form(String middle, boolean integer, int braces) {}

  /** From {@code source[from, to)}, in which the key begins at {@code keyFrom}. */
  Phrase(
      byte[] source,
      int from,
      int keyFrom,
      int keyLength,
      int to,
      Form form,
      int formNumber,
      int meaning) {
    super(Arrays.copyOfRange(source, from, to));
    keyAt = keyFrom - from;
    this.keyLength = keyLength;
    keyHash = AttributeSketch.keyHash(Arrays.copyOfRange(source, keyFrom, keyFrom + keyLength));
    this.form = form;
    this.formNumber = formNumber;
    this.meaning = meaning;
    byte[] proto = new byte[PROTO_BYTES];
    int at = HEAD_BYTES;
    proto[at++] = (byte) OtlpFields.KEY_VALUE_KEY;
    proto[at++] = (byte) keyLength;
    System.arraycopy(source, keyFrom, proto, at, keyLength);
    at += keyLength;
    proto[at++] = (byte) OtlpFields.KEY_VALUE_VALUE;
    at++;
    proto[at++] = (byte) (form.integer ? OtlpFields.VALUE_INT : OtlpFields.VALUE_STRING);
    size = form.integer ? at : at + 1;
    proto0 = Words.get(proto, 0);
    proto1 = Words.get(proto, 8);
    proto2 = Words.get(proto, 16);
    proto3 = Words.get(proto, 24);
    proto4 = Words.get(proto, 32);
    proto5 = Words.get(proto, 40);
    proto6 = Words.get(proto, 48);
  }

  /** Whether its value is an integer. */
  boolean isInteger() {
    return form.integer;
  }

  /** Where its key begins, behind its first byte. */
  public int keyAt() {
    return keyAt;
  }

  /** Bytes of its key. */
  public int keyLength() {
    return keyLength;
  }

  /** Bytes of the attribute as it is written before its value's text or number. */
  public int headBytes() {
    return size;
  }

  /** {@link AttributeSketch#keyHash(byte[])} of its key. */
  public int keyHash() {
    return keyHash;
  }

  /** Which of the forms it has, by its number in the list of them. */
  public int form() {
    return formNumber;
  }

  /** What its owner said that its key means. */
  public int meaning() {
    return meaning;
  }

  /**
   * Writes an attribute, if its value is a short one of plain letters, or digits: then what it is
   * in JSON is what it means.
   *
   * @param tag of the attribute, one byte
   * @param from where the value begins in the source, behind its quote
   * @param at where to write; {@link #ROOM_BYTES} are free
   * @return where the attribute ends in the source and, in the lower half, in the target; -1 if it
   *     has to be read in another way
   */
  public long write(int tag, byte[] source, int from, int end, byte[] target, int at) {
    begin(tag, target, at);
    return form.integer
        ? integer(source, from, end, target, at)
        : text(source, from, end, target, at);
  }

  /** Writes all up to the value, with lengths that are still to be said. */
  private void begin(int tag, byte[] target, int at) {
    Words.set(target, at, proto0 | tag);
    Words.set(target, at + 8, proto1);
    Words.set(target, at + 16, proto2);
    Words.set(target, at + 24, proto3);
    Words.set(target, at + 32, proto4);
    if (size > SHORT_BYTES) {
      Words.set(target, at + 40, proto5);
      Words.set(target, at + 48, proto6);
    }
  }

  /**
   * Writes an attribute whose value is this text, if it is a short one of ASCII.
   *
   * @param tag of the attribute, one byte
   * @param at where to write; {@link #ROOM_BYTES} are free
   * @return where the attribute ends; -1 if it has to be written in another way
   */
  public int writeText(int tag, byte[] source, int from, int length, byte[] target, int at) {
    int most = ATTRIBUTE_BYTES_MAX - TEXT_OVERHEAD - keyLength;
    if (length > most || from > source.length - Words.SHORT_BYTES) {
      return -1;
    }
    begin(tag, target, at);
    boolean isAscii =
        length <= Words.SHORT_BYTES
            ? Words.copyShortAscii(source, from, length, target, at + size)
            : Words.copyAscii(source, from, length, target, at + size);
    return isAscii ? textEnd(length, target, at) : -1;
  }

  private long text(byte[] source, int from, int end, byte[] target, int at) {
    int textAt = at + size;
    int most = ATTRIBUTE_BYTES_MAX - TEXT_OVERHEAD - keyLength;
    int limit = Math.min(most, end - from - 2 * Long.BYTES);
    for (int i = 0; i <= limit; i += 2 * Long.BYTES) {
      long first = Words.get(source, from + i);
      long second = Words.get(source, from + i + Long.BYTES);
      Words.set(target, textAt + i, first);
      Words.set(target, textAt + i + Long.BYTES, second);
      long firstSpecial = Words.special(first);
      long secondSpecial = Words.special(second);
      if ((firstSpecial | secondSpecial) != 0) {
        int length =
            firstSpecial != 0
                ? i + Words.index(firstSpecial)
                : i + Long.BYTES + Words.index(secondSpecial);
        int stop = length > most ? -1 : close(source, from + length, end);
        if (stop < 0) {
          return -1;
        }
        return (long) stop << 32 | textEnd(length, target, at);
      }
    }
    return -1;
  }

  /** Says the lengths around a text of this one. @return where it ends */
  private int textEnd(int length, byte[] target, int at) {
    int textAt = at + size;
    target[at + 1] = (byte) (TEXT_OVERHEAD + keyLength + length);
    Words.setInt(target, textAt - 2 * HEAD_BYTES, TEXT_HEADS + length * TEXT_LENGTHS);
    return textAt + length;
  }

  private long integer(byte[] source, int from, int end, byte[] target, int at) {
    long value = 0;
    int stop = from;
    int most = Math.min(from + DIGITS_MAX, end);
    while (stop < most && source[stop] >= '0' && source[stop] <= '9') {
      value = 10 * value + (source[stop++] - '0');
    }
    int after = close(source, stop, end);
    if (stop == from || after < 0) {
      return -1;
    }
    int valueAt = at + size;
    int to = OtlpWriter.writeVarint(target, valueAt, value);
    target[at + 1] = (byte) (INTEGER_OVERHEAD + keyLength + to - valueAt);
    target[valueAt - HEAD_BYTES] = (byte) (1 + to - valueAt);
    return (long) after << 32 | to;
  }

  /** Where the attribute ends whose value ends here; -1 if it doesn't. */
  int close(byte[] source, int at, int end) {
    int stop = at + 1 + form.braces;
    if (stop > end || source[at] != '"') {
      return -1;
    }
    for (int i = at + 1; i < stop; i++) {
      if (source[i] != '}') {
        return -1;
      }
    }
    return stop;
  }
}

package io.spanweir.exporter.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * JSON's scalars as UTF-8 bytes in an array that grows and is used again. Strings that are no UTF-8
 * come out with the replacement character, so that a line is always text. One thread.
 */
public final class JsonBytes {
  private static final int FIRST_BYTES = 64 << 10;

  /** An array that grew past this isn't kept for the next record. */
  private static final int KEPT_BYTES_MAX = 16 << 20;

  /** No array is longer. */
  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 8;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** The longest form of one byte: a control character. */
  private static final int ESCAPED_BYTES = 6;

  private static final int LONG_DIGITS = 20;

  private final int bytesMax;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  public JsonBytes() {
    this(ARRAY_BYTES_MAX);
  }

  /**
   * @param bytesMax how long it may get; past it every method that appends throws {@link
   *     TooLargeException}
   */
  public JsonBytes(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** What was written, from 0 to {@link #length}; another array after the next write. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes so far. */
  public int length() {
    return length;
  }

  /** Forgets what was written behind {@code to}. */
  public void cutTo(int to) {
    length = to;
  }

  /** Empty again; memory that one large record needed is let go. */
  public void clear() {
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[FIRST_BYTES];
    }
    length = 0;
  }

  private void room(long more) {
    if (more > bytes.length - length) {
      long wanted = length + more;
      if (wanted > bytesMax) {
        throw new TooLargeException(bytesMax);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(bytesMax, Math.max(wanted, 2L * bytes.length)));
    }
  }

  /** An ASCII character as it is. */
  public void put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
  }

  /** Bytes as they are. */
  public void put(byte[] raw) {
    put(raw, 0, raw.length);
  }

  /** Bytes as they are. */
  public void put(byte[] from, int at, int count) {
    room(count);
    System.arraycopy(from, at, bytes, length, count);
    length += count;
  }

  /** A string of {@code count} bytes of UTF-8, in quotes. */
  public void string(byte[] from, int at, int count) {
    room(2L + (long) count * ESCAPED_BYTES);
    int start = length;
    bytes[length++] = '"';
    for (int i = at; i < at + count; i++) {
      byte b = from[i];
      if (b < 0) {
        length = start;
        stringOfMore(new String(from, at, count, StandardCharsets.UTF_8));
        return;
      }
      escaped(b);
    }
    bytes[length++] = '"';
  }

  /** With characters beyond ASCII, of which the broken ones are replaced by now. */
  private void stringOfMore(String text) {
    byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    room(2L + (long) whole.length * ESCAPED_BYTES);
    bytes[length++] = '"';
    for (byte b : whole) {
      escaped(b);
    }
    bytes[length++] = '"';
  }

  private void escaped(byte b) {
    if (b == '"' || b == '\\') {
      bytes[length++] = '\\';
      bytes[length++] = b;
    } else if (b >= 0 && b < ' ') {
      control(b);
    } else {
      bytes[length++] = b;
    }
  }

  private void control(byte b) {
    bytes[length++] = '\\';
    switch (b) {
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      case '\t' -> bytes[length++] = 't';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[b >> 4];
        bytes[length++] = HEX[b & 15];
      }
    }
  }

  /** Bytes in hexadecimal, as OTLP writes ids, in quotes. */
  public void hex(byte[] from, int at, int count) {
    room(2L + 2L * count);
    bytes[length++] = '"';
    for (int i = at; i < at + count; i++) {
      bytes[length++] = HEX[from[i] >> 4 & 15];
      bytes[length++] = HEX[from[i] & 15];
    }
    bytes[length++] = '"';
  }

  /** An id of 64 bits in sixteen digits of hexadecimal, without quotes. */
  public void hex(long id) {
    room(Long.BYTES * 2);
    for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (id >>> shift) & 15];
    }
  }

  /** Bytes in base64, in quotes. */
  public void base64(byte[] from, int at, int count) {
    put('"');
    put(Base64.getEncoder().encode(Arrays.copyOfRange(from, at, at + count)));
    put('"');
  }

  /** A number in decimal. */
  public void number(long value) {
    if (value < 0) {
      put('-');
    }
    unsigned(value < 0 ? -value : value);
  }

  /** A number in decimal, all 64 bits of it. */
  public void unsigned(long value) {
    room(LONG_DIGITS);
    int digits = 1;
    for (long rest = Long.divideUnsigned(value, 10); rest != 0; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      long tenth = Long.divideUnsigned(rest, 10);
      bytes[i] = (byte) ('0' + (rest - tenth * 10));
      rest = tenth;
    }
    length += digits;
  }

  /** A number, or in quotes what is none. */
  public void number(double value) {
    String text = Double.toString(value);
    if (Double.isFinite(value)) {
      put(text.getBytes(StandardCharsets.US_ASCII));
    } else {
      put('"');
      put(text.getBytes(StandardCharsets.US_ASCII));
      put('"');
    }
  }

  /** It got longer than it may, or than any array can. */
  public static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooLargeException(int bytesMax) {
      super("more than " + (bytesMax >> 20) + " MiB", null, false, false);
    }
  }
}

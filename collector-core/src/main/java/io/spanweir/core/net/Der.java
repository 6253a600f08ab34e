package io.spanweir.core.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** As much of ASN.1's DER as the wrappings of private keys need: one value after the other. */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;

  /** Of the constructed value {@code [0]}. */
  static final int FIRST = 0xa0;

  private final byte[] bytes;
  private int at;

  Der(byte[] bytes) {
    this.bytes = bytes;
  }

  /** What the next value is; 0 if there is none. */
  int tag() {
    return at < bytes.length ? bytes[at] & 0xff : 0;
  }

  /**
   * Reads the next value.
   *
   * @return what is in it
   * @throws IOException if it is something else, or isn't whole
   */
  byte[] value(int tag) throws IOException {
    if (at == bytes.length || tag() != tag) {
      throw new IOException("not DER of a private key");
    }
    at++;
    int length = length();
    if (length > bytes.length - at) {
      throw new IOException("DER that ends too soon");
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /** Passes over the next value, whatever it is. */
  void skip() throws IOException {
    value(tag());
  }

  private int length() throws IOException {
    int first = octet();
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int octets = first & 0x7f; octets > 0; octets--) {
      if (length > 0x7f_ffff) {
        throw new IOException("DER with a length that can't be");
      }
      length = length << 8 | octet();
    }
    return length;
  }

  private int octet() throws IOException {
    if (at == bytes.length) {
      throw new IOException("DER that ends too soon");
    }
    return bytes[at++] & 0xff;
  }

  /** A value made of others, or of bytes. */
  static byte[] of(int tag, byte[]... parts) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      inner.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = inner.size();
    if (length >= 0x80) {
      int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | octets);
      for (int shift = 8 * (octets - 1); shift > 0; shift -= 8) {
        out.write(length >> shift);
      }
    }
    out.write(length);
    out.writeBytes(inner.toByteArray());
    return out.toByteArray();
  }
}

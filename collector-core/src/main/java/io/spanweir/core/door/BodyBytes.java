package io.spanweir.core.door;

import io.spanweir.core.inflate.Inflate;
import java.util.zip.ZipException;

/** The bytes of a body in which deflate has a frame: read from the front, never past the end. */
final class BodyBytes {
  private static final byte[] NONE = {};

  private final String coding;
  private byte[] bytes = NONE;
  private int at;
  private int end;

  /**
   * @param coding what the body should be, for a person
   */
  BodyBytes(String coding) {
    this.coding = coding;
  }

  void begin(byte[] encoded, int length) {
    bytes = encoded;
    at = 0;
    end = length;
  }

  void forget() {
    begin(NONE, 0);
  }

  /** Whether there was nothing from the beginning. */
  boolean isEmpty() {
    return end == 0;
  }

  int left() {
    return end - at;
  }

  /** The byte that comes after so many others, without going there; 0 if there is none. */
  int peek(int ahead) {
    return ahead < left() ? bytes[at + ahead] & 0xff : 0;
  }

  /** The last four bytes, little end first. There must be four. */
  int lastInt() {
    return int32(end - Integer.BYTES);
  }

  int unsigned8() throws ZipException {
    skip(1);
    return bytes[at - 1] & 0xff;
  }

  /** Little end first. */
  int unsigned16() throws ZipException {
    return unsigned8() | (unsigned8() << Byte.SIZE);
  }

  /** Little end first. */
  int int32() throws ZipException {
    skip(Integer.BYTES);
    return int32(at - Integer.BYTES);
  }

  private int int32(int from) {
    return (bytes[from] & 0xff)
        | ((bytes[from + 1] & 0xff) << 8)
        | ((bytes[from + 2] & 0xff) << 16)
        | ((bytes[from + 3] & 0xff) << 24);
  }

  void skip(int count) throws ZipException {
    if (count > left()) {
      throw malformed("it breaks off");
    }
    at += count;
  }

  /** What is here is deflate's. */
  void beginDeflate(Inflate inflate) {
    inflate.begin(bytes, at, end);
  }

  /** Goes to behind it. Once it has finished. */
  void endDeflate(Inflate inflate) {
    at = inflate.position();
  }

  /** Inflates some more of it, see {@link Inflate#inflate}. */
  int inflate(Inflate inflate, byte[] target, int offset, int length) throws ZipException {
    try {
      return inflate.inflate(target, offset, length);
    } catch (ZipException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  ZipException malformed(String problem) {
    return new ZipException("the body is no " + coding + ": " + problem);
  }
}

package io.spanweir.core.inflate;

/** Bits that a test spells out. */
final class Bits {
  private Bits() {}

  /** Zeros and ones, the lowest bit of the first byte first; anything else is for the eye. */
  static byte[] bytes(String spelled) {
    String bits = spelled.replaceAll("[^01]", "");
    byte[] bytes = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      bytes[i / 8] |= (byte) (bits.charAt(i) - '0' << i % 8);
    }
    return bytes;
  }
}

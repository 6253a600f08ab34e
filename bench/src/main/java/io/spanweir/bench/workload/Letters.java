package io.spanweir.bench.workload;

import java.nio.ByteBuffer;

/** Writes letters and digits into an image. */
final class Letters {
  private Letters() {}

  static void text(ByteBuffer image, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      image.put(at + i, (byte) text.charAt(i));
    }
  }

  /** Writes sixteen digits for the bytes of a number, least significant first. */
  static void hex(ByteBuffer image, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      int b = (int) (value >>> (8 * i)) & 0xff;
      image.put(at + 2 * i, digit(b >> 4));
      image.put(at + 2 * i + 1, digit(b & 15));
    }
  }

  private static byte digit(int value) {
    return (byte) (value < 10 ? '0' + value : 'a' + value - 10);
  }

  /** Writes a number in so many digits; those it doesn't need are a filler. */
  static void decimal(ByteBuffer image, int at, int digits, char filler, long value) {
    long rest = value;
    for (int i = digits - 1; i >= 0; i--) {
      boolean needed = rest > 0 || i == digits - 1;
      image.put(at + i, (byte) (needed ? '0' + rest % 10 : filler));
      rest /= 10;
    }
  }
}

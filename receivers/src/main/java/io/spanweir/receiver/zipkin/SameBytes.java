package io.spanweir.receiver.zipkin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Compares short runs of bytes, eight at a time, in place: {@link java.util.Arrays} calls a routine
 * for long ones, and the call costs more than these have to compare. Static, allocates nothing.
 */
final class SameBytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SameBytes() {}

  /** Whether so many bytes from here and from there are the same. */
  static boolean are(byte[] left, int leftFrom, byte[] right, int rightFrom, int length) {
    int last = length - Long.BYTES;
    if (last < 0) {
      return areFew(left, leftFrom, right, rightFrom, length);
    }
    for (int i = 0; i < last; i += Long.BYTES) {
      if ((long) LONG.get(left, leftFrom + i) != (long) LONG.get(right, rightFrom + i)) {
        return false;
      }
    }
    return (long) LONG.get(left, leftFrom + last) == (long) LONG.get(right, rightFrom + last);
  }

  private static boolean areFew(
      byte[] left, int leftFrom, byte[] right, int rightFrom, int length) {
    for (int i = 0; i < length; i++) {
      if (left[leftFrom + i] != right[rightFrom + i]) {
        return false;
      }
    }
    return true;
  }
}

package io.spanweir.receiver.thrift;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells texts that are ASCII, eight bytes at a time. */
public final class Ascii {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long HIGHS = 0x8080_8080_8080_8080L;

  private Ascii() {}

  /** Whether {@code bytes[from, to)} is ASCII; bytes behind it may be looked at. */
  public static boolean is(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      if (((long) LONG.get(bytes, at) & HIGHS) != 0) {
        return false;
      }
    }
    if (at + Long.BYTES <= bytes.length) {
      int behind = at + Long.BYTES - to;
      return behind == Long.BYTES
          || ((long) LONG.get(bytes, at) & HIGHS << (behind * Byte.SIZE)) == 0;
    }
    int all = 0;
    for (; at < to; at++) {
      all |= bytes[at];
    }
    return all >= 0;
  }
}

package io.spanweir.core.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whole words of byte arrays. */
public final class LogBytes {
  /** Eight bytes, little-endian, at any offset. */
  public static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LogBytes() {}

  /** A 64-bit hash of some bytes, for tables that compare the bytes too. */
  public static long hash(byte[] bytes, int offset, int length) {
    long hash = length * 0x9E3779B97F4A7C15L;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      hash = (hash ^ (long) LONG.get(bytes, offset + i)) * 0xD6E8FEB86659FD93L;
      hash ^= hash >>> 32;
    }
    for (; i < length; i++) {
      hash = (hash ^ bytes[offset + i]) * 0xD6E8FEB86659FD93L;
    }
    hash ^= hash >>> 29;
    hash *= 0x9E3779B97F4A7C15L;
    return hash ^ (hash >>> 32);
  }
}

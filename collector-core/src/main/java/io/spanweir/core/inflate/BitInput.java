package io.spanweir.core.inflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.ZipException;

/**
 * An array read bit by bit, the lowest of a byte first (RFC 1951 §3.1.1). All it knows is where the
 * next bit is: what was looked at is not kept, as a look is one load. Not thread safe.
 */
final class BitInput {
  static final byte[] NOTHING = {};

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] in = NOTHING;
  private long position;

  /** The bit behind the last. */
  private long end;

  void begin(byte[] encoded, int from, int to) {
    in = encoded;
    position = (long) from << 3;
    end = (long) to << 3;
  }

  byte[] bytes() {
    return in;
  }

  /** Where the next bit is, counted from the array's first. */
  long position() {
    return position;
  }

  /** Goes on at another bit, which may not be behind the end. */
  void position(long bit) {
    position = bit;
  }

  long end() {
    return end;
  }

  /** The next 57 bits at least, of which those behind the end are zeros. */
  long peek() {
    int at = (int) (position >>> 3);
    int last = (int) (end >>> 3);
    long bits = 0;
    if (at <= last - Long.BYTES) {
      bits = (long) LONG.get(in, at);
    } else {
      for (int i = at; i < last; i++) {
        bits |= (in[i] & 0xffL) << ((i - at) << 3);
      }
    }
    return bits >>> (position & 7);
  }

  /** Uses up so many bits. */
  void use(int count) throws ZipException {
    if (count > end - position) {
      throw breaksOff();
    }
    position += count;
  }

  /** The next bits as a number, at most 31 of them. */
  int take(int count) throws ZipException {
    int value = (int) peek() & ((1 << count) - 1);
    use(count);
    return value;
  }

  /** Goes to where a byte begins. */
  void align() {
    position = (position + 7) & ~7L;
  }

  static ZipException breaksOff() {
    return new ZipException("it breaks off");
  }
}

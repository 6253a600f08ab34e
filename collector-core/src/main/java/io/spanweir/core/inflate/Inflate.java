package io.spanweir.core.inflate;

import static io.spanweir.core.inflate.BlockCodes.DISTANCE_FIRST_BITS;
import static io.spanweir.core.inflate.BlockCodes.DISTANCE_START;
import static io.spanweir.core.inflate.BlockCodes.LITERAL_FIRST_BITS;
import static io.spanweir.core.inflate.PrefixCode.CODE_SHIFT;
import static io.spanweir.core.inflate.PrefixCode.SECOND_SHIFT;
import static io.spanweir.core.inflate.PrefixCode.SPECIAL;
import static io.spanweir.core.inflate.PrefixCode.USED_MASK;
import static io.spanweir.core.inflate.PrefixCode.VALUE_SHIFT;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * Deflate's bytes (RFC 1951) from an array that has all of them into an array that has all that
 * came of them, as far as it can be pointed back to. Takes what zlib takes and refuses what zlib
 * refuses. Stops where the target ends and goes on from there. Allocates nothing after its
 * construction. Not thread safe; holds 16 KiB of its own and, until {@link #forget}, the array it
 * reads.
 *
 * <p>Eight bytes of input are looked at together, and two literals are one look where their codes
 * are short: spans are ids and numbers, which no match gives.
 */
public final class Inflate {
  /** How far back a match can point: so much of what was written must be in front of a target. */
  public static final int WINDOW_BYTES = 1 << 15;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LITERAL_MASK = (1 << LITERAL_FIRST_BITS) - 1;
  private static final int DISTANCE_MASK = (1 << DISTANCE_FIRST_BITS) - 1;

  /** Bits that the fast loop has at least once it has filled up: whole bytes, and one to spare. */
  private static final int FILLED = Long.SIZE - Byte.SIZE;

  /** What the fast loop may read and write before it looks again whether it may. */
  private static final int INPUT_SLACK = 2 * Long.BYTES;

  private static final int OUTPUT_SLACK = 258 + 6 + Long.BYTES;

  /** A match that is copied without asking how long it is, which can't be foretold. */
  private static final int SHORT_MATCH = 5 * Long.BYTES;

  private enum State {
    BLOCK,
    STORED,
    CODES,
    END
  }

  private final BitInput input = new BitInput();
  private final BlockCodes own = new BlockCodes();
  private BlockCodes codes = own;
  private State state = State.END;
  private boolean last;
  private int storedLeft;

  /** What the target had no room for: a second literal, or the rest of a match. */
  private int owedLiteral;

  private int owedLength;
  private int owedDistance;

  /** All that was written since {@link #begin}. */
  private long written;

  /** Begins with an array's bytes; it stays the caller's and may not change until the end. */
  public void begin(byte[] encoded, int from, int to) {
    input.begin(encoded, from, to);
    state = State.BLOCK;
    last = false;
    owedLiteral = -1;
    owedLength = 0;
    written = 0;
  }

  /** Lets go of the array. */
  public void forget() {
    input.begin(BitInput.NOTHING, 0, 0);
    state = State.END;
  }

  /** Whether the last block has ended. */
  public boolean finished() {
    return state == State.END;
  }

  /** Where the first byte is that belongs to something else. Once it has {@link #finished}. */
  public int position() {
    return (int) (input.position() >>> 3);
  }

  /**
   * Writes what fits.
   *
   * @param target what was written before is in front of {@code offset}, as much as there is of it
   *     up to {@link #WINDOW_BYTES}
   * @param length at least 1; all these bytes may be changed, even those that are not reached
   * @return how many bytes came; 0 when it has finished
   * @throws ZipException naming what is wrong, also that the input breaks off; nothing may be asked
   *     then but {@link #begin} and {@link #forget}
   */
  public int inflate(byte[] target, int offset, int length) throws ZipException {
    int limit = offset + length;
    int o = offset;
    long start = offset - written;
    while (o < limit && state != State.END) {
      switch (state) {
        case BLOCK -> block();
        case STORED -> o = stored(target, o, limit);
        case CODES -> {
          int first = (int) Math.max(0, start);
          o = fast(target, owed(target, o, limit), limit, first);
          o = slow(target, o, limit, first);
        }
        case END -> throw new IllegalStateException("there is nothing more");
      }
    }
    written += o - offset;
    return o - offset;
  }

  private void block() throws ZipException {
    if (last) {
      input.align();
      state = State.END;
      return;
    }
    last = input.take(1) != 0;
    switch (input.take(2)) {
      case 0 -> {
        input.align();
        storedLeft = input.take(Short.SIZE);
        if ((input.take(Short.SIZE) ^ storedLeft) != 0xffff) {
          throw new ZipException("the length of a stored block is wrong");
        }
        input.align();
        state = State.STORED;
      }
      case 1 -> {
        codes = BlockCodes.FIXED;
        state = State.CODES;
      }
      case 2 -> {
        own.read(input);
        codes = own;
        state = State.CODES;
      }
      default -> throw new ZipException("a block is of no type that there is");
    }
  }

  private int stored(byte[] target, int offset, int limit) throws ZipException {
    int left = (int) ((input.end() - input.position()) >>> 3);
    int count = Math.min(storedLeft, Math.min(limit - offset, left));
    System.arraycopy(input.bytes(), position(), target, offset, count);
    input.use(count << 3);
    storedLeft -= count;
    if (storedLeft == 0) {
      state = State.BLOCK;
    } else if (count == left) {
      throw BitInput.breaksOff();
    }
    return offset + count;
  }

  /** Writes what an earlier target had no room for. */
  private int owed(byte[] target, int offset, int limit) {
    int o = offset;
    if (owedLiteral >= 0 && o < limit) {
      target[o++] = (byte) owedLiteral;
      owedLiteral = -1;
    }
    return owedLength > 0 ? match(target, o, limit, owedLength, owedDistance) : o;
  }

  /**
   * While there is enough of the input and the target that nothing needs to be asked.
   *
   * <p>The next bits are kept: {@code ready} of them, and above those the input's next or zeros. So
   * what is loaded does not wait for what the bits before it mean. Filled up they are enough for
   * three looks at literals (33) and a length (20), or for a distance (28).
   */
  private int fast(byte[] target, int offset, int limit, int first) throws ZipException {
    int[] entries = codes.entries();
    byte[] in = input.bytes();
    int at = (int) (input.position() >>> 3);
    int atMax = (int) (input.end() >>> 3) - INPUT_SLACK;
    int offsetMax = limit - OUTPUT_SLACK;
    int o = offset;
    if (at > atMax) {
      return o;
    }
    int ready = FILLED - ((int) input.position() & 7);
    long bits = ((long) LONG.get(in, at) & ((1L << FILLED) - 1)) >>> (FILLED - ready);
    at += FILLED >>> 3;
    while (at <= atMax && o <= offsetMax) {
      bits |= (long) LONG.get(in, at) << ready;
      at += (63 - ready) >>> 3;
      ready |= FILLED;
      int entry = entries[(int) bits & LITERAL_MASK];
      if (entry < 0) {
        o = literals(target, o, entry);
        ready -= entry & USED_MASK;
        bits >>>= entry;
        entry = entries[(int) bits & LITERAL_MASK];
        if (entry < 0) {
          o = literals(target, o, entry);
          ready -= entry & USED_MASK;
          bits >>>= entry;
          entry = entries[(int) bits & LITERAL_MASK];
          if (entry < 0) {
            o = literals(target, o, entry);
            ready -= entry & USED_MASK;
            bits >>>= entry;
            continue;
          }
        }
      }
      if ((entry & SPECIAL) != 0) {
        int rest = (int) (bits >>> LITERAL_FIRST_BITS);
        entry = PrefixCode.isLink(entry) ? PrefixCode.follow(entries, entry, rest) : entry;
        if (entry >= 0 && (entry & SPECIAL) != 0) {
          break; // for the slow loop to say what it is
        }
        bits >>>= LITERAL_FIRST_BITS;
        ready -= LITERAL_FIRST_BITS;
        if (entry < 0) {
          o = literals(target, o, entry);
          ready -= entry & USED_MASK;
          bits >>>= entry;
          continue;
        }
      }
      int length = number(entry, bits);
      ready -= entry & USED_MASK;
      bits = (bits >>> entry) | (long) LONG.get(in, at) << ready;
      at += (63 - ready) >>> 3;
      ready |= FILLED;
      entry = entries[DISTANCE_START + ((int) bits & DISTANCE_MASK)];
      if ((entry & SPECIAL) != 0 && PrefixCode.isLink(entry)) {
        bits >>>= DISTANCE_FIRST_BITS;
        ready -= DISTANCE_FIRST_BITS;
        entry = PrefixCode.follow(entries, entry, (int) bits);
      }
      int distance = distance(entry, bits, o - first);
      ready -= entry & USED_MASK;
      bits >>>= entry;
      o = copied(target, o, length, distance);
    }
    input.position(((long) at << 3) - ready);
    return o;
  }

  /** Writes one literal or two, and in any case two bytes. */
  private static int literals(byte[] target, int offset, int entry) {
    SHORT.set(target, offset, (short) (entry >>> CODE_SHIFT));
    return offset + 1 + ((entry >>> SECOND_SHIFT) & 1);
  }

  private static int distance(int entry, long bits, int distanceMax) throws ZipException {
    if ((entry & SPECIAL) != 0) {
      throw new ZipException("a distance has a code that there is not");
    }
    int distance = number(entry, bits);
    if (distance > distanceMax) {
      throw new ZipException("a match points before the beginning");
    }
    return distance;
  }

  /** A length or distance: its base and what the bits behind its code say. */
  private static int number(int entry, long bits) {
    return (entry >>> VALUE_SHIFT) + ((int) (bits & ~(-1L << entry)) >>> (entry >>> CODE_SHIFT));
  }

  /** Copies a match, and of a short one what lies behind it too. @return where it ends */
  private static int copied(byte[] target, int offset, int length, int distance) {
    if (length <= SHORT_MATCH && distance >= Long.BYTES) {
      copyShort(target, offset - distance, offset);
    } else {
      copy(target, offset - distance, offset, length);
    }
    return offset + length;
  }

  /** A match of at most {@link #SHORT_MATCH}, with what lies behind it. */
  private static void copyShort(byte[] target, int from, int to) {
    LONG.set(target, to, (long) LONG.get(target, from));
    LONG.set(target, to + 8, (long) LONG.get(target, from + 8));
    LONG.set(target, to + 16, (long) LONG.get(target, from + 16));
    LONG.set(target, to + 24, (long) LONG.get(target, from + 24));
    LONG.set(target, to + 32, (long) LONG.get(target, from + 32));
  }

  /** A match that may point into itself: then what lies between is written again and again. */
  private static void copy(byte[] target, int from, int to, int length) {
    int distance = to - from;
    if (distance >= length) {
      System.arraycopy(target, from, target, to, length);
    } else if (distance == 1) {
      Arrays.fill(target, to, to + length, target[from]);
    } else {
      for (int i = 0; i < length; i++) {
        target[to + i] = target[from + i];
      }
    }
  }

  /** One symbol after the other, near the end of the input or the target. */
  private int slow(byte[] target, int offset, int limit, int first) throws ZipException {
    int o = offset;
    while (o < limit && state == State.CODES) {
      int entry = next(codes.literals(), LITERAL_FIRST_BITS);
      if (entry < 0) {
        input.use(entry & USED_MASK);
        target[o++] = (byte) (entry >>> CODE_SHIFT);
        if (((entry >>> SECOND_SHIFT) & 1) != 0) {
          owedLiteral = (entry >>> VALUE_SHIFT) & 0xff;
          o = owed(target, o, limit);
        }
      } else if ((entry & SPECIAL) != 0) {
        input.use(entry & USED_MASK);
        endOfBlock(entry);
      } else {
        int length = number(entry, input.peek());
        input.use(entry & USED_MASK);
        entry = next(codes.distances(), DISTANCE_FIRST_BITS);
        int distance = distance(entry, input.peek(), o - first);
        input.use(entry & USED_MASK);
        o = match(target, o, limit, length, distance);
      }
    }
    return o;
  }

  /** What the next bits mean by this code; where that is in its second part, goes there. */
  private int next(PrefixCode code, int firstBits) throws ZipException {
    int entry = code.look(input.peek());
    if (PrefixCode.isLink(entry)) {
      input.use(firstBits);
      return PrefixCode.follow(codes.entries(), entry, (int) input.peek());
    }
    return entry;
  }

  private int match(byte[] target, int offset, int limit, int length, int distance) {
    int count = Math.min(length, limit - offset);
    owedLength = length - count;
    owedDistance = distance;
    copy(target, offset - distance, offset, count);
    return offset + count;
  }

  private void endOfBlock(int entry) throws ZipException {
    if ((entry & PrefixCode.END_BIT) == 0) {
      throw new ZipException("a literal or length has a code that there is not");
    }
    state = State.BLOCK;
  }
}

package io.spanweir.core.inflate;

import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * The two codes of a block: literals with lengths, and distances (RFC 1951 §3.2.5 to §3.2.7).
 * Reusable; not thread safe but for {@link #FIXED}.
 */
final class BlockCodes {
  static final int LITERAL_FIRST_BITS = 11;
  static final int DISTANCE_FIRST_BITS = 8;

  /** Where the second table begins, behind all that the first can come to. */
  static final int DISTANCE_START = 2342;

  private static final int DISTANCE_ENTRIES_MAX = 402;
  private static final int LENGTH_CODE_BITS_MAX = 7;

  private static final int END_SYMBOL = 256;
  private static final int FIXED_LITERALS = 288;
  private static final int FIXED_DISTANCES = 32;
  private static final int LITERALS_MAX = 286;
  private static final int DISTANCES_MAX = 30;
  private static final int LENGTHS = 29;
  private static final int LENGTH_MIN = 3;
  private static final int LENGTH_MAX = 258;

  /** In which order the lengths of the lengths' own codes come. */
  private static final byte[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final int REPEAT_LAST = 16;
  private static final int REPEAT_ZERO = 17;

  /** That of blocks which bring none. */
  static final BlockCodes FIXED = fixed();

  private final int[] entries = new int[DISTANCE_START + DISTANCE_ENTRIES_MAX];
  private final PrefixCode literals =
      new PrefixCode(LITERAL_FIRST_BITS, entries, 0, literalSymbols());
  private final PrefixCode distances =
      new PrefixCode(DISTANCE_FIRST_BITS, entries, DISTANCE_START, distanceSymbols());
  private final PrefixCode lengthCode =
      new PrefixCode(
          LENGTH_CODE_BITS_MAX, new int[1 << LENGTH_CODE_BITS_MAX], 0, plainSymbols(ORDER.length));
  private final byte[] lengths = new byte[FIXED_LITERALS + FIXED_DISTANCES];

  /** Both tables: that of literals, and from {@link #DISTANCE_START} on that of distances. */
  int[] entries() {
    return entries;
  }

  PrefixCode literals() {
    return literals;
  }

  PrefixCode distances() {
    return distances;
  }

  /** Reads what a block says of its codes. */
  void read(BitInput input) throws ZipException {
    int literalCount = input.take(5) + 257;
    int distanceCount = input.take(5) + 1;
    int lengthCodes = input.take(4) + 4;
    if (literalCount > LITERALS_MAX || distanceCount > DISTANCES_MAX) {
      throw new ZipException("a block has too many codes");
    }
    Arrays.fill(lengths, 0, ORDER.length, (byte) 0);
    for (int i = 0; i < lengthCodes; i++) {
      lengths[ORDER[i]] = (byte) input.take(3);
    }
    lengthCode.make(lengths, 0, ORDER.length, false, "lengths of codes");
    readLengths(input, literalCount + distanceCount);
    if (lengths[END_SYMBOL] == 0) {
      throw new ZipException("a block has no code for its end");
    }
    literals.make(lengths, 0, literalCount, true, "literals");
    distances.make(lengths, literalCount, distanceCount, true, "distances");
    literals.pair();
  }

  private void readLengths(BitInput input, int total) throws ZipException {
    for (int i = 0; i < total; ) {
      int entry = lengthCode.look(input.peek());
      if ((entry & PrefixCode.SPECIAL) != 0) {
        throw new ZipException("the length of a code has a code that there is not");
      }
      input.use(entry & PrefixCode.USED_MASK);
      int symbol = entry >>> PrefixCode.VALUE_SHIFT;
      if (symbol < REPEAT_LAST) {
        lengths[i++] = (byte) symbol;
        continue;
      }
      byte value = 0;
      int times;
      if (symbol == REPEAT_LAST) {
        if (i == 0) {
          throw new ZipException("a block repeats a length before the first");
        }
        value = lengths[i - 1];
        times = 3 + input.take(2);
      } else {
        times = symbol == REPEAT_ZERO ? 3 + input.take(3) : 11 + input.take(7);
      }
      if (times > total - i) {
        throw new ZipException("a block repeats a length too often");
      }
      Arrays.fill(lengths, i, i + times, value);
      i += times;
    }
  }

  private static BlockCodes fixed() {
    BlockCodes codes = new BlockCodes();
    Arrays.fill(codes.lengths, 0, 144, (byte) 8);
    Arrays.fill(codes.lengths, 144, 256, (byte) 9);
    Arrays.fill(codes.lengths, 256, 280, (byte) 7);
    Arrays.fill(codes.lengths, 280, FIXED_LITERALS, (byte) 8);
    Arrays.fill(codes.lengths, FIXED_LITERALS, FIXED_LITERALS + FIXED_DISTANCES, (byte) 5);
    try {
      codes.literals.make(codes.lengths, 0, FIXED_LITERALS, true, "literals");
      codes.distances.make(codes.lengths, FIXED_LITERALS, FIXED_DISTANCES, true, "distances");
    } catch (ZipException e) {
      throw new AssertionError(e);
    }
    codes.literals.pair();
    return codes;
  }

  private static int[] literalSymbols() {
    int[] symbols = new int[FIXED_LITERALS];
    Arrays.fill(symbols, PrefixCode.INVALID);
    for (int value = 0; value < END_SYMBOL; value++) {
      symbols[value] = PrefixCode.literal(value);
    }
    symbols[END_SYMBOL] = PrefixCode.END_OF_BLOCK;
    int base = LENGTH_MIN;
    for (int i = 0; i < LENGTHS - 1; i++) {
      int extraBits = i < 8 ? 0 : i / 4 - 1;
      symbols[END_SYMBOL + 1 + i] = PrefixCode.number(base, extraBits);
      base += 1 << extraBits;
    }
    symbols[END_SYMBOL + LENGTHS] = PrefixCode.number(LENGTH_MAX, 0);
    return symbols;
  }

  private static int[] distanceSymbols() {
    int[] symbols = new int[FIXED_DISTANCES];
    Arrays.fill(symbols, PrefixCode.INVALID);
    int base = 1;
    for (int i = 0; i < DISTANCES_MAX; i++) {
      int extraBits = i < 4 ? 0 : i / 2 - 1;
      symbols[i] = PrefixCode.number(base, extraBits);
      base += 1 << extraBits;
    }
    return symbols;
  }

  private static int[] plainSymbols(int count) {
    int[] symbols = new int[count];
    Arrays.setAll(symbols, i -> PrefixCode.number(i, 0));
    return symbols;
  }
}

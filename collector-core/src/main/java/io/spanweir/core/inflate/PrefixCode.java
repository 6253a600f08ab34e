package io.spanweir.core.inflate;

import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * The table of one prefix code (RFC 1951 §3.2.2): what the next bits mean is one look into it, two
 * for codes that are longer than its first part is wide. Reusable; not thread safe.
 *
 * <p>An entry is an int, laid out for {@link Inflate}'s loop:
 *
 * <ul>
 *   <li>bits 0 to 5: how many bits it uses up, those that follow the code included
 *   <li>a literal: bit 31 is set, bits 8 to 15 are the byte; with bit 30 two bytes are known at
 *       once, and bits 16 to 23 are the second
 *   <li>a length or distance: bits 8 to 11 are how many of its bits are the code, those from 16 on
 *       what the bits that follow are added to
 *   <li>anything else has bit 15: {@link #INVALID}, {@link #END_OF_BLOCK}, or the way to the second
 *       part, which begins at the entry that bits 16 to 29 name and is bits 8 to 11 wide
 * </ul>
 */
final class PrefixCode {
  static final int CODE_BITS_MAX = 15;
  static final int LITERAL = 1 << 31;
  static final int SECOND_SHIFT = 30;
  static final int SPECIAL = 1 << 15;
  static final int INVALID_BIT = 1 << 12;
  static final int END_BIT = 1 << 13;
  static final int INVALID = SPECIAL | INVALID_BIT;
  static final int END_OF_BLOCK = SPECIAL | END_BIT;
  static final int VALUE_SHIFT = 16;
  static final int CODE_SHIFT = 8;
  static final int CODE_MASK = 15;
  static final int USED_MASK = 63;

  private final int firstBits;
  private final int[] symbols;
  private final int[] entries;
  private final int start;
  private final int[] counts = new int[CODE_BITS_MAX + 1];
  private final int[] offsets = new int[CODE_BITS_MAX + 2];
  private final int[] sorted;

  /** Of the symbols as they are sorted, the code of each that is in the first part, reversed. */
  private final int[] codes;

  /** How many these are. */
  private int placed;

  /** The code after theirs. */
  private int codeOfParts;

  /**
   * @param entries the table, from {@code start} on, which may be one of several in an array; as
   *     long as both parts can come to, which zlib's program "enough" counts
   * @param symbols what each symbol means, as an entry without its code: {@link #literal}, {@link
   *     #number}, {@link #END_OF_BLOCK} or {@link #INVALID}
   */
  PrefixCode(int firstBits, int[] entries, int start, int[] symbols) {
    this.firstBits = firstBits;
    this.symbols = symbols;
    this.entries = entries;
    this.start = start;
    this.sorted = new int[symbols.length];
    this.codes = new int[symbols.length];
  }

  static int literal(int value) {
    return LITERAL | (value << CODE_SHIFT);
  }

  /** A length or distance: a base, and how many bits follow the code that are added to it. */
  static int number(int base, int extraBits) {
    return (base << VALUE_SHIFT) | extraBits;
  }

  /** What the next bits mean by the first part. */
  int look(long bits) {
    return entries[start + ((int) bits & ((1 << firstBits) - 1))];
  }

  /** Whether an entry leads to the second part. */
  static boolean isLink(int entry) {
    return (entry & (LITERAL | SPECIAL | INVALID_BIT | END_BIT)) == SPECIAL;
  }

  /** The entry of the second part that a link and the bits behind the first part's lead to. */
  static int follow(int[] entries, int link, int rest) {
    int width = (link >>> CODE_SHIFT) & CODE_MASK;
    return entries[(link >>> VALUE_SHIFT) + (rest & ((1 << width) - 1))];
  }

  /**
   * Makes the table for these lengths. Too many codes are refused, and too few; none at all is
   * taken, and what no code leads to is {@link #INVALID}.
   *
   * @param lengths the bits of each symbol's code from {@code from} on, 0 for none
   * @param mayBeOne whether a single code of one bit is enough, as zlib has it for all but the code
   *     of the lengths themselves
   * @param name of what the codes are for, for a person
   */
  void make(byte[] lengths, int from, int count, boolean mayBeOne, String name)
      throws ZipException {
    Arrays.fill(counts, 0);
    for (int i = 0; i < count; i++) {
      counts[lengths[from + i]]++;
    }
    int longest = CODE_BITS_MAX;
    while (longest > 0 && counts[longest] == 0) {
      longest--;
    }
    int left = 1;
    for (int bits = 1; bits <= CODE_BITS_MAX; bits++) {
      left = (left << 1) - counts[bits];
      if (left < 0) {
        throw new ZipException("its " + name + " have too many codes");
      }
    }
    if (left > 0 && longest > (mayBeOne ? 1 : 0)) {
      throw new ZipException("its " + name + " have too few codes");
    }
    sort(lengths, from, count);
    fill();
    fillParts(count - counts[0], longest);
  }

  private void sort(byte[] lengths, int from, int count) {
    offsets[1] = 0;
    for (int bits = 1; bits <= CODE_BITS_MAX; bits++) {
      offsets[bits + 1] = offsets[bits] + counts[bits];
    }
    for (int symbol = 0; symbol < count; symbol++) {
      int bits = lengths[from + symbol];
      if (bits != 0) {
        sorted[offsets[bits]++] = symbol;
      }
    }
  }

  /**
   * Gives each symbol that the first part has room for all entries whose low bits are its code,
   * reversed. The table of codes of up to so many bits is that of shorter ones twice, and what is
   * new.
   */
  private void fill() {
    int code = 0;
    placed = 0;
    entries[start] = INVALID;
    for (int bits = 1; bits <= firstBits; bits++) {
      int half = 1 << (bits - 1);
      System.arraycopy(entries, start, entries, start + half, half);
      for (int n = counts[bits]; n > 0; n--) {
        codes[placed] = code;
        entries[start + code] = entry(symbols[sorted[placed]], bits);
        placed++;
        code = next(code, bits);
      }
    }
    codeOfParts = code;
  }

  /** The same for longer ones, in the order of codes, in second parts. */
  private void fillParts(int count, int longest) {
    int code = codeOfParts;
    int bits = firstBits;
    int ofThisLength = 0;
    int free = start + (1 << firstBits);
    int part = 0;
    int partBits = 0;
    int partPrefix = -1;
    for (int i = placed; i < count; i++) {
      while (ofThisLength == 0) {
        bits++;
        ofThisLength = counts[bits];
      }
      int prefix = code & ((1 << firstBits) - 1);
      if (prefix != partPrefix) {
        partPrefix = prefix;
        part = free;
        partBits = partBits(bits, ofThisLength, longest);
        free += 1 << partBits;
        entries[start + prefix] =
            SPECIAL | (part << VALUE_SHIFT) | (partBits << CODE_SHIFT) | firstBits;
      }
      int entry = entry(symbols[sorted[i]], bits - firstBits);
      spread(entry, bits - firstBits, code >>> firstBits, part, partBits);
      ofThisLength--;
      code = next(code, bits);
    }
  }

  /** What a symbol means when its code has so many bits. */
  private static int entry(int symbol, int codeBits) {
    return (symbol & (LITERAL | SPECIAL)) == 0
        ? (symbol + codeBits) | (codeBits << CODE_SHIFT)
        : symbol | codeBits;
  }

  private void spread(int entry, int codeBits, int code, int from, int width) {
    for (int i = code; i < 1 << width; i += 1 << codeBits) {
      entries[from + i] = entry;
    }
  }

  /** The code after this one, both with their first bit lowest: adds one from the other end. */
  private static int next(int code, int bits) {
    int bit = 1 << (bits - 1);
    int rest = code;
    while ((rest & bit) != 0) {
      rest ^= bit;
      bit >>>= 1;
    }
    return rest | bit;
  }

  /** How wide a second part must be that begins with a code of so many bits. */
  private int partBits(int bits, int ofThisLength, int longest) {
    int width = bits - firstBits;
    int left = (1 << width) - ofThisLength;
    while (left > 0 && width + firstBits < longest) {
      width++;
      left = (left << 1) - counts[width + firstBits];
    }
    return width;
  }

  /** Where two literals fit into the first part's bits, has it know both at once. */
  void pair() {
    for (int i = 0, bits = 0, left = 0; i < placed; i++, left--) {
      for (; left == 0; left = counts[bits]) {
        bits++;
      }
      int symbol = symbols[sorted[i]];
      if (symbol < 0 && !pair(symbol, codes[i], bits)) {
        return;
      }
    }
  }

  /** Has it know what follows a literal. @return false if nothing is short enough to */
  private boolean pair(int first, int firstCode, int firstUsed) {
    boolean any = false;
    for (int i = 0, bits = 0, left = 0; i < placed; i++, left--) {
      for (; left == 0; left = counts[bits]) {
        bits++;
      }
      int used = firstUsed + bits;
      if (used > firstBits) {
        return any;
      }
      int second = symbols[sorted[i]];
      if (second < 0) {
        int entry =
            (first | used)
                | (((second >>> CODE_SHIFT) & 0xff) << VALUE_SHIFT)
                | (1 << SECOND_SHIFT);
        spread(entry, used, firstCode | (codes[i] << firstUsed), start, firstBits);
        any = true;
      }
    }
    return any;
  }
}

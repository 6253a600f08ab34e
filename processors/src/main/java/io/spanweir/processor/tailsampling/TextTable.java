package io.spanweir.processor.tailsampling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Numbers for texts, found by their UTF-8 bytes where they lie. Made once, then read by any thread;
 * a text costs its bytes and 12 to 20 more, so that a list of a million users is no burden.
 */
final class TextTable {
  /** Not in the table. */
  static final int NONE = -1;

  static final TextTable EMPTY = new TextTable(List.of());

  private final byte[] texts;
  private final int[] starts;
  private final int[] slots;
  private final int mask;
  private int longest;
  private int size;

  /** Numbers the distinct ones of some texts in the order they come; empty ones are left out. */
  TextTable(Collection<String> words) {
    this(
        words.stream().map(w -> w.getBytes(StandardCharsets.UTF_8)).toList(),
        words.stream().mapToInt(w -> w.getBytes(StandardCharsets.UTF_8).length).sum());
  }

  private TextTable(Collection<byte[]> words, int bytes) {
    this(words.size(), bytes);
    words.forEach(word -> add(word, 0, word.length));
  }

  /** The lines of a file; what is blank before and behind them is none of theirs. */
  static TextTable ofLines(byte[] lines) {
    int count = 1;
    for (byte b : lines) {
      count += b == '\n' ? 1 : 0;
    }
    TextTable table = new TextTable(count, lines.length);
    for (int from = 0; from < lines.length; ) {
      int end = from;
      while (end < lines.length && lines[end] != '\n') {
        end++;
      }
      int first = from;
      int last = end;
      while (first < last && isBlank(lines[first])) {
        first++;
      }
      while (last > first && isBlank(lines[last - 1])) {
        last--;
      }
      table.add(lines, first, last);
      from = end + 1;
    }
    return table;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private TextTable(int countMax, int bytesMax) {
    texts = new byte[bytesMax];
    starts = new int[countMax + 1];
    int room = Integer.highestOneBit(Math.max(2, countMax)) * 4;
    slots = new int[room];
    mask = room - 1;
  }

  private void add(byte[] bytes, int from, int to) {
    if (to == from || find(bytes, from, to) != NONE) {
      return;
    }
    System.arraycopy(bytes, from, texts, starts[size], to - from);
    longest = Math.max(longest, to - from);
    int slot = hash(bytes, from, to) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    size++;
    slots[slot] = size;
    starts[size] = starts[size - 1] + to - from;
  }

  /** How many different texts there are. */
  int size() {
    return size;
  }

  /** The number of a text, from 0 on, or {@link #NONE}. */
  int find(byte[] bytes, int from, int to) {
    if (to - from > longest) {
      return NONE;
    }
    for (int slot = hash(bytes, from, to) & mask; ; slot = (slot + 1) & mask) {
      int number = slots[slot] - 1;
      if (number < 0) {
        return NONE;
      }
      if (Arrays.equals(texts, starts[number], starts[number + 1], bytes, from, to)) {
        return number;
      }
    }
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int at = from; at < to; at++) {
      hash = hash * 31 + bytes[at];
    }
    return (hash * 0x9E3779B9) >>> 7;
  }
}

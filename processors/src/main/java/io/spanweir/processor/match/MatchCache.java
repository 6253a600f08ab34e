package io.spanweir.processor.match;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one of some expressions is found in a text, remembered for the texts that came last: four
 * to a set, the one used longest ago gives way. A text whose answer is remembered costs no memory;
 * one that is new costs a copy, and time that grows with it, so of a very long one only the
 * beginning is looked at. Single-threaded.
 */
public final class MatchCache {
  /** Bytes of a value that are looked at. */
  public static final int LOOKED_AT_MAX = 16 << 10;

  /** Longer texts come too rarely twice to be worth remembering. */
  private static final int REMEMBERED_BYTES_MAX = 512;

  private static final int ENTRIES_MAX = 1 << 16;
  private static final int WAYS = 4;

  private final Pattern[] patterns;
  private final byte[] @Nullable [] texts;
  private final boolean[] found;
  private final int[] used;
  private final int setMask;
  private int useClock;

  /**
   * @param expressions that {@link Expressions} let pass
   * @param cacheSize how many texts are remembered; 65,536 at most
   */
  public MatchCache(List<String> expressions, int cacheSize) {
    patterns = expressions.stream().map(Pattern::compile).toArray(Pattern[]::new);
    int wanted = Math.min(ENTRIES_MAX, Math.max(WAYS, cacheSize));
    int entries = Integer.highestOneBit(wanted - 1) * 2;
    texts = new byte[entries][];
    found = new boolean[entries];
    used = new int[entries];
    setMask = entries / WAYS - 1;
  }

  /** Whether an expression is found. */
  public boolean find(byte[] bytes, int from, int to) {
    if (to - from > REMEMBERED_BYTES_MAX) {
      int end = Math.min(to, from + LOOKED_AT_MAX);
      return match(Arrays.copyOfRange(bytes, from, end));
    }
    int first = (hash(bytes, from, to) & setMask) * WAYS;
    int oldest = first;
    for (int at = first; at < first + WAYS; at++) {
      byte[] text = texts[at];
      if (text == null) {
        oldest = at;
        break;
      }
      if (Arrays.equals(text, 0, text.length, bytes, from, to)) {
        used[at] = ++useClock;
        return found[at];
      }
      if (useClock - used[at] > useClock - used[oldest]) {
        oldest = at;
      }
    }
    byte[] text = Arrays.copyOfRange(bytes, from, to);
    texts[oldest] = text;
    used[oldest] = ++useClock;
    found[oldest] = match(text);
    return found[oldest];
  }

  private boolean match(byte[] text) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(text).find()) {
        return true;
      }
    }
    return false;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int at = from; at < to; at++) {
      hash = hash * 31 + bytes[at];
    }
    return (hash * 0x9E3779B9) >>> 12;
  }
}

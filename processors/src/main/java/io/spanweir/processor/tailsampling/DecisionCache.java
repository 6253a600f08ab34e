package io.spanweir.processor.tailsampling;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how recent traces were decided, so that spans that come late follow: set-associative,
 * 24 bytes a trace (the whole id, the policy, the moment), four to a set, the one used longest ago
 * gives way. Memory is taken page by page as sets are first used, and never more. Single-threaded.
 */
final class DecisionCache {
  /** Not remembered. */
  static final int UNKNOWN = -1;

  private static final int WAYS = 4;
  private static final int ENTRY_BYTES = 24;
  private static final int SET_BYTES = WAYS * ENTRY_BYTES;
  private static final int SETS_PER_PAGE = 2048;
  private static final int POLICY = 16;
  private static final int USED = 20;

  private final @Nullable ByteBuffer[] pages;
  private final int setMask;
  private int useClock;

  /**
   * @param entries how many traces to remember; rounded up to a power of two, 0 for none
   */
  DecisionCache(long entries) {
    int sets = entries <= 0 ? 0 : 1;
    while ((long) sets * WAYS < entries && sets < 1 << 26) {
      sets *= 2;
    }
    setMask = sets - 1;
    pages = new ByteBuffer[(sets + SETS_PER_PAGE - 1) / SETS_PER_PAGE];
  }

  /** The policy it was decided by, or {@link #UNKNOWN}. */
  int find(int hash, long idHigh, long idLow) {
    if (setMask < 0) {
      return UNKNOWN;
    }
    int set = hash & setMask;
    ByteBuffer page = pages[set / SETS_PER_PAGE];
    if (page == null) {
      return UNKNOWN;
    }
    int at = set % SETS_PER_PAGE * SET_BYTES;
    for (int way = 0; way < WAYS; way++, at += ENTRY_BYTES) {
      if (page.getLong(at + 8) == idLow && page.getLong(at) == idHigh) {
        page.putInt(at + USED, ++useClock);
        return page.getInt(at + POLICY);
      }
    }
    return UNKNOWN;
  }

  /** Reads where a trace is remembered: its set lies across two cache lines. */
  long touch(int hash) {
    int set = hash & setMask;
    ByteBuffer page = setMask < 0 ? null : pages[set / SETS_PER_PAGE];
    int at = set % SETS_PER_PAGE * SET_BYTES;
    return page == null ? 0 : page.getLong(at) + page.getLong(at + SET_BYTES - Long.BYTES);
  }

  /** Remembers a trace. */
  void put(int hash, long idHigh, long idLow, int policy) {
    if (setMask < 0) {
      return;
    }
    int set = hash & setMask;
    ByteBuffer page = pages[set / SETS_PER_PAGE];
    if (page == null) {
      int sets = Math.min(SETS_PER_PAGE, setMask + 1);
      page = ByteBuffer.allocateDirect(sets * SET_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      pages[set / SETS_PER_PAGE] = page;
    }
    int at = victim(page, set % SETS_PER_PAGE * SET_BYTES, idHigh, idLow);
    page.putLong(at, idHigh);
    page.putLong(at + 8, idLow);
    page.putInt(at + POLICY, policy);
    page.putInt(at + USED, ++useClock);
  }

  /**
   * The entry of the same id, else an empty one, else the one used longest ago; an all-zero id is
   * an empty entry.
   */
  private int victim(ByteBuffer page, int setAt, long idHigh, long idLow) {
    int oldest = setAt;
    int oldestAge = -1;
    for (int way = 0, at = setAt; way < WAYS; way++, at += ENTRY_BYTES) {
      long low = page.getLong(at + 8);
      long high = page.getLong(at);
      if (low == idLow && high == idHigh) {
        return at;
      }
      int age =
          (low | high) == 0
              ? Integer.MAX_VALUE
              : (useClock - page.getInt(at + USED)) & Integer.MAX_VALUE;
      if (age > oldestAge) {
        oldest = at;
        oldestAge = age;
      }
    }
    return oldest;
  }
}

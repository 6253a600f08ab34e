package io.spanweir.processor.tailsampling;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how recent traces were decided, so that spans that come late follow: set-associative,
 * 24 bytes a trace (the whole id, the decision, the moment), four to a set, the one used longest
 * ago gives way. Memory is taken page by page as sets are first used, and never more.
 * Single-threaded.
 *
 * <p>A page has the tags of its sets first, a byte of each trace's hash, then the ids, then the
 * rest: that a trace is not remembered, which is what nearly all lookups find out, shows in the
 * four bytes of tags, and those of a million traces fit the processor's cache.
 */
final class DecisionCache {
  /** Not remembered. */
  static final int UNKNOWN = -1;

  private static final int WAYS = 4;
  private static final int TAGS_BYTES = WAYS;
  private static final int TAG_SHIFT = 24;
  private static final int ID_BYTES = 16;
  private static final int IDS_BYTES = WAYS * ID_BYTES;
  private static final int REST_BYTES = 8;
  private static final int SETS_PER_PAGE = 2048;
  private static final int IDS = SETS_PER_PAGE * TAGS_BYTES;
  private static final int REST = IDS + SETS_PER_PAGE * IDS_BYTES;
  private static final int PAGE_BYTES = REST + SETS_PER_PAGE * WAYS * REST_BYTES;
  private static final int DECISION = 0;
  private static final int USED = 4;

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

  /** What was put with it, or {@link #UNKNOWN}. */
  int find(int hash, long idHigh, long idLow) {
    if (setMask < 0) {
      return UNKNOWN;
    }
    int set = hash & setMask;
    ByteBuffer page = pages[set / SETS_PER_PAGE];
    if (page == null) {
      return UNKNOWN;
    }
    if (!hasTag(page.getInt(set % SETS_PER_PAGE * TAGS_BYTES), hash)) {
      return UNKNOWN;
    }
    int ids = ids(set);
    for (int at = ids; at < ids + IDS_BYTES; at += ID_BYTES) {
      if (page.getLong(at + 8) == idLow && page.getLong(at) == idHigh) {
        page.putInt(rest(at) + USED, ++useClock);
        return page.getInt(rest(at) + DECISION);
      }
    }
    return UNKNOWN;
  }

  /** Whether one of four tags is the hash's, which a zero byte shows. */
  private static boolean hasTag(int tags, int hash) {
    int unlike = tags ^ (hash >>> TAG_SHIFT) * 0x01010101;
    return ((unlike - 0x01010101) & ~unlike & 0x80808080) != 0;
  }

  private static int ids(int set) {
    return IDS + set % SETS_PER_PAGE * IDS_BYTES;
  }

  /** Where the rest is of the entry whose id is at {@code at}. */
  private static int rest(int at) {
    return REST + (at - IDS) / ID_BYTES * REST_BYTES;
  }

  /** Reads where a trace is remembered. */
  long touch(int hash) {
    int set = hash & setMask;
    ByteBuffer page = setMask < 0 ? null : pages[set / SETS_PER_PAGE];
    int at = ids(set);
    return page == null ? 0 : page.getLong(at) + page.getLong(rest(at));
  }

  /** Remembers a trace, and of its decision a number that is not negative. */
  void put(int hash, long idHigh, long idLow, int decision) {
    if (setMask < 0) {
      return;
    }
    int set = hash & setMask;
    ByteBuffer page = pages[set / SETS_PER_PAGE];
    if (page == null) {
      page =
          ByteBuffer.allocateDirect(PAGE_BYTES + IDS_BYTES)
              .alignedSlice(IDS_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      pages[set / SETS_PER_PAGE] = page;
    }
    int ids = ids(set);
    int at = victim(page, ids, idHigh, idLow);
    page.put(set % SETS_PER_PAGE * TAGS_BYTES + (at - ids) / ID_BYTES, (byte) (hash >>> TAG_SHIFT));
    page.putLong(at, idHigh);
    page.putLong(at + 8, idLow);
    page.putInt(rest(at) + DECISION, decision);
    page.putInt(rest(at) + USED, ++useClock);
  }

  /**
   * The entry of the same id, else an empty one, else the one used longest ago; an all-zero id is
   * an empty entry.
   */
  private int victim(ByteBuffer page, int ids, long idHigh, long idLow) {
    int oldest = ids;
    int oldestAge = -1;
    for (int at = ids; at < ids + IDS_BYTES; at += ID_BYTES) {
      long low = page.getLong(at + 8);
      long high = page.getLong(at);
      if (low == idLow && high == idHigh) {
        return at;
      }
      int age =
          (low | high) == 0
              ? Integer.MAX_VALUE
              : (useClock - page.getInt(rest(at) + USED)) & Integer.MAX_VALUE;
      if (age > oldestAge) {
        oldest = at;
        oldestAge = age;
      }
    }
    return oldest;
  }
}

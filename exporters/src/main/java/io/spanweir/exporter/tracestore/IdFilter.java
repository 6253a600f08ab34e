package io.spanweir.exporter.tracestore;

import java.util.ArrayList;
import java.util.List;

/**
 * Says of a trace that a slice doesn't have it, nearly always when it hasn't: so a trace's earlier
 * parts are looked for in few slices, and a new trace's in none. A row of Bloom filters, each for
 * so many ids as two bytes apiece allow. One thread adds, any thread asks.
 */
final class IdFilter {
  private static final int IDS = 1 << 17;
  private static final int WORDS = IDS * 16 / Long.SIZE;
  private static final int BIT_SHIFT = Long.numberOfLeadingZeros(IDS * 16L) + 1;
  private static final int PROBES = 6;
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private volatile List<long[]> filters = List.of();
  private int room;

  void add(long idLow) {
    if (room == 0) {
      List<long[]> more = new ArrayList<>(filters);
      more.add(new long[WORDS]);
      filters = List.copyOf(more);
      room = IDS;
    }
    room--;
    long[] bits = filters.get(filters.size() - 1);
    long hash = idLow * SPREAD;
    long step = hash >>> 32 | 1;
    for (int i = 0; i < PROBES; i++, hash += step) {
      int bit = bit(hash);
      bits[bit >>> 6] |= 1L << bit;
    }
  }

  /** Bits are seen as of the last time the asker learnt of what was added, which is what counts. */
  boolean mightHave(long idLow) {
    for (long[] bits : filters) {
      if (mightHave(bits, idLow)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mightHave(long[] bits, long idLow) {
    long hash = idLow * SPREAD;
    long step = hash >>> 32 | 1;
    for (int i = 0; i < PROBES; i++, hash += step) {
      int bit = bit(hash);
      if ((bits[bit >>> 6] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(long hash) {
    return (int) (((hash ^ (hash >>> 31)) * SPREAD) >>> BIT_SHIFT);
  }

  long bytes() {
    return (long) filters.size() * WORDS * Long.BYTES;
  }
}

package io.spanweir.exporter.tracestore;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;

/**
 * Says of a trace that a segment doesn't have it, nearly always when it hasn't: so the parts of a
 * trace are looked for in the few segments that have some, and those of a new trace in none. A
 * Bloom filter of two bytes a part, made from the segment and kept in memory alone; until it is
 * made the segment might have any. One thread makes it, any thread asks.
 */
final class IdFilter {
  private static final int BITS_PER_PART = 16;
  private static final int PROBES = 6;
  private static final long INT = 0xffff_ffffL;

  /** What is left of 32 bits when a word has 64. */
  private static final int BIT_SHIFT = 26;

  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private volatile long @Nullable [] filter;

  /** Whether it knows its segment. */
  boolean isMade() {
    return filter != null;
  }

  /** Reads the ids of its segment. */
  void make(LeafReader segment) throws IOException {
    long bits = (long) BITS_PER_PART * segment.maxDoc();
    long[] made = new long[Math.toIntExact(Math.max(1, bits / Long.SIZE + 1))];
    NumericDocValues low = segment.getNumericDocValues(Fields.ID_LOW);
    while (low != null && low.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
      add(made, low.longValue());
    }
    filter = made;
  }

  private static void add(long[] bits, long idLow) {
    long hash = hash(idLow);
    for (int i = 0; i < PROBES; i++) {
      long bit = bit(hash, i, bits.length);
      bits[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  boolean mightHave(long idLow) {
    long[] bits = filter;
    if (bits == null) {
      return true;
    }
    long hash = hash(idLow);
    for (int i = 0; i < PROBES; i++) {
      long bit = bit(hash, i, bits.length);
      if ((bits[(int) (bit >>> 6)] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  private static long hash(long idLow) {
    long hash = idLow * SPREAD;
    return (hash ^ (hash >>> 32)) * SPREAD;
  }

  /** The halves of a hash are where the first bit is, and how far the others lie apart. */
  private static long bit(long hash, int probe, int words) {
    long at = (hash + probe * ((hash >>> 32) | 1)) & INT;
    return (at * words) >>> BIT_SHIFT;
  }
}

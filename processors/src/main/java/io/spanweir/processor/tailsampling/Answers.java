package io.spanweir.processor.tailsampling;

import io.spanweir.processor.tailsampling.policy.TraceSummary;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the answers to predicates go: those that a row's word has a bit for, into that word; of the
 * others the word has one bit together, and each its own in wide words, which are only kept while a
 * trace is read again for them. Single-threaded.
 */
final class Answers {
  private static final int[] NOT_WIDE = {};
  private static final long ANY_WIDE = 1L << TraceSummary.NARROW;

  private final boolean someWide;
  private long @Nullable [] wide;

  /** What is answered when something is found out. */
  static final class Hits {
    private long bits;
    private int[] wideBits = NOT_WIDE;

    /** The bits of the row's word. */
    long bits() {
      return bits;
    }
  }

  /**
   * @param predicates how many there are
   */
  Answers(int predicates) {
    someWide = TraceSummary.wideWords(predicates) > 0;
  }

  /** Lets the answer to one more predicate be among some hits. */
  void add(Hits hits, int predicate) {
    if (!someWide || predicate < TraceSummary.NARROW) {
      hits.bits |= 1L << predicate;
      return;
    }
    hits.bits |= ANY_WIDE;
    hits.wideBits = Arrays.copyOf(hits.wideBits, hits.wideBits.length + 1);
    hits.wideBits[hits.wideBits.length - 1] = predicate - TraceSummary.NARROW;
  }

  /** Whether a row's word says that the wide words have answers. */
  boolean hasWide(long bits) {
    return someWide && (bits & ANY_WIDE) != 0;
  }

  /** Collects the wide answers here from now on; null to stop. */
  void collect(long @Nullable [] words) {
    wide = words;
  }

  /** Gives an answer. @return the bits for the row's word */
  long give(Hits hits) {
    if (wide != null) {
      for (int bit : hits.wideBits) {
        wide[bit >> 6] |= 1L << bit;
      }
    }
    return hits.bits;
  }
}

package io.spanweir.exporter.tracestore;

import java.io.IOException;

/**
 * Terms in ascending order, each with its documents in theirs: walked once, from the lowest term.
 * Aimed at no term at first. One thread.
 */
abstract class TermRun implements Comparable<TermRun> {
  private int number;

  /** Its place among those that are merged: of one term, documents of lower numbers come first. */
  void number(int place) {
    number = place;
  }

  /** Goes to the next term and its first document; false if there is none. */
  abstract boolean nextTerm() throws IOException;

  /** The term's {@link TermsFormat#TERM_BITS} bits. */
  abstract long term();

  /** The document at hand. */
  abstract int doc();

  /** Goes to the term's next document; negative if there is none. */
  abstract int nextDoc() throws IOException;

  @Override
  public final int compareTo(TermRun other) {
    int terms = Long.compare(term(), other.term());
    return terms == 0 ? Integer.compare(number, other.number) : terms;
  }

  /**
   * Those of documents at hand.
   *
   * @param postings sorted: the highest bits a term, the others a document
   * @param base added to each document
   */
  static TermRun of(long[] postings, int size, int base) {
    return new Sorted(postings, size, base);
  }

  private static final class Sorted extends TermRun {
    private static final long DOC = (1L << TermsFormat.TERM_SHIFT) - 1;

    private final long[] postings;
    private final int size;
    private final int base;
    private int at = -1;

    Sorted(long[] postings, int size, int base) {
      this.postings = postings;
      this.size = size;
      this.base = base;
    }

    @Override
    boolean nextTerm() {
      return ++at < size;
    }

    @Override
    long term() {
      return postings[at] >>> TermsFormat.TERM_SHIFT;
    }

    @Override
    int doc() {
      return base + (int) (postings[at] & DOC);
    }

    @Override
    int nextDoc() {
      if (at + 1 == size || postings[at + 1] >>> TermsFormat.TERM_SHIFT != term()) {
        return -1;
      }
      at++;
      return doc();
    }
  }
}

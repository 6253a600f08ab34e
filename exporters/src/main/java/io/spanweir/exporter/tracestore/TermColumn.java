package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one field of a segment, see {@link TermsFormat}. Lucene's frame for a value a
 * document is what it comes in; the values themselves are not there any more. One thread.
 */
final class TermColumn extends BinaryDocValues {
  private static final String ONLY_FOUND = "documents are found by terms, not read";

  private final IndexInput in;
  private final TermsReader.Place place;
  private final int documents;

  TermColumn(IndexInput in, TermsReader.Place place, int documents) {
    this.in = in;
    this.place = place;
    this.documents = documents;
  }

  /** The terms of a field; null if no document of the segment has any. */
  static @Nullable TermColumn of(LeafReader segment, String field) throws IOException {
    return (TermColumn) segment.getBinaryDocValues(field);
  }

  /** Adds the documents that have a term, in their order. */
  void find(long term, LongList to) throws IOException {
    find(term, term, to::add);
  }

  /** Adds the documents that have a term. */
  void find(long term, FixedBitSet to) throws IOException {
    find(term, term, to::set);
  }

  /** Adds the documents that have a term from one to another, as unsigned numbers, inclusive. */
  void find(long first, long last, FixedBitSet to) throws IOException {
    find(first, last, to::set);
  }

  private void find(long first, long last, IntConsumer to) throws IOException {
    long from = first >>> TermsFormat.TERM_SHIFT;
    long until = last >>> TermsFormat.TERM_SHIFT;
    Entries entries = new Entries(blockOf(from), 0);
    while (entries.nextTerm() && entries.term() <= until) {
      if (entries.term() >= from) {
        for (int doc = entries.doc(); doc >= 0; doc = entries.nextDoc()) {
          to.accept(doc);
        }
      }
      if (entries.term() == until) {
        return;
      }
    }
  }

  /** The last block that begins at a term or before it; the first one if there is none. */
  private int blockOf(long term) throws IOException {
    int low = 0;
    int high = place.blocks() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      in.seek(place.index() + 2L * Long.BYTES * middle);
      if (in.readLong() <= term) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * All of it; it is read through then, and nothing else.
   *
   * @param base added to each document
   */
  TermRun run(int base) throws IOException {
    return new Entries(0, base);
  }

  /** The entries from the beginning of a block on. */
  private final class Entries extends TermRun {
    private final int base;
    private final long first;
    private boolean begun;
    private long term;
    private int doc;
    private long docsEnd;

    Entries(int block, int base) throws IOException {
      this.base = base;
      in.seek(place.index() + 2L * Long.BYTES * block);
      first = place.blocks() == 0 ? 0 : in.readLong();
      docsEnd = place.blocks() == 0 ? place.index() : in.readLong();
      in.seek(docsEnd);
    }

    @Override
    boolean nextTerm() throws IOException {
      if (docsEnd == place.index()) {
        return false;
      }
      if (in.getFilePointer() != docsEnd) {
        in.seek(docsEnd);
      }
      long head = in.readVLong();
      term = begun ? term + (head >>> 1) : first;
      begun = true;
      long bytes = (head & 1) == 0 ? 0 : in.readVInt();
      docsEnd = in.getFilePointer() + bytes;
      doc = in.readVInt();
      docsEnd = bytes == 0 ? in.getFilePointer() : docsEnd;
      return true;
    }

    @Override
    long term() {
      return term;
    }

    @Override
    int doc() {
      return base + doc;
    }

    @Override
    int nextDoc() throws IOException {
      if (in.getFilePointer() == docsEnd) {
        return -1;
      }
      doc += in.readVInt();
      return base + doc;
    }
  }

  @Override
  public BytesRef binaryValue() {
    throw new UnsupportedOperationException(ONLY_FOUND);
  }

  @Override
  public boolean advanceExact(int target) {
    throw new UnsupportedOperationException(ONLY_FOUND);
  }

  @Override
  public int docID() {
    throw new UnsupportedOperationException(ONLY_FOUND);
  }

  @Override
  public int nextDoc() {
    throw new UnsupportedOperationException(ONLY_FOUND);
  }

  @Override
  public int advance(int target) {
    throw new UnsupportedOperationException(ONLY_FOUND);
  }

  @Override
  public long cost() {
    return documents;
  }
}

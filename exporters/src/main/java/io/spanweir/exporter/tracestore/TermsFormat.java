package io.spanweir.exporter.tracestore;

import java.io.IOException;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * How a segment keeps the terms of its documents: a document gives them as one value of eight bytes
 * a term, the segment has them sorted, each with its documents. Of a term the highest six bytes
 * count; what else is found by that is sorted out when a trace is read.
 *
 * <pre>
 * header, then for each field
 *   entries  by term, unsigned, in blocks of {@link #BLOCK}:
 *            vlong (term - the one before it) &lt;&lt; 1 | whether it has several documents;
 *            vint document, or vint bytes and in them vint document - the one before it
 *   index    long first term, long position of the first entry; for each block
 * then the table: vint fields, for each vint number, vlong begin of entries, vlong begin of index,
 *   vint blocks; long position of the table, footer
 * </pre>
 *
 * Not Lucene's postings, whose price for a term that only one document has is twenty times that of
 * sorting a number; nearly all terms are such.
 */
public final class TermsFormat extends DocValuesFormat {
  static final String NAME = "SpanweirTerms1";
  static final int VERSION = 1;

  /** Entries that are looked through one by one. */
  static final int BLOCK = 64;

  /** What counts of a term. */
  static final int TERM_BITS = 48;

  static final int TERM_SHIFT = Long.SIZE - TERM_BITS;

  /** For Lucene, by name. */
  public TermsFormat() {
    super(NAME);
  }

  @Override
  public DocValuesConsumer fieldsConsumer(SegmentWriteState state) throws IOException {
    return new TermsWriter(state);
  }

  @Override
  public DocValuesProducer fieldsProducer(SegmentReadState state) throws IOException {
    return new TermsReader(state);
  }

  static String file(String segment, String suffix) {
    return IndexFileNames.segmentFileName(segment, suffix, "swt");
  }
}

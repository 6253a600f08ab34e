package io.spanweir.exporter.tracestore;

import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.lucene90.Lucene90DocValuesFormat;
import org.apache.lucene.codecs.lucene90.compressing.Lucene90CompressingStoredFieldsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.perfield.PerFieldDocValuesFormat;

/**
 * How a slice's files are written: Lucene's way, but for what is most of them, spans and terms. A
 * segment says by name which codec wrote it; another form of what is here needs another name.
 */
public final class StoreCodec extends FilterCodec {
  /** Two traces or more; of a block all is unpacked to read one. */
  private static final int BLOCK_BYTES = 32 << 10;

  private static final int BLOCK_DOCUMENTS_MAX = 256;
  private static final int INDEX_SHIFT = 10;

  private final StoredFieldsFormat spans =
      new Lucene90CompressingStoredFieldsFormat(
          "SpanweirSpans1", ZstdBlocks.MODE, BLOCK_BYTES, BLOCK_DOCUMENTS_MAX, INDEX_SHIFT);
  private final DocValuesFormat terms = new TermsFormat();
  private final DocValuesFormat numbers = new Lucene90DocValuesFormat();
  private final DocValuesFormat columns =
      new PerFieldDocValuesFormat() {
        @Override
        public DocValuesFormat getDocValuesFormatForField(String field) {
          return Fields.isOfTerms(field) ? terms : numbers;
        }
      };

  /** For Lucene, by name. */
  public StoreCodec() {
    super("SpanweirStore1", new Lucene912Codec());
  }

  @Override
  public StoredFieldsFormat storedFieldsFormat() {
    return spans;
  }

  @Override
  public DocValuesFormat docValuesFormat() {
    return columns;
  }
}

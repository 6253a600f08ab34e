package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;

/** Reads the terms of a segment, see {@link TermsFormat}. Any thread. */
final class TermsReader extends DocValuesProducer {
  private static final String ONLY_TERMS = "a field of terms has one value of bytes";

  private final IndexInput in;
  private final int documents;
  private final Map<Integer, Place> places = new HashMap<>();

  /** Where a field's entries and its index begin. */
  record Place(long entries, long index, int blocks) {}

  TermsReader(SegmentReadState state) throws IOException {
    documents = state.segmentInfo.maxDoc();
    String file = TermsFormat.file(state.segmentInfo.name, state.segmentSuffix);
    in = state.directory.openInput(file, state.context);
    try {
      CodecUtil.checkIndexHeader(
          in,
          TermsFormat.NAME,
          TermsFormat.VERSION,
          TermsFormat.VERSION,
          state.segmentInfo.getId(),
          state.segmentSuffix);
      CodecUtil.retrieveChecksum(in);
      in.seek(in.length() - CodecUtil.footerLength() - Long.BYTES);
      in.seek(in.readLong());
      for (int fields = in.readVInt(); fields > 0; fields--) {
        int number = (int) in.readVLong();
        places.put(number, new Place(in.readVLong(), in.readVLong(), (int) in.readVLong()));
      }
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(in);
      throw e;
    }
  }

  /** Always a {@link TermColumn}, whose documents can be found, but not read one by one. */
  @Override
  public BinaryDocValues getBinary(FieldInfo field) throws IOException {
    Place place = places.get(field.number);
    if (place == null) {
      throw new IOException("there are no terms of " + field.name);
    }
    return new TermColumn(in.clone(), place, documents);
  }

  @Override
  public void checkIntegrity() throws IOException {
    CodecUtil.checksumEntireFile(in);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  @Override
  public NumericDocValues getNumeric(FieldInfo field) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }

  @Override
  public SortedDocValues getSorted(FieldInfo field) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }

  @Override
  public SortedNumericDocValues getSortedNumeric(FieldInfo field) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }

  @Override
  public SortedSetDocValues getSortedSet(FieldInfo field) {
    throw new UnsupportedOperationException(ONLY_TERMS);
  }
}

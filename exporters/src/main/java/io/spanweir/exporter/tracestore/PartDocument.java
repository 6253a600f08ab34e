package io.spanweir.exporter.tracestore;

import io.spanweir.core.otlp.OtlpWriter;
import java.util.List;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/** The document of {@link Fields}, used again for each part. One thread. */
final class PartDocument {
  private static final FieldType TERMS = terms(true);
  private static final FieldType ONE_TERM = terms(false);

  /** Fields refer to it; what is in it changes. */
  private final BytesRef id = new BytesRef(new byte[16]);

  private final BytesRef spans = new BytesRef();
  private final Field timestamp = new NumericDocValuesField(Fields.TIMESTAMP, 0);
  private final Field timestampPoint = new LongPoint(Fields.TIMESTAMP_POINT, 0);
  private final Field idHigh = new NumericDocValuesField(Fields.ID_HIGH, 0);
  private final Field idLow = new NumericDocValuesField(Fields.ID_LOW, 0);
  private final Field stored = new StoredField(Fields.SPANS, spans);
  private final List<IndexableField> fields;

  PartDocument(TraceTerms terms, Names names, Shapes shapes) {
    fields =
        List.of(
            new Field(Fields.ID, id, ONE_TERM),
            new Field(Fields.TERMS, new LongTerms(terms.terms()), TERMS),
            new Field(Fields.DURATIONS, new LongTerms(terms.durations()), TERMS),
            new Field(Fields.NAMES, names, TERMS),
            new Field(Fields.SHAPES, shapes, TERMS),
            timestamp,
            timestampPoint,
            idHigh,
            idLow,
            stored);
  }

  private static FieldType terms(boolean tokenized) {
    FieldType type = new FieldType();
    type.setTokenized(tokenized);
    type.setOmitNorms(true);
    type.setIndexOptions(IndexOptions.DOCS);
    type.freeze();
    return type;
  }

  /** The document of a part; terms and names are those that its sources have now. */
  List<IndexableField> of(long high, long low, long timestampMicros, PartFramer part) {
    OtlpWriter.writeId(id.bytes, 0, low);
    OtlpWriter.writeId(id.bytes, Long.BYTES, high);
    timestamp.setLongValue(timestampMicros);
    timestampPoint.setLongValue(timestampMicros);
    idHigh.setLongValue(high);
    idLow.setLongValue(low);
    spans.bytes = part.bytes();
    spans.length = part.length();
    stored.setBytesValue(spans);
    return fields;
  }
}

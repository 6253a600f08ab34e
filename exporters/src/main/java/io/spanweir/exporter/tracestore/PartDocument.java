package io.spanweir.exporter.tracestore;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BitUtil;
import org.apache.lucene.util.BytesRef;

/** The document of {@link Fields}, used again for each part. One thread. */
final class PartDocument {
  private static final FieldType TERMS = terms();

  private final TraceTerms terms;
  private final Names names;
  private final Shapes shapes;

  /** Fields refer to them; what is in them changes. */
  private final BytesRef idBytes = new BytesRef(new byte[2 * Long.BYTES]);

  private final BytesRef termBytes = new BytesRef();
  private final BytesRef durationBytes = new BytesRef();
  private final BytesRef spans = new BytesRef();
  private final Field id = new BinaryDocValuesField(Fields.ID, idBytes);
  private final Field termColumn = new BinaryDocValuesField(Fields.TERMS, termBytes);
  private final Field durationColumn = new BinaryDocValuesField(Fields.DURATIONS, durationBytes);
  private final Field nameTerms;
  private final Field shapeTerms;
  private final Field timestamp = new NumericDocValuesField(Fields.TIMESTAMP, 0);
  private final Field timestampPoint = new LongPoint(Fields.TIMESTAMP_POINT, 0);
  private final Field idHigh = new NumericDocValuesField(Fields.ID_HIGH, 0);
  private final Field idLow = new NumericDocValuesField(Fields.ID_LOW, 0);
  private final Field stored = new StoredField(Fields.SPANS, spans);
  private final List<IndexableField> always =
      List.of(id, termColumn, durationColumn, timestamp, timestampPoint, idHigh, idLow, stored);
  private final List<IndexableField> fields = new ArrayList<>();

  PartDocument(TraceTerms terms, Names names, Shapes shapes) {
    this.terms = terms;
    this.names = names;
    this.shapes = shapes;
    nameTerms = new Field(Fields.NAMES, names, TERMS);
    shapeTerms = new Field(Fields.SHAPES, shapes, TERMS);
  }

  private static FieldType terms() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.setIndexOptions(IndexOptions.DOCS);
    type.freeze();
    return type;
  }

  /** The document of a part; terms and names are those that its sources have now. */
  List<IndexableField> of(long high, long low, long timestampMicros, PartFramer part) {
    BitUtil.VH_LE_LONG.set(idBytes.bytes, 0, Terms.id(low));
    BitUtil.VH_LE_LONG.set(idBytes.bytes, Long.BYTES, Terms.id(high, low));
    terms.terms().copyTo(termBytes);
    terms.durations().copyTo(durationBytes);
    timestamp.setLongValue(timestampMicros);
    timestampPoint.setLongValue(timestampMicros);
    idHigh.setLongValue(high);
    idLow.setLongValue(low);
    spans.bytes = part.bytes();
    spans.length = part.length();
    stored.setBytesValue(spans);
    fields.clear();
    fields.addAll(always);
    if (!names.isEmpty()) {
      fields.add(nameTerms);
    }
    if (!shapes.isEmpty()) {
      fields.add(shapeTerms);
    }
    return fields;
  }
}

package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.StoredFields;
import org.jspecify.annotations.Nullable;

/** Reads all parts of a trace, in the order they came. One thread. */
final class PartReader {
  private static final int OF_ANY_LENGTH = Integer.MAX_VALUE;

  private final ChunkPool chunks = new ChunkPool(Long.MAX_VALUE, 0);
  private final BatchPool batches = new BatchPool(0);
  private final OtlpIndexer indexer = new OtlpIndexer(OF_ANY_LENGTH);
  private final LongList docs = new LongList();
  private final boolean strict;

  /**
   * @param strict whether all 128 bits of an id count, not its low half alone
   */
  PartReader(boolean strict) {
    this.strict = strict;
  }

  /** Whether all segments say that they have nothing of a trace. */
  static boolean isNew(View view, long low) {
    for (int leaf = 0; leaf < view.segments(); leaf++) {
      if (view.ids(leaf).mightHave(low)) {
        return false;
      }
    }
    return true;
  }

  /** The rows of a trace, each once; null if there is nothing of it. */
  @Nullable SpanBatch read(View view, TraceId id) throws IOException {
    List<byte[]> parts = new ArrayList<>();
    for (LeafReaderContext leaf : view.leaves()) {
      if (view.ids(leaf.ord).mightHave(id.low())) {
        parts(leaf, id, parts);
      }
    }
    return parts.isEmpty() ? null : batch(parts);
  }

  private void parts(LeafReaderContext leaf, TraceId id, List<byte[]> to) throws IOException {
    TermColumn ids = TermColumn.of(leaf.reader(), Fields.ID);
    if (ids == null) {
      return;
    }
    docs.cutTo(0);
    ids.find(strict ? Terms.id(id.high(), id.low()) : Terms.id(id.low()), docs);
    if (docs.size() == 0) {
      return;
    }
    NumericDocValues high = leaf.reader().getNumericDocValues(Fields.ID_HIGH);
    NumericDocValues low = leaf.reader().getNumericDocValues(Fields.ID_LOW);
    StoredFields stored = leaf.reader().storedFields();
    for (int i = 0; i < docs.size(); i++) {
      int doc = (int) docs.get(i);
      high.advanceExact(doc);
      low.advanceExact(doc);
      if (low.longValue() == id.low() && (!strict || high.longValue() == id.high())) {
        stored.document(doc, new SpansVisitor(to));
      }
    }
  }

  private SpanBatch batch(List<byte[]> parts) throws IOException {
    SpanBatch rows = batches.lease();
    for (byte[] part : parts) {
      Chunk chunk = chunks.lease(part.length);
      if (chunk == null) {
        throw new IOException("a part of a trace is larger than a gigabyte");
      }
      System.arraycopy(part, 0, chunk.bytes(), 0, part.length);
      chunk.length(part.length);
      try {
        indexer.index(chunk, rows);
      } catch (MalformedException e) {
        throw new IOException("what is stored of a trace is damaged", e);
      }
    }
    if (rows.size() > 1) {
      SameRows.leaveOut(rows);
    }
    return rows;
  }

  private static final class SpansVisitor extends StoredFieldVisitor {
    private final List<byte[]> to;

    SpansVisitor(List<byte[]> to) {
      this.to = to;
    }

    @Override
    public void binaryField(FieldInfo field, byte[] value) {
      to.add(value);
    }

    @Override
    public Status needsField(FieldInfo field) {
      return field.name.equals(Fields.SPANS) ? Status.YES : Status.NO;
    }
  }
}

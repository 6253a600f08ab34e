package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import java.io.IOException;
import java.util.function.LongUnaryOperator;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;

/** Ids that a segment has are never denied, others nearly always; segments come and go. */
class IdFilterTest {
  private static final int PARTS = 5_000;

  private final IdFilters filters = new IdFilters();

  private IndexWriter writer(Directory directory) throws IOException {
    return new IndexWriter(directory, new IndexWriterConfig().setMergedSegmentWarmer(filters));
  }

  private static void add(IndexWriter writer, long id) throws IOException {
    Document part = new Document();
    part.add(new NumericDocValuesField(Fields.ID_LOW, id));
    writer.addDocument(part);
  }

  private void compare(LongUnaryOperator ids) throws IOException {
    try (Directory directory = new ByteBuffersDirectory();
        IndexWriter writer = writer(directory)) {
      for (int i = 0; i < PARTS; i++) {
        add(writer, ids.applyAsLong(i));
      }
      writer.forceMerge(1);
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        LeafReader segment = reader.leaves().get(0).reader();
        IdFilter filter = new IdFilter();
        filter.make(segment);
        int wrong = 0;
        for (int i = 0; i < PARTS; i++) {
          assertThat(filter.mightHave(ids.applyAsLong(i))).isTrue();
          wrong += filter.mightHave(ids.applyAsLong(PARTS + i)) ? 1 : 0;
        }
        assertThat(wrong).as("of %d others", PARTS).isLessThan(PARTS / 100);
      }
    }
  }

  @Test
  void ofIdsThatAreRandom() throws IOException {
    Rng rng = new Rng(7);
    long[] ids = new long[2 * PARTS];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = rng.nextLong();
    }
    compare(i -> ids[(int) i]);
  }

  @Test
  void ofIdsThatAreNumbered() throws IOException {
    compare(i -> i);
    compare(i -> i << 40);
  }

  @Test
  void untilItIsMadeTheSegmentMightHaveAny() {
    IdFilter filter = new IdFilter();
    assertThat(filter.isMade()).isFalse();
    assertThat(filter.mightHave(1)).isTrue();
  }

  @Test
  void whatWasMergedHasOneBeforeItIsSeen() throws IOException {
    try (Directory directory = new ByteBuffersDirectory();
        IndexWriter writer = writer(directory)) {
      DirectoryReader before = DirectoryReader.open(writer);
      for (int i = 0; i < 3; i++) {
        add(writer, i);
        DirectoryReader more = DirectoryReader.openIfChanged(before, writer);
        before.close();
        before = more;
      }
      LeafReaderContext fresh = before.leaves().get(0);
      assertThat(filters.of(fresh.reader()).isMade()).isFalse();
      assertThat(filters.of(fresh.reader())).isSameAs(filters.of(fresh.reader()));
      writer.forceMerge(1);
      try (DirectoryReader after = DirectoryReader.openIfChanged(before, writer)) {
        assertThat(after.leaves()).hasSize(1);
        assertThat(filters.of(after.leaves().get(0).reader()).isMade()).isTrue();
        int both = filters.size();
        before.close();
        assertThat(filters.size()).as("without what is closed").isLessThan(both);
      }
    }
  }
}

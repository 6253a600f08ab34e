package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges rest, are done in the end, and end at once when nobody wants them any more. */
class GivingWayTest {
  private static final int MERGED_AT_ONCE = 5;
  private static final int SEGMENT_BYTES = 4_000_000;

  private final GivingWay merges = new GivingWay();
  private final CountDownLatch merged = new CountDownLatch(1);
  private final Random random = new Random(1);
  @TempDir private Path path;
  private Directory directory;
  private volatile int priority;
  private IndexWriter writer;

  @BeforeEach
  void open() throws IOException {
    LogByteSizeMergePolicy policy = new LogByteSizeMergePolicy();
    policy.setMergeFactor(MERGED_AT_ONCE);
    directory = FSDirectory.open(path);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig()
                .setMergePolicy(policy)
                .setMergeScheduler(merges)
                .setMergedSegmentWarmer(
                    reader -> {
                      priority = Thread.currentThread().getPriority();
                      merged.countDown();
                    }));
  }

  @AfterEach
  void close() throws IOException {
    writer.rollback();
    directory.close();
  }

  private void addSegments(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[SEGMENT_BYTES];
      random.nextBytes(bytes);
      Document document = new Document();
      document.add(new StoredField("bytes", bytes));
      writer.addDocument(document);
      writer.flush();
    }
  }

  @Test
  void aMergeRestsAndEnds() throws Exception {
    addSegments(MERGED_AT_ONCE);
    assertThat(merged.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(merges.rests()).isPositive();
    assertThat(priority).isEqualTo(Thread.MIN_PRIORITY);
  }

  @Test
  void aMergeThatNobodyWantsEnds() throws Exception {
    addSegments(MERGED_AT_ONCE);
    long begin = System.nanoTime();
    writer.rollback();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(merges.mergeThreadCount()).isZero();
  }
}

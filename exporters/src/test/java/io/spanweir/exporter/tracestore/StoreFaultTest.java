package io.spanweir.exporter.tracestore;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store can't do for another reason than the disk. */
class StoreFaultTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String ACCOUNT = "exporter:trace_store";
  private static final int FILE_BYTES_MAX = 200_000;

  private final OneThread time = new OneThread();
  private final TestProcess process = new TestProcess(time);
  private final Settings settings = process.settings("trace_store", ACCOUNT);
  @TempDir private Path directory;

  private RecordingReceipt send(TraceStoreExporter exporter, ExportTraceServiceRequest request) {
    RecordingReceipt receipt = new RecordingReceipt(true);
    long bytes = request.getSerializedSize() + 1_000;
    assertThat(exporter.reserve(3, bytes)).isTrue();
    exporter.commit(Fixtures.batch(settings, request), 3, bytes, receipt);
    return receipt;
  }

  /** A span with a tag that no packing makes shorter than the longest file there may be. */
  private static ExportTraceServiceRequest huge(long seed) {
    StringBuilder noise = new StringBuilder();
    new Random(seed).ints(2 * FILE_BYTES_MAX, '!', '~').forEach(c -> noise.append((char) c));
    ExportTraceServiceRequest.Builder request = Fixtures.request(3, seed).toBuilder();
    request
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilder(0)
        .getSpansBuilder(0)
        .addAttributes(Fixtures.text("noise", noise.toString()));
    return request.build();
  }

  private static boolean isThere(TraceStoreExporter exporter, long seed) throws IOException {
    return exporter.queries().trace(new TraceId(seed, 1)) != null;
  }

  @Test
  void aWindowThatCanNeverBeWrittenIsGivenUpAndThoseBesideItGetIn() throws IOException {
    TraceStoreExporter exporter =
        new TraceStoreExporter(
            settings,
            TraceStoreTest.Directories.config(directory.resolve("store").toString()),
            new ShortFiles());
    exporter.start();
    RecordingReceipt before = send(exporter, Fixtures.request(3, 1000));
    time.advance(SECOND / 2);
    RecordingReceipt bad = send(exporter, huge(2000));
    time.advance(SECOND / 2);
    RecordingReceipt after = send(exporter, Fixtures.request(3, 3000));
    time.advance(60 * SECOND);
    assertThat(before.isSettled()).isTrue();
    assertThat(bad.isSettled()).as("it would fail again").isTrue();
    assertThat(after.isSettled()).isTrue();
    assertThat(isThere(exporter, 1000)).isTrue();
    assertThat(isThere(exporter, 2000)).isFalse();
    assertThat(isThere(exporter, 3000)).isTrue();
    assertLedger(process.ledger()).spans(ACCOUNT, Term.KEPT, 6).spans(ACCOUNT, Term.FAILED, 3);
    assertThat(process.errors().count(ACCOUNT, "can't write, trying again"))
        .as("three faults of its own, and one while others were not committed")
        .isBetween(3L, 4L);
    RecordingReceipt later = send(exporter, Fixtures.request(3, 4000));
    time.advance(3 * SECOND);
    assertThat(later.isSettled()).as("and on").isTrue();
    exporter.shutdown(time.nanoTime() + 60 * SECOND);
    time.advance(60 * SECOND);
    assertThat(exporter.isShutDown()).isTrue();
  }

  @Test
  void aStoreOfAnOlderFormIsRefusedByName() throws IOException {
    Path store = directory.resolve("old");
    Path slice = Files.createDirectories(store.resolve("slice-000000000001000"));
    try (FSDirectory index = FSDirectory.open(slice);
        IndexWriter writer = new IndexWriter(index, new IndexWriterConfig())) {
      Document document = new Document();
      document.add(new StoredField("s", "old".getBytes(StandardCharsets.UTF_8)));
      writer.addDocument(document);
      writer.commit();
    }
    TraceStoreExporter exporter =
        new TraceStoreExporter(settings, TraceStoreTest.Directories.config(store.toString()));
    assertThatThrownBy(exporter::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("of an older version")
        .hasMessageContaining("slice-000000000001000");
    assertThat(FSDirectory.open(slice).listAll()).as("nothing of it is touched").isNotEmpty();
  }

  /** A fault that is no disk's: no file may have more than so many bytes. */
  private static final class ShortFiles implements Disk {
    @Override
    public Directory open(Path index) throws IOException {
      return new FilterDirectory(FSDirectory.open(index)) {
        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
          return new Short(in.createOutput(name, context));
        }
      };
    }

    @Override
    public long usableBytes(Path store) {
      return Long.MAX_VALUE;
    }
  }

  private static final class Short extends FilterIndexOutput {
    Short(IndexOutput out) {
      super(out.toString(), out.getName(), out);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
      if (out.getFilePointer() + length > FILE_BYTES_MAX) {
        throw new IllegalStateException("a file of more than " + FILE_BYTES_MAX);
      }
      out.writeBytes(bytes, offset, length);
    }
  }
}

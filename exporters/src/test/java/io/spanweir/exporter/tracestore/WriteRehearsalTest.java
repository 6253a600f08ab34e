package io.spanweir.exporter.tracestore;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.exporter.tracestore.StoreQueue.Entry;
import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store writes before anybody sends is nobody's, gives way, and is gone in the end. */
class WriteRehearsalTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String ACCOUNT = "exporter:trace_store";
  private static final int SPANS = 4_000;
  private static final long NOTHING_WAITS = WriteRehearsal.FIRST_NANOS + SECOND;
  private static final StoreLimits LIMITS =
      new StoreLimits(1L << 40, 86_400_000, true, List.of(), 1 << 20);

  private final OneThread time = new OneThread();
  private final TestProcess process = new TestProcess(time);
  private final Settings settings = process.settings("trace_store", ACCOUNT);
  @TempDir private Path directory;

  private TraceStoreExporter start(Disk disk, int rehearsed) throws IOException {
    TraceStoreConfig config = TraceStoreTest.Directories.config(directory.toString());
    TraceStoreExporter exporter = new TraceStoreExporter(settings, config, disk, rehearsed);
    exporter.start();
    return exporter;
  }

  private RecordingReceipt send(TraceStoreExporter exporter, int spans, long seed) {
    RecordingReceipt receipt = new RecordingReceipt(true);
    SpanBatch batch = Fixtures.batch(settings, Fixtures.request(spans, seed));
    assertThat(exporter.reserve(spans, 4000)).isTrue();
    exporter.commit(batch, spans, 4000, receipt);
    return receipt;
  }

  private void end(TraceStoreExporter exporter) {
    exporter.shutdown(time.nanoTime() + 60 * SECOND);
    time.advance(SECOND);
    assertThat(exporter.isShutDown()).isTrue();
  }

  private Path stage() {
    return directory.resolve("rehearsal");
  }

  @Test
  void leavesNothingBehindAndIsSeenByNobody() throws IOException {
    TraceStoreExporter exporter = start(Disk.OF_MACHINE, SPANS);
    long bytes = exporter.store().diskBytes();
    time.advance(WriteRehearsal.FIRST_NANOS - 1);
    assertThat(stage()).as("not while others start").doesNotExist();
    time.advance(1);
    assertThat(stage()).isNotEmptyDirectory();
    assertNothingIsStored(exporter);
    time.advance(10 * SECOND);
    assertThat(stage()).doesNotExist();
    assertNothingIsStored(exporter);
    assertThat(exporter.store().diskBytes()).isEqualTo(bytes);
    RecordingReceipt receipt = send(exporter, 7, 1000);
    time.advance(2 * SECOND);
    assertThat(receipt.isSettled()).isTrue();
    assertThat(exporter.store().ids()).hasSize(1);
    end(exporter);
    assertLedger(process.ledger()).spans(ACCOUNT, Term.KEPT, 7);
    assertThat(stage()).as("nor after the end").doesNotExist();
  }

  private void assertNothingIsStored(TraceStoreExporter exporter) throws IOException {
    long now = time.epochNanos() / 1_000_000;
    assertThat(exporter.store().ids()).isEmpty();
    assertThat(exporter.queries().services()).isEmpty();
    assertThat(exporter.queries().links(now, now)).isEmpty();
  }

  @Test
  void endsWithTheStoreWhenThatIsStopped() throws IOException {
    TraceStoreExporter exporter = start(Disk.OF_MACHINE, Integer.MAX_VALUE);
    time.advance(WriteRehearsal.FIRST_NANOS + SECOND / 10);
    assertThat(stage()).isNotEmptyDirectory();
    exporter.shutdown(time.nanoTime() + 60 * SECOND);
    assertThat(exporter.isShutDown()).isFalse();
    time.run();
    assertThat(exporter.isShutDown()).as("at once").isTrue();
    assertThat(stage()).doesNotExist();
  }

  @Test
  void whatAKilledProcessLeftIsGoneAtTheStart() throws IOException {
    Files.createDirectories(stage().resolve("slice-000000000001000"));
    Files.writeString(stage().resolve("slice-000000000001000").resolve("_0.fdt"), "half");
    TraceStoreExporter exporter = start(Disk.OF_MACHINE, 0);
    assertThat(stage()).doesNotExist();
    end(exporter);
  }

  @Test
  void aFullDiskEndsItAndNothingElse() throws IOException {
    SmallDisk disk = new SmallDisk(100_000);
    TraceStoreExporter exporter = start(disk, Integer.MAX_VALUE);
    time.advance(WriteRehearsal.LAST_NANOS / 2);
    assertThat(stage()).doesNotExist();
    assertThat(process.errors().count(ACCOUNT, "can't write, trying again")).isZero();
    disk.add(1 << 20);
    RecordingReceipt receipt = send(exporter, 7, 1000);
    time.advance(2 * SECOND);
    assertThat(receipt.isSettled()).isTrue();
    end(exporter);
  }

  @Test
  void aDiskThatSaysItIsFullIsLeftAlone() throws IOException {
    SmallDisk disk = new SmallDisk(1 << 20);
    TraceStoreExporter exporter = start(disk, SPANS);
    disk.sayWhatIsFree();
    long room = disk.room();
    time.advance(NOTHING_WAITS);
    assertThat(disk.room()).isEqualTo(room);
    assertThat(stage()).doesNotExist();
    end(exporter);
  }

  /** A queue in which more waits than a rehearsal lets wait. */
  private static StoreQueue busy() {
    StoreQueue queue = new StoreQueue(1 << 20);
    queue.startTaking();
    Chunk framed = new ChunkPool(Long.MAX_VALUE, 0).lease(1 << 17);
    framed.length((int) WriteRehearsal.WAITING_BYTES_MAX + 1);
    Entry entry = new Entry(framed, 1, null);
    assertThat(queue.reserve(framed.length())).isTrue();
    assertThat(queue.admit(entry, framed.length())).isTrue();
    assertThat(queue.publish(entry)).isTrue();
    return queue;
  }

  private WriteRehearsal rehearsal(StoreQueue queue) {
    WriteRehearsal rehearsal = new WriteRehearsal(store(), queue, time, SPANS);
    time.add(rehearsal);
    return rehearsal;
  }

  private RehearsalStore store() {
    return new RehearsalStore(Disk.OF_MACHINE, directory, LIMITS, true, time);
  }

  @Test
  void givesWayToWhatWaits() {
    StoreQueue queue = busy();
    WriteRehearsal rehearsal = rehearsal(queue);
    time.advance(NOTHING_WAITS);
    assertThat(stage()).doesNotExist();
    queue.take(Long.MAX_VALUE);
    time.advance(WriteRehearsal.LAST_NANOS / 2);
    assertThat(rehearsal.isOver()).as("and goes on").isTrue();
    assertThat(rehearsal.written()).isGreaterThanOrEqualTo(SPANS);
    assertThat(stage()).doesNotExist();
  }

  @Test
  void endsUnwrittenWhereSomethingAlwaysWaits() {
    WriteRehearsal rehearsal = rehearsal(busy());
    time.advance(WriteRehearsal.LAST_NANOS - 1);
    assertThat(rehearsal.isOver()).isFalse();
    time.advance(1);
    assertThat(rehearsal.isOver()).isTrue();
    assertThat(rehearsal.written()).isZero();
  }

  /** What is written can be found, or it would compile another way than that of real spans. */
  @Test
  void whatIsMadeUpIsFound() throws IOException, MalformedException {
    RehearsalStore store = store();
    store.open();
    store.write(500);
    assertThat(store.ask()).isEqualTo(10);
    store.close();
    assertThat(stage()).doesNotExist();
  }

  @Test
  void whatIsMadeUpLooksUsual() throws IOException, MalformedException {
    SpanBatch rows = new BatchPool(0).lease();
    for (Chunk chunk : new MadeUpTraces().of(500, time.epochNanos())) {
      new OtlpIndexer(Integer.MAX_VALUE).index(chunk, rows);
    }
    assertThat(rows.size()).isBetween(500, 510);
    SearchedSpan span = new SearchedSpan("");
    Set<Long> ids = new HashSet<>();
    span.begin();
    for (int row = 0; row < rows.size(); row++) {
      assertThat(span.read(rows, row)).isTrue();
      assertThat(span.ownTags()).isBetween(11, 20);
      assertThat(span.timestampMicros())
          .isBetween(time.epochNanos() / 1000 - 1_000_000, time.epochNanos() / 1000);
      ids.add(rows.index().traceIdLow(row));
    }
    assertThat(ids).hasSizeBetween(50, 100);
  }
}

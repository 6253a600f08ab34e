package io.spanweir.exporter.tracestore;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: nothing is lost that was settled or can still be stored, and it goes on after. */
class StoreDiskTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String ACCOUNT = "exporter:trace_store";
  private static final String TROUBLE = "can't write, trying again";

  private final OneThread time = new OneThread();
  private final TestProcess process = new TestProcess(time);
  private final Settings settings = process.settings("trace_store", ACCOUNT);
  @TempDir private Path directory;

  private TraceStoreExporter start(SmallDisk disk, Path path) throws IOException {
    TraceStoreExporter exporter =
        new TraceStoreExporter(settings, TraceStoreTest.Directories.config(path.toString()), disk);
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

  private static int found(TraceStoreExporter exporter, long seed) throws IOException {
    StoredTrace trace = exporter.queries().trace(new TraceId(seed, 1));
    return trace == null ? 0 : trace.spans().size();
  }

  private void end(TraceStoreExporter exporter) {
    exporter.shutdown(time.nanoTime() + 60 * SECOND);
    time.advance(60 * SECOND);
    assertThat(exporter.isShutDown()).isTrue();
  }

  @Test
  void whatWaitsIsStoredWhenThereIsRoomAgain() throws IOException {
    SmallDisk disk = new SmallDisk(1_000);
    TraceStoreExporter exporter = start(disk, directory.resolve("store"));
    RecordingReceipt receipt = send(exporter, 7, 1000);
    time.advance(3 * SECOND);
    assertThat(receipt.isSettled()).isFalse();
    long attempts = process.errors().count(ACCOUNT, TROUBLE);
    assertThat(attempts).as("not again and again at once").isBetween(2L, 5L);
    disk.add(1 << 20);
    time.advance(15 * SECOND);
    assertThat(receipt.isSettled()).isTrue();
    assertThat(found(exporter, 1000)).isEqualTo(7);
    assertLedger(process.ledger()).spans(ACCOUNT, Term.KEPT, 7);
    end(exporter);
  }

  /** A commit waits for the disk, however little it is of: one a second is enough. */
  @Test
  void whatComesIsFoundAtOnceAndSettledWithinASecond() throws IOException {
    TraceStoreExporter exporter = start(new SmallDisk(1 << 20), directory.resolve("store"));
    RecordingReceipt first = send(exporter, 7, 1000);
    time.advance(SECOND / 2);
    RecordingReceipt second = send(exporter, 3, 2000);
    time.advance(SECOND / 2);
    assertThat(found(exporter, 1000)).isEqualTo(7);
    assertThat(found(exporter, 2000)).isEqualTo(3);
    assertThat(first.isSettled()).isFalse();
    time.advance(SECOND / 2);
    assertThat(first.isSettled()).isTrue();
    assertThat(second.isSettled()).isTrue();
    RecordingReceipt last = send(exporter, 1, 3000);
    exporter.shutdown(time.nanoTime() + 60 * SECOND);
    time.advance(SECOND / 2);
    assertThat(last.isSettled()).as("an end waits for nothing").isTrue();
    end(exporter);
  }

  /** Nothing is begun then, so nothing has to be gone back from, and it is said in those words. */
  @Test
  void aDiskThatSaysItIsFullIsNotWrittenTo() throws IOException {
    SmallDisk disk = new SmallDisk(1 << 20);
    TraceStoreExporter exporter = start(disk, directory.resolve("store"));
    long before = disk.room();
    disk.sayWhatIsFree();
    RecordingReceipt receipt = send(exporter, 7, 1000);
    time.advance(2 * SECOND);
    assertThat(receipt.isSettled()).isFalse();
    assertThat(disk.room()).isEqualTo(before);
    assertThat(process.errors().count(ACCOUNT, TROUBLE)).isPositive();
    disk.add(1L << 30);
    time.advance(15 * SECOND);
    assertThat(receipt.isSettled()).isTrue();
    end(exporter);
  }

  /** Wherever it becomes full: in a window, in a commit, in a merge behind their back. */
  @Test
  void nothingIsLostWhereverItBecomesFull() {
    Seed.each(4, this::becomesFullAnywhere);
  }

  private void becomesFullAnywhere(long seed) throws IOException {
    Random random = new Random(seed);
    SmallDisk disk = SmallDisk.random(random);
    disk.add(2_000);
    Path path = Files.createTempDirectory(directory, "store").resolve("store");
    TraceStoreExporter exporter = start(disk, path);
    List<RecordingReceipt> receipts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      receipts.add(send(exporter, 1 + random.nextInt(20), 1000L * (i + 1)));
      time.advance(random.nextInt(3) * SECOND);
      if (random.nextInt(4) == 0) {
        disk.add(random.nextInt(20_000));
      }
      assertSettledIsThere(exporter, receipts);
    }
    disk.add(1 << 24);
    time.advance(60 * SECOND);
    assertThat(receipts).allMatch(RecordingReceipt::isSettled);
    assertSettledIsThere(exporter, receipts);
    end(exporter);
    TraceStoreExporter again = start(disk, path);
    assertSettledIsThere(again, receipts);
    end(again);
    assertLedger(process.ledger()).spans(ACCOUNT, Term.FAILED, 0);
  }

  private static void assertSettledIsThere(
      TraceStoreExporter exporter, List<RecordingReceipt> receipts) throws IOException {
    for (int i = 0; i < receipts.size(); i++) {
      if (receipts.get(i).isSettled()) {
        assertThat(found(exporter, 1000L * (i + 1))).isPositive();
      }
    }
  }
}

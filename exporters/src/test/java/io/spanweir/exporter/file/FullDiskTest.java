package io.spanweir.exporter.file;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.TestProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that becomes full in the middle of a record, and has room again. */
class FullDiskTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String ACCOUNT = "exporter:file";

  private final OneThread loops = new OneThread();
  private final TestProcess process = new TestProcess(loops);
  private final SmallDisk disk = new SmallDisk();
  private Exporter exporter;
  private long seed;

  @BeforeEach
  void start() throws IOException {
    exporter =
        new FileExporterFactory(disk)
            .create(settings(), Configs.of("spans", Format.JSON, Compression.NONE, false, null));
    exporter.start();
  }

  private Settings settings() {
    return process.settings("file", ACCOUNT);
  }

  private boolean offer() {
    SpanBatch batch = Fixtures.batch(settings(), Fixtures.request(1, ++seed));
    if (!exporter.reserve(1, 1000)) {
      batch.release();
      return false;
    }
    exporter.commit(batch, 1, 1000, new RecordingReceipt(true));
    loops.run();
    return true;
  }

  private int offerUntilRefused() {
    int taken = 0;
    while (taken < 1000 && offer()) {
      taken++;
    }
    return taken;
  }

  private void assertWholeLines(int count) {
    String text = disk.text();
    assertThat(text).endsWith("\n");
    assertThat(text.lines()).hasSize(count).allMatch(l -> l.startsWith("{") && l.endsWith("]}"));
    assertThat(text.lines().distinct()).hasSize(count);
  }

  @Test
  void keepsWhatItCanAndRefusesTheRest() {
    disk.room = 1000;
    int taken = offerUntilRefused();
    assertThat(taken).isBetween(20, 30);
    String said = "can't write to spans: No space left on device, trying again";
    assertThat(process.errors().count(ACCOUNT, said)).isPositive();
    disk.room = Integer.MAX_VALUE;
    loops.advance(3 * SECOND);
    assertWholeLines(taken);
    assertThat(offer()).isTrue();
    assertLedger(process.ledger()).accountsBalance().spans(ACCOUNT, Term.KEPT, taken + 1);
    assertThat(process.pools().chunks().leasedBytes()).isZero();
  }

  @Test
  void countsWhatItGivesUp() {
    disk.room = 100;
    int taken = offerUntilRefused();
    loops.advance(600 * SECOND);
    assertLedger(process.ledger()).accountsBalance().spans(ACCOUNT, Term.FAILED, taken);
    disk.room = Integer.MAX_VALUE;
    assertThat(offer()).isTrue();
    assertWholeLines(1);
  }

  @Test
  void mendsLaterWhatItCannotMendAtOnce() {
    disk.room = 100;
    disk.cuts = false;
    assertThat(offer()).isTrue();
    assertThat(disk.text()).doesNotContain("\n").isNotEmpty();
    disk.room = Integer.MAX_VALUE;
    loops.advance(3 * SECOND);
    assertThat(disk.text()).doesNotContain("\n");
    disk.cuts = true;
    loops.advance(3 * SECOND);
    assertWholeLines(1);
  }

  @Test
  void endsByTheDeadline() {
    disk.room = 0;
    assertThat(offer()).isTrue();
    exporter.shutdown(loops.nanoTime() + SECOND);
    loops.advance(2 * SECOND);
    assertThat(exporter.isShutDown()).isTrue();
    assertThat(disk.closed).isTrue();
    assertLedger(process.ledger()).accountsBalance().spans(ACCOUNT, Term.FAILED, 1);
  }

  private static final class SmallDisk implements Disk, Disk.OpenFile {
    private byte[] bytes = {};
    private int room = Integer.MAX_VALUE;
    private boolean cuts = true;
    private boolean closed;

    @Override
    public OpenFile open(Path path, boolean empty) {
      return this;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void append(ByteBuffer record) throws IOException {
      int fits = Math.max(0, Math.min(record.remaining(), room - bytes.length));
      byte[] part = new byte[fits];
      record.get(part);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(bytes);
      all.writeBytes(part);
      bytes = all.toByteArray();
      if (record.hasRemaining()) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void cutTo(long size) throws IOException {
      if (!cuts) {
        throw new IOException("Input/output error");
      }
      bytes = Arrays.copyOf(bytes, (int) size);
    }

    @Override
    public boolean isAt(Path path) {
      return true;
    }

    @Override
    public void close() {
      closed = true;
    }

    private String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}

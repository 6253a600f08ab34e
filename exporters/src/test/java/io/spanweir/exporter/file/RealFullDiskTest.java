package io.spanweir.exporter.file;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system's own errors: a device without room, and a file that may not grow. */
class RealFullDiskTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String ACCOUNT = "exporter:file";
  private static final Path FULL = Path.of("/dev/full");

  /** A process may write files of so many KiB. */
  private static final int KIB_MAX = 8;

  @TempDir Path directory;

  /** Writes records of 1,000 bytes until it can't, then one that has room. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      FileExporterConfig config =
          Configs.of(arguments[0], Format.PROTO, Compression.NONE, false, null);
      OutputFile file = new OutputFile(RealFile::open, config, new OneThread());
      file.open();
      int written = 0;
      String problem = "";
      while (problem.isEmpty()) {
        try {
          file.append(ByteBuffer.wrap("x".repeat(1000).getBytes(StandardCharsets.US_ASCII)));
          written++;
        } catch (IOException e) {
          problem = String.valueOf(e.getMessage());
        }
      }
      file.append(ByteBuffer.wrap("end".getBytes(StandardCharsets.US_ASCII)));
      file.close();
      System.out.println(written + " " + problem);
    }
  }

  @Test
  void aDeviceWithoutRoomIsTriedAgainAndCounted() throws IOException {
    assumeTrue(Files.isWritable(FULL), "needs " + FULL);
    OneThread loops = new OneThread();
    TestProcess process = new TestProcess(loops);
    Settings settings = process.settings("file", ACCOUNT);
    Exporter exporter =
        new FileExporterFactory()
            .create(
                settings, Configs.of(FULL.toString(), Format.JSON, Compression.NONE, false, null));
    exporter.start();
    assertThat(exporter.reserve(1, 1000)).isTrue();
    exporter.commit(
        Fixtures.batch(settings, Fixtures.request(1, 1)), 1, 1000, new RecordingReceipt(true));
    loops.run();
    String said = "can't write to /dev/full: No space left on device, trying again";
    assertThat(process.errors().count(ACCOUNT, said)).isPositive();
    exporter.shutdown(loops.nanoTime() + SECOND);
    loops.advance(2 * SECOND);
    assertThat(exporter.isShutDown()).isTrue();
    assertLedger(process.ledger()).accountsBalance().spans(ACCOUNT, Term.FAILED, 1);
  }

  @Test
  void aFileThatMayNotGrowHoldsWholeRecords() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
    Path file = directory.resolve("spans");
    Process writer =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "ulimit -f " + KIB_MAX + " && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo("8 File too large");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).containsExactly("x".repeat(8_000) + "end");
  }
}

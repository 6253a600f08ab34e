package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes: what it said was stored is found by the next one. */
class StoreKilledTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(1L << 40, 86_400_000, true, List.of(), 1 << 20);
  private static final int SPANS = 5;

  @TempDir private Path directory;

  /** Stores a trace after another, from a number on, and says the number of each that is. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      TraceStore store = new TraceStore(Path.of(args[0]), LIMITS, SystemClock.INSTANCE);
      store.open();
      Settings settings = Fixtures.settings("trace_store", new OneThread());
      for (int number = Integer.parseInt(args[1]); ; number++) {
        SpanBatch rows = Fixtures.batch(settings, Fixtures.request(SPANS, 1000L * number));
        store.add(rows, SpanObserver.NONE);
        rows.release();
        store.commit();
        System.out.println(number);
      }
    }
  }

  @Test
  void whatWasStoredIsThere() {
    Seed.each(1, this::killedAndKilledAgain);
  }

  private void killedAndKilledAgain(long seed) throws Exception {
    Random random = new Random(seed);
    Path store = Files.createTempDirectory(directory, "store");
    int last = 0;
    for (int life = 0; life < 2; life++) {
      last = killAfter(random.nextInt(20), store, last + 1);
      TraceStore after = new TraceStore(store, LIMITS, SystemClock.INSTANCE);
      after.open();
      for (int number = 1; number <= last; number++) {
        StoredTrace trace = after.trace(new TraceId(1000L * number, 1));
        assertThat(trace).as("trace %d of %d", number, last).isNotNull();
        assertThat(trace.spans().size()).isEqualTo(SPANS);
      }
      after.close();
    }
  }

  /**
   * @return the last trace that the process said was stored
   */
  private static int killAfter(int traces, Path store, int first) throws Exception {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes,
                Writer.class.getName(),
                store.toString(),
                Integer.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int last = first - 1;
    try (BufferedReader said = process.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = Integer.parseInt(line);
        if (last == first + traces) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(process.waitFor()).as("killed").isEqualTo(137);
    return last;
  }
}

package io.spanweir.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.bench.runner.SystemSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A minute of a real system with a fault, a hundred times as fast, through the whole product: every
 * trace slower than those of the healthy system is kept, whole, whatever the pods' clocks say.
 */
class ReplayRunTest {
  private static final SystemSpec SPANWEIR =
      new SystemSpec(
          "spanweir",
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              "io.spanweir.deploy.Main"));

  /** A machine that stood still for so long lets traces be decided before they are whole. */
  private static final long STALL_NANOS = 2_000_000_000L;

  private static final long SKEW_NANOS = 40_000_000L;

  @TempDir Path folder;

  @Test
  void keepsEverySlowTraceWhole() throws Exception {
    long threshold = new Recording(CsvSpan.read(Tables.FAULT_FREE), 0, 1).percentileNanos(95);
    List<CsvSpan> spans = CsvSpan.read(Tables.FAULT);
    Recording truth = new Recording(spans, 0, 1);
    Recording sent = new Recording(spans, SKEW_NANOS, 1);
    ReplayRun run =
        new ReplayRun(SPANWEIR, Path.of("workloads/replay.yaml"), folder.resolve("log"));
    ReplayRun.Pace pace =
        new ReplayRun.Pace(Duration.ofSeconds(5), 100, threshold, Duration.ofSeconds(3));
    ReplayRun.Verdict verdict = run.run(sent, truth, pace);
    for (int again = 0; verdict.latestNanos() > STALL_NANOS && again < 3; again++) {
      verdict = run.run(sent, truth, pace);
    }
    assertThat(verdict.exact()).as(verdict.toString()).isTrue();
    assertThat(verdict.slow()).isBetween(3, 20);
    assertThat(verdict.kept()).isGreaterThanOrEqualTo(verdict.slow());
    assertThat(verdict.requests()).isGreaterThan(100);
    assertThat(verdict.recallPercent()).as(verdict.toString()).isEqualTo(100);
  }
}

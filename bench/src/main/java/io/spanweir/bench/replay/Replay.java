package io.spanweir.bench.replay;

import io.spanweir.bench.runner.SystemSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of replays. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Sends recorded traces through a collector and asks whether it keeps the slow ones.")
public final class Replay implements Callable<Integer> {
  @Option(
      names = "--fault-free",
      required = true,
      paramLabel = "CSV",
      description = "the table whose 95th percentile says what is slow; sent as well")
  private @Nullable Path faultFree;

  @Parameters(paramLabel = "CSV", arity = "0..*", description = "more tables of the same system")
  private List<Path> tables = new ArrayList<>();

  @Option(names = "--speed", description = "times faster than recorded (default: ${DEFAULT-VALUE})")
  private double speed = 1;

  @Option(
      names = "--every",
      description = "milliseconds between two sends of a client (default: ${DEFAULT-VALUE})")
  private long everyMillis = 5000;

  @Option(
      names = "--skew",
      description = "milliseconds that a pod's clock is wrong at most (default: ${DEFAULT-VALUE})")
  private long skewMillis;

  @Option(
      names = "--wait",
      description = "seconds of the recording that a trace is held (default: ${DEFAULT-VALUE})")
  private double waitSeconds = 20;

  @Option(names = "--seed", description = "of clocks and moments (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--sut",
      paramLabel = "COMMAND",
      description = "what starts the collector (default: ${DEFAULT-VALUE})")
  private String sut = "./spanweir";

  @Option(names = "--config", description = "default: ${DEFAULT-VALUE}")
  private Path config = Path.of("bench/workloads/replay.yaml");

  @Option(names = "--logs", description = "a folder for its output (default: ${DEFAULT-VALUE})")
  private Path logs = Path.of("bench/target/logs");

  private Replay() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Replay()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (faultFree == null) {
      throw new IllegalStateException("picocli requires --fault-free");
    }
    long threshold = new Recording(CsvSpan.read(faultFree), 0, seed).percentileNanos(95);
    System.out.printf(
        Locale.ROOT,
        "slow is more than %.3f ms, the 95th percentile of %s%n",
        threshold / 1e6,
        faultFree.getFileName());
    Files.createDirectories(logs);
    ReplayRun run =
        new ReplayRun(SystemSpec.of("spanweir", sut), config, logs.resolve("replay.log"));
    ReplayRun.Pace pace =
        new ReplayRun.Pace(
            Duration.ofMillis(everyMillis),
            speed,
            threshold,
            Duration.ofMillis((long) (1000 * waitSeconds / speed)));
    boolean exact = true;
    List<Path> all = new ArrayList<>(List.of(faultFree));
    all.addAll(tables);
    for (Path table : all) {
      List<CsvSpan> spans = CsvSpan.read(table);
      Recording truth = new Recording(spans, 0, seed);
      ReplayRun.Verdict verdict =
          run.run(new Recording(spans, skewMillis * 1_000_000, seed), truth, pace);
      print(table, verdict);
      exact &= verdict.exact();
    }
    return exact ? 0 : 1;
  }

  private static void print(Path table, ReplayRun.Verdict v) {
    System.out.printf(
        Locale.ROOT,
        "%s%n  %,d spans of %,d traces in %,d requests; slow %,d, kept whole %,d: recall %.1f %%%n"
            + "  slow by the pods' clocks %,d, kept %,d, wrong %d, partial %d, twice %d, exit %d, latest request %.0f ms: %s%n",
        table.getFileName(),
        v.spans(),
        v.traces(),
        v.requests(),
        v.slow(),
        v.slowKept(),
        v.recallPercent(),
        v.expected(),
        v.kept(),
        v.wrong(),
        v.partial(),
        v.duplicates(),
        v.exitCode(),
        v.latestNanos() / 1e6,
        v.exact() ? "ok" : "NOT OK");
  }
}

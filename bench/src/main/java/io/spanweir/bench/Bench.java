package io.spanweir.bench;

import io.spanweir.bench.inside.OpenTracesTable;
import io.spanweir.bench.inside.PriceList;
import io.spanweir.bench.runner.Case;
import io.spanweir.bench.runner.Comparison;
import io.spanweir.bench.runner.Findings;
import io.spanweir.bench.runner.Pinning;
import io.spanweir.bench.runner.Report;
import io.spanweir.bench.runner.StoreRun;
import io.spanweir.bench.runner.SystemSpec;
import io.spanweir.bench.workload.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command line of the benchmark. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures collectors side by side under one load.")
public final class Bench implements Callable<Integer> {
  @Parameters(paramLabel = "SCENARIO", description = "one of ${COMPLETION-CANDIDATES}")
  private Scenario scenario = Scenario.RUN;

  @Mixin private final BenchOptions options = new BenchOptions();

  private Bench() {}

  public static void main(String[] args) {
    CommandLine line =
        new CommandLine(new Bench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(
                Scenario.class,
                text -> Scenario.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')))
            .registerConverter(
                Encoding.class,
                text -> Encoding.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')));
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (scenario == Scenario.POLICIES || scenario == Scenario.OPEN_TRACES) {
      return inside();
    }
    Report report = new Report(System.out, options.out);
    if (scenario == Scenario.STORE) {
      Case load = new Cases(options).of(scenario).get(0);
      for (SystemSpec system : systems()) {
        new StoreRun(system, load, options.generatorCore, options.sutCore, options.logs, report)
            .run(options.traces);
      }
      return 0;
    }
    Comparison comparison =
        new Comparison(
            systems(), options.generatorCore, options.sutCore, options.logs, report, options.seed);
    List<Case> cases = new Cases(options).of(scenario);
    if (scenario == Scenario.STARTUP) {
      comparison.start(cases.get(0), options.repeats);
      return 0;
    }
    comparison.run(cases, options.repeats);
    report.summary();
    Findings.print(report, cases);
    return report.results().stream().allMatch(run -> run.correct()) ? 0 : 1;
  }

  /** The pipeline stands on the processor that systems under test have. */
  private int inside() throws Exception {
    Pinning.thisProcess(options.sutCore);
    int warmup = options.warmup == null ? 8 : options.warmup.intValue();
    if (scenario == Scenario.OPEN_TRACES) {
      OpenTracesTable.print(options.repeats, warmup);
      return 0;
    }
    int seconds = options.duration == null ? 10 : options.duration.intValue();
    new PriceList(System.out, warmup, seconds, options.repeats).print();
    return 0;
  }

  private List<SystemSpec> systems() {
    List<SystemSpec> systems = new ArrayList<>();
    if (scenario == Scenario.FLOOR) {
      systems.add(floor());
    } else if (!options.sut.isBlank()) {
      systems.add(SystemSpec.of(options.sutName, options.sut));
    }
    options.peers.forEach(peer -> systems.add(SystemSpec.parse(peer)));
    return systems;
  }

  private static SystemSpec floor() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new SystemSpec(
        "floor",
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp",
            System.getProperty("java.class.path"),
            FloorServer.class.getName()));
  }
}

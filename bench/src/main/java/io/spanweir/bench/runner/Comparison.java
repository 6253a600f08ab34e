package io.spanweir.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs every case on every system in turn, A B A B, so that a drifting machine drifts under all of
 * them.
 */
public final class Comparison {
  private final List<SystemSpec> systems;
  private final Window.Cores cores;
  private final Path logs;
  private final Report report;
  private long seed;

  /**
   * Sets the scene.
   *
   * @param systems what to compare, ours first
   * @param generatorCore the processor of this process
   * @param systemCore the processor of the systems
   * @param logs a folder for the systems' output, made when missing
   * @param seed of the first run; every run has the next
   */
  public Comparison(
      List<SystemSpec> systems,
      int generatorCore,
      int systemCore,
      Path logs,
      Report report,
      long seed)
      throws IOException, InterruptedException {
    this.systems = systems;
    this.cores = new Window.Cores(generatorCore, systemCore);
    this.logs = Files.createDirectories(logs);
    this.report = report;
    this.seed = seed;
    Pinning.thisProcess(generatorCore);
    // The first time is a process's slowest, and would make every first run drift.
    Calibration.measure(systemCore);
  }

  /** Runs all cases so many times. */
  public void run(List<Case> cases, int repeats) throws IOException, InterruptedException {
    for (int repeat = 1; repeat <= repeats; repeat++) {
      for (Case load : cases) {
        for (SystemSpec system : systems) {
          report.add(next(system, load, repeat).execute());
        }
      }
    }
  }

  /** Only starts every system so many times and prints how long it took to listen. */
  public void start(Case load, int repeats) throws IOException, InterruptedException {
    for (int repeat = 1; repeat <= repeats; repeat++) {
      for (SystemSpec system : systems) {
        double seconds = next(system, load, repeat).startOnly();
        report.print("%-10s listens after %.3f s%n", system.name(), seconds);
      }
    }
  }

  private Run next(SystemSpec system, Case load, int repeat) {
    Path log = logs.resolve(load.label() + "-" + system.name() + "-" + repeat + ".log");
    return new Run(system, load, seed++, cores, log);
  }
}

package io.spanweir.bench.inside;

import io.spanweir.bench.jmh.AddedPrice;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The prices of policies and processors as a table in Markdown: one process for each, which runs
 * {@link AddedPrice}.
 */
public final class PriceList {
  private static final int PERCENT = 100;

  private final PrintStream out;
  private final int warmupIterations;
  private final int iterations;
  private final int forks;

  /**
   * Sets the times; an iteration is a second.
   *
   * @param out gets the table
   * @param warmupIterations seconds that don't count
   * @param iterations seconds that do
   * @param forks processes of each addition
   */
  public PriceList(PrintStream out, int warmupIterations, int iterations, int forks) {
    this.out = out;
    this.warmupIterations = warmupIterations;
    this.iterations = iterations;
    this.forks = forks;
  }

  /** Measures and prints, one line after the other. The first is nothing: what is noise. */
  public void print() throws RunnerException {
    out.println(
        "| added to W1 | price, ns per span | quartiles over the iterations | W1 in the same runs |");
    out.println("|---|---|---|---|");
    row(Addition.named("nothing"));
    for (Addition addition : Addition.all()) {
      row(addition);
    }
  }

  private void row(Addition addition) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(AddedPrice.class.getName())
            .param("addition", addition.name())
            .warmupIterations(warmupIterations)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .forks(forks)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    Collection<RunResult> runs = new Runner(options).run();
    List<IterationResult> results =
        runs.stream()
            .flatMap(r -> r.getBenchmarkResults().stream())
            .map(BenchmarkResult::getIterationResults)
            .flatMap(Collection::stream)
            .toList();
    double[] prices = sorted(results, i -> (sum(i, "added") - sum(i, "base")) / sum(i, "spans"));
    double[] base = sorted(results, i -> sum(i, "base") / sum(i, "spans"));
    out.printf(
        Locale.ROOT,
        "| %s`%s` | %.1f | %.1f to %.1f | %.0f |%n",
        addition.kind().label().isEmpty() ? "" : addition.kind().label() + " ",
        addition.name(),
        at(prices, 50),
        at(prices, 25),
        at(prices, 75),
        at(base, 50));
    out.flush();
  }

  private static double[] sorted(
      List<IterationResult> results, ToDoubleFunction<IterationResult> figure) {
    double[] figures = results.stream().mapToDouble(figure).toArray();
    Arrays.sort(figures);
    return figures;
  }

  private static double sum(IterationResult iteration, String counter) {
    Result<?> result = iteration.getSecondaryResults().get(counter);
    if (result == null) {
      throw new IllegalStateException("no counter " + counter);
    }
    return result.getScore();
  }

  private static double at(double[] sorted, int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / PERCENT)];
  }
}

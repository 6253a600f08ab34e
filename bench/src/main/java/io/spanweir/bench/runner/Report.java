package io.spanweir.bench.runner;

import io.spanweir.bench.generator.Ledger;
import io.spanweir.bench.sink.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Prints runs as they end and what they say together; writes one JSON line per run. */
public final class Report {
  private final PrintStream out;
  private final @Nullable Path lines;
  private final List<RunResult> results = new ArrayList<>();

  /**
   * Makes a report.
   *
   * @param lines a file that JSON lines are appended to, or null
   */
  public Report(PrintStream out, @Nullable Path lines) {
    this.out = out;
    this.lines = lines;
  }

  public List<RunResult> results() {
    return results;
  }

  void add(RunResult run) throws IOException {
    if (results.isEmpty()) {
      print("%s%n", Proc.machine());
      print(
          "%-22s %-10s %10s %8s %6s %8s %8s %9s %9s %9s %9s %6s %7s %6s  %s%n",
          "case",
          "system",
          "spans/s",
          "CPU-s/M",
          "core%",
          "RSS MB",
          "peak MB",
          "p50 ms",
          "p99 ms",
          "p99.9 ms",
          "max ms",
          "gen%",
          "busy%",
          "cal ms",
          "oracle; void because");
    }
    results.add(run);
    print(
        "%-22s %-10s %,10.0f %8.3f %6.1f %8.1f %8.1f %9.2f %9.2f %9.2f %9.2f %6.1f %3.0f/%-3.0f %6.0f  %s%n",
        run.label(),
        run.system(),
        run.spansPerSecond(),
        run.cpuSecondsPerMillion(),
        run.corePercent(),
        run.rssMedianBytes() / 1e6,
        run.rssPeakBytes() / 1e6,
        run.latencyMillis(50),
        run.latencyMillis(99),
        run.latencyMillis(99.9),
        run.latency().getMaxValue() / 1e6,
        run.generatorPercent(),
        run.generatorBusyPercent(),
        run.systemBusyPercent(),
        run.after().cpuMillis(),
        judgement(run));
    print("%33s %s%n", "", ledger(run));
    if (lines != null) {
      Files.writeString(
          lines,
          RunLine.of(run) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** Prints medians with their range, and how many times more every other system needs. */
  public void summary() {
    if (results.isEmpty()) {
      return;
    }
    print("%nmedian [min .. max] over the runs%n");
    for (List<RunResult> group : groups().values()) {
      RunResult first = group.get(0);
      print(
          "%-22s %-10s CPU-s/M %s   spans/s %s   peak MB %s   p99 ms %s   ok %d/%d%n",
          first.label(),
          first.system(),
          spread(group, RunResult::cpuSecondsPerMillion, "%.3f"),
          spread(group, RunResult::spansPerSecond, "%,.0f"),
          spread(group, r -> r.rssPeakBytes() / 1e6, "%.0f"),
          spread(group, r -> r.latencyMillis(99), "%.1f"),
          group.stream().filter(r -> r.voids().isEmpty()).count(),
          group.size());
    }
    ratios();
  }

  /** Returns the median of a figure over the runs of a case by a system. */
  public double median(String label, String system, ToDoubleFunction<RunResult> figure) {
    double[] sorted =
        results.stream()
            .filter(r -> r.label().equals(label) && r.system().equals(system))
            .mapToDouble(figure)
            .sorted()
            .toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /** Prints a line of its own. */
  public void print(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }

  private void ratios() {
    String ours = results.get(0).system();
    for (List<RunResult> group : groups().values()) {
      RunResult first = group.get(0);
      if (!first.system().equals(ours)) {
        double theirs = median(first.label(), first.system(), RunResult::cpuSecondsPerMillion);
        double own = median(first.label(), ours, RunResult::cpuSecondsPerMillion);
        print(
            "%-22s %s needs %.1f times the CPU of %s%n",
            first.label(), first.system(), theirs / own, ours);
      }
    }
  }

  private Map<String, List<RunResult>> groups() {
    Map<String, List<RunResult>> groups = new LinkedHashMap<>();
    for (RunResult run : results) {
      groups.computeIfAbsent(run.label() + "\n" + run.system(), k -> new ArrayList<>()).add(run);
    }
    return groups;
  }

  private static String spread(
      List<RunResult> group, ToDoubleFunction<RunResult> figure, String format) {
    double[] sorted = group.stream().mapToDouble(figure).sorted().toArray();
    return String.format(
        Locale.ROOT,
        format + " [" + format + " .. " + format + "]",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static String judgement(RunResult run) {
    Verdict verdict = run.verdict();
    String said = verdict == null ? "not asked" : verdict.describe();
    return run.voids().isEmpty() ? said : said + "; VOID: " + String.join(", ", run.voids());
  }

  private static String ledger(RunResult run) {
    Ledger all = run.whole();
    Verdict verdict = run.verdict();
    String sent =
        String.format(
            Locale.ROOT,
            "sent %,d = accepted %,d + refused %,d + rejected %,d + failed %,d + open %,d",
            all.sent(),
            all.accepted(),
            all.refused(),
            all.rejected(),
            all.failed(),
            all.unanswered());
    if (run.droppedDatagrams() > 0) {
      sent +=
          String.format(
              Locale.ROOT,
              "; the kernel dropped %,d datagrams, %,d of them in the window",
              run.droppedDatagrams(),
              run.droppedInWindow());
    }
    if (verdict == null) {
      return sent;
    }
    return sent
        + String.format(
            Locale.ROOT,
            "; kept %,d spans, expected %,d traces of %,d, by rate limit %,d, broken %,d",
            verdict.spans(),
            verdict.expected(),
            verdict.traces(),
            verdict.extra(),
            verdict.broken());
  }
}

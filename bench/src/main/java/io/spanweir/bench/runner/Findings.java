package io.spanweir.bench.runner;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What several cases say together: memory per held span, the price of many connections, goodput
 * under overload.
 */
public final class Findings {
  private Findings() {}

  /** Prints what applies to the cases that were run. */
  public static void print(Report report, List<Case> cases) {
    Set<String> systems = new LinkedHashSet<>();
    report.results().forEach(run -> systems.add(run.system()));
    for (String system : systems) {
      String kind = cases.get(0).label();
      if (kind.startsWith("rss-")) {
        rssSlope(report, cases, system);
      } else if (kind.startsWith("connections-")) {
        connections(report, cases, system);
      } else if (kind.startsWith("overload-")) {
        overload(report, cases, system);
      } else if (kind.equals("w2")) {
        requests(report, kind, system);
      }
    }
  }

  /** Least squares of memory over held spans, where a span is held for the decision wait. */
  private static void rssSlope(Report report, List<Case> cases, String system) {
    List<Double> held = new ArrayList<>();
    List<Double> median = new ArrayList<>();
    List<Double> peak = new ArrayList<>();
    for (Case load : cases) {
      double rate = report.median(load.label(), system, RunResult::spansPerSecond);
      held.add(rate * load.decisionWaitSeconds());
      median.add(report.median(load.label(), system, RunResult::rssMedianBytes));
      peak.add(report.median(load.label(), system, RunResult::rssPeakBytes));
    }
    report.print(
        "%-10s RSS slope: %.0f bytes per held span by median, %.0f by peak%n",
        system, slope(held, median), slope(held, peak));
  }

  static double slope(List<Double> xs, List<Double> ys) {
    double meanX = xs.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double meanY = ys.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double above = 0;
    double below = 0;
    for (int i = 0; i < xs.size(); i++) {
      above += (xs.get(i) - meanX) * (ys.get(i) - meanY);
      below += (xs.get(i) - meanX) * (xs.get(i) - meanX);
    }
    return above / below;
  }

  private static void connections(Report report, List<Case> cases, String system) {
    double few = report.median(cases.get(0).label(), system, RunResult::cpuSecondsPerMillion);
    double many = report.median(cases.get(1).label(), system, RunResult::cpuSecondsPerMillion);
    report.print(
        "%-10s %s costs %.2f times the CPU of %s%n",
        system, cases.get(1).label(), many / few, cases.get(0).label());
  }

  private static void requests(Report report, String kind, String system) {
    report.print(
        "%-10s answers %,.0f requests per core-second%n",
        system, report.median(kind, system, RunResult::requestsPerCoreSecond));
  }

  private static void overload(Report report, List<Case> cases, String system) {
    for (RunResult run : report.results()) {
      if (run.system().equals(system)) {
        Case load =
            cases.stream().filter(c -> c.label().equals(run.label())).findFirst().orElseThrow();
        double fits = 2 * load.phases().get(0).spansPerSecond();
        report.print(
            "%-10s %s: goodput %,.0f spans/s, %.1f%% of what fits; refused %,d spans, in recovery %,d"
                + " more, the last one %.1f s after the load fell; exit code %d%n",
            system,
            run.label(),
            run.spansPerSecond(),
            100 * run.spansPerSecond() / fits,
            run.window().refused(),
            run.phaseLedgers().get(2).refused(),
            run.recoverySeconds(),
            run.exitCode());
      }
    }
  }
}

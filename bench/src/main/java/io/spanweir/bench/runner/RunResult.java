package io.spanweir.bench.runner;

import io.spanweir.bench.generator.Ledger;
import io.spanweir.bench.sink.Verdict;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one run measured.
 *
 * @param system the system's name
 * @param label the case's name
 * @param startSeconds from starting the process to listening
 * @param windowSeconds how long the measured phase took
 * @param cpuSeconds the system's processor time in it
 * @param window what the generator did in it
 * @param whole what the generator did in all, completing open traces included
 * @param phaseLedgers what the generator did in each phase
 * @param latency answers of the measured phase from when requests were due, in nanoseconds
 * @param backlog requests that were due but not begun when the last phase ended
 * @param droppedDatagrams by the kernel, in front of the system, in the whole run
 * @param droppedInWindow of those, how many in the measured phase
 * @param rssMedianBytes the median over the measured phase
 * @param rssPeakBytes the most there ever was
 * @param generatorPercent what this process used of its processor in the measured phase
 * @param generatorBusyPercent of the generator's processor in the measured phase
 * @param systemBusyPercent of the system's processor, others on it included
 * @param recoverySeconds from the end of the measured phase to the last refusal
 * @param verdict what the oracle says, or null when it was not asked
 * @param exitCode of the system, after it was asked to end
 * @param before the noise guard before the run
 * @param after the noise guard after it
 * @param voids reasons why the processor figure does not count
 */
public record RunResult(
    String system,
    String label,
    double startSeconds,
    double windowSeconds,
    double cpuSeconds,
    Ledger window,
    Ledger whole,
    List<Ledger> phaseLedgers,
    Histogram latency,
    long backlog,
    long droppedDatagrams,
    long droppedInWindow,
    long rssMedianBytes,
    long rssPeakBytes,
    double generatorPercent,
    double generatorBusyPercent,
    double systemBusyPercent,
    double recoverySeconds,
    @Nullable Verdict verdict,
    int exitCode,
    Calibration before,
    Calibration after,
    List<String> voids) {

  /** Returns the spans taken in a second of the measured phase. */
  public double spansPerSecond() {
    return window.accepted() / windowSeconds;
  }

  /** Returns the requests answered for a second of the system on its processor. */
  public double requestsPerCoreSecond() {
    return window.requests() / cpuSeconds;
  }

  /** Returns processor seconds for a million spans taken in. */
  public double cpuSecondsPerMillion() {
    return window.accepted() == 0 ? Double.NaN : cpuSeconds * 1e6 / window.accepted();
  }

  /** Returns the share of one processor that the system used, in percent. */
  public double corePercent() {
    return 100 * cpuSeconds / windowSeconds;
  }

  /** Returns a percentile of the answer's latency, in milliseconds. */
  public double latencyMillis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e6;
  }

  /** Whether the oracle has nothing against the run. */
  public boolean correct() {
    return verdict == null || verdict.passed();
  }
}

package io.spanweir.bench.runner;

import io.spanweir.bench.sink.Verdict;

/** One run as a line of JSON, for programs. */
final class RunLine {
  private RunLine() {}

  static String of(RunResult run) {
    Json json =
        new Json()
            .put("case", run.label())
            .put("system", run.system())
            .put("start_s", run.startSeconds())
            .put("window_s", run.windowSeconds())
            .put("spans_per_s", run.spansPerSecond())
            .put("cpu_s", run.cpuSeconds())
            .put("cpu_s_per_million", run.cpuSecondsPerMillion())
            .put("core_percent", run.corePercent())
            .put("rss_median_bytes", run.rssMedianBytes())
            .put("rss_peak_bytes", run.rssPeakBytes())
            .put("ack_p50_ms", run.latencyMillis(50))
            .put("ack_p99_ms", run.latencyMillis(99))
            .put("ack_p999_ms", run.latencyMillis(99.9))
            .put("ack_max_ms", run.latency().getMaxValue() / 1e6)
            .put("generator_percent", run.generatorPercent())
            .put("generator_core_busy_percent", run.generatorBusyPercent())
            .put("system_core_busy_percent", run.systemBusyPercent())
            .put("requests_per_core_second", run.requestsPerCoreSecond())
            .put("dropped_datagrams", run.droppedDatagrams())
            .put("dropped_in_window", run.droppedInWindow())
            .put("backlog_requests", run.backlog())
            .put("recovery_s", run.recoverySeconds())
            .put("exit_code", run.exitCode())
            .put("calibration_before_ms", run.before().cpuMillis())
            .put("calibration_after_ms", run.after().cpuMillis())
            .put("calibration_after_wall_ms", run.after().wallMillis())
            .put("sent", run.whole().sent())
            .put("accepted", run.whole().accepted())
            .put("refused", run.whole().refused())
            .put("rejected", run.whole().rejected())
            .put("failed", run.whole().failed());
    Verdict verdict = run.verdict();
    if (verdict != null) {
      json.put("kept_spans", verdict.spans())
          .put("traces", verdict.traces())
          .put("expected_traces", verdict.expected())
          .put("rate_limited_traces", verdict.extra())
          .put("broken_traces", verdict.broken())
          .put("oracle", verdict.describe());
    }
    return json.put("void", run.voids()).toString();
  }
}

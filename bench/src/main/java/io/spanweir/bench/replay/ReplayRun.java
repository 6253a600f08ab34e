package io.spanweir.bench.replay;

import io.spanweir.bench.runner.Ports;
import io.spanweir.bench.runner.RunningSystem;
import io.spanweir.bench.runner.SystemSpec;
import io.spanweir.bench.sink.KeptTraces;
import io.spanweir.bench.sink.RawClient;
import io.spanweir.bench.sink.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends a recording through a system and judges what it kept. */
public final class ReplayRun {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SystemSpec system;
  private final Path config;
  private final Path log;

  /**
   * @param config takes {@code GRPC_PORT, SINK_PORT, THRESHOLD_MS, DECISION_WAIT}
   * @param log where the system's output goes
   */
  public ReplayRun(SystemSpec system, Path config, Path log) {
    this.system = system;
    this.config = config;
    this.log = log;
  }

  /**
   * How a recording is sent.
   *
   * @param every between two sends of a client, in the recording's time
   * @param speed how many times faster than it was recorded; spans keep their durations
   * @param thresholdNanos what the file of the healthy system says is slow; the policy has it in
   *     whole milliseconds
   * @param decisionWait by the machine's clock: long enough for the last client to send
   */
  public record Pace(Duration every, double speed, long thresholdNanos, Duration decisionWait) {
    long thresholdMillis() {
      return thresholdNanos / NANOS_PER_MILLI;
    }
  }

  /**
   * What was kept, beside what the table says.
   *
   * @param slow traces that took longer than the threshold, by the table alone
   * @param slowKept those of them that were kept, whole
   * @param expected traces that took longer than the policy's threshold by the clocks of the pods
   * @param kept traces that came out
   * @param wrong traces that came out and should not, or should and did not
   * @param partial traces that came out without some of their spans
   * @param duplicates spans that came out twice
   * @param latestNanos how much later than it was due a request was answered at most; near the
   *     decision's wait, the machine was too slow, and the verdict is of the machine
   */
  public record Verdict(
      int traces,
      int spans,
      int requests,
      int slow,
      int slowKept,
      int expected,
      int kept,
      int wrong,
      int partial,
      long duplicates,
      int exitCode,
      long latestNanos) {
    /** Whether it kept just what the clients sent as slow, whole and once. */
    public boolean exact() {
      return wrong == 0 && partial == 0 && duplicates == 0 && exitCode == 0;
    }

    /** Of the traces that were slow by the table, how many per cent were kept whole. */
    public double recallPercent() {
      return slow == 0 ? 100 : 100.0 * slowKept / slow;
    }
  }

  /**
   * Replays.
   *
   * @param truth the same spans with right clocks
   */
  public Verdict run(Recording sent, Recording truth, Pace pace)
      throws IOException, InterruptedException {
    KeptTraces kept = new KeptTraces();
    try (Sink sink = Sink.start(kept)) {
      int door = Ports.free();
      Map<String, String> environment = new TreeMap<>();
      environment.put("GRPC_PORT", Integer.toString(door));
      environment.put("SINK_PORT", Integer.toString(sink.grpcPort()));
      environment.put("THRESHOLD_MS", Long.toString(pace.thresholdMillis()));
      environment.put("DECISION_WAIT", pace.decisionWait().toMillis() + "ms");
      Sent all;
      int exit;
      try (RunningSystem running = RunningSystem.start(system, config, environment, log)) {
        running.awaitListening(door);
        all = send(sent, pace, door);
        TimeUnit.NANOSECONDS.sleep(pace.decisionWait().toNanos());
        exit = running.stop();
      }
      return judge(sent, truth, pace, kept, all, exit);
    }
  }

  private record Sent(int requests, long latestNanos) {}

  private static Sent send(Recording sent, Pace pace, int door) throws InterruptedException {
    List<Recording.Batch> batches = sent.batches(pace.every().toNanos());
    long latest = 0;
    try (RawClient client = new RawClient(door)) {
      client.warmUp();
      long begun = System.nanoTime();
      long now = System.currentTimeMillis() * NANOS_PER_MILLI;
      for (Recording.Batch batch : batches) {
        long due = begun + (long) (batch.dueNanos() / pace.speed());
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        client.send(RequestBytes.of(batch, now - sent.startNanos() + sent.skewNanos(batch.pod())));
        latest = Math.max(latest, System.nanoTime() - due);
      }
    }
    return new Sent(batches.size(), latest);
  }

  private static Verdict judge(
      Recording sent, Recording truth, Pace pace, KeptTraces sink, Sent all, int exit) {
    Map<String, Set<String>> kept = sink.spans();
    Map<String, Set<String>> expected = sent.slowerThan(pace.thresholdMillis() * NANOS_PER_MILLI);
    Map<String, Set<String>> slow = truth.slowerThan(pace.thresholdNanos());
    Set<String> wrong = new TreeSet<>(kept.keySet());
    wrong.removeAll(expected.keySet());
    int partial = 0;
    for (Map.Entry<String, Set<String>> each : expected.entrySet()) {
      Set<String> came = kept.get(each.getKey());
      if (came == null) {
        wrong.add(each.getKey());
      } else {
        partial += came.equals(each.getValue()) ? 0 : 1;
      }
    }
    int slowKept = 0;
    for (Map.Entry<String, Set<String>> each : slow.entrySet()) {
      slowKept += each.getValue().equals(kept.get(each.getKey())) ? 1 : 0;
    }
    return new Verdict(
        sent.traces(),
        sent.spans(),
        all.requests(),
        slow.size(),
        slowKept,
        expected.size(),
        kept.size(),
        wrong.size(),
        partial,
        sink.duplicates(),
        exit,
        all.latestNanos());
  }
}

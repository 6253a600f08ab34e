package io.spanweir.simulation;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.PipelineId;
import io.spanweir.core.pipeline.PipelineSpec;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendQueueConfig;
import io.spanweir.exporter.sending.SendingConfig;
import io.spanweir.exporter.sending.Sizer;
import io.spanweir.processor.batch.BatchConfig;
import io.spanweir.simulation.Traffic.Senders;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.SimLoops.Wiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a seed decides before a run begins.
 *
 * @param tails the tail samplers by id
 * @param downMillis how long a process stays away when it ends
 */
record Scenario(
    long seed,
    Wiring wiring,
    int shards,
    List<PipelineSpec> pipelines,
    Map<ComponentId, TailPlan> tails,
    Map<ComponentId, BatchConfig> batches,
    Map<ComponentId, SendingConfig> exporters,
    Traffic traffic,
    List<Fault> faults,
    boolean backendsComeBack,
    long chunkBytesMax,
    long downMillis) {
  private static final long MILLI = 1_000_000L;
  private static final ComponentId DOOR = ComponentId.parse("door");

  /** Something that happens to the process or to a backend. */
  record Fault(long atNanos, Kind kind, int backend, long forNanos) {
    /** What happens. */
    enum Kind {
      /** The process dies where it stands. */
      CRASH,
      /** The process is asked to end, and is started again. */
      RESTART,
      /** The tail samplers get other policies while they run. */
      RECONFIGURE,
      /** A backend answers late. */
      SLOW,
      /** A backend takes nothing for now. */
      REFUSING,
      /** A backend takes nothing for good of what it is sent. */
      REJECTING,
      /** A backend rejects some spans of what it takes. */
      PARTIAL,
      /** A backend loses what is on its way and does not answer. */
      DEAD,
      /** A backend takes what it is sent, and its answers get lost. */
      ANSWERS_LOST
    }
  }

  static Scenario of(long seed) {
    Rng rng = new Rng(seed * 0x9E3779B97F4A7C15L);
    Traffic traffic = Traffic.draw(rng, rng.pick(List.of(Senders.values())));
    Wiring wiring = rng.percent(50) ? Wiring.ONE_CORE : Wiring.MANY;
    int shards = wiring == Wiring.ONE_CORE ? rng.pick(List.of(1, 1, 2)) : rng.between(1, 4);
    if (traffic.crowded()) {
      shards = 1;
    }
    List<PipelineSpec> pipelines = pipelines(rng);
    Map<ComponentId, TailPlan> tails = new TreeMap<>();
    Map<ComponentId, BatchConfig> batches = new TreeMap<>();
    Map<ComponentId, SendingConfig> exporters = new TreeMap<>();
    for (PipelineSpec pipeline : pipelines) {
      for (ComponentId id : pipeline.processors()) {
        if (id.type().equals("tail_sampling")) {
          tails.put(id, TailPlan.draw(rng, traffic));
        } else {
          batches.put(id, batch(rng));
        }
      }
      for (ComponentId id : pipeline.exporters()) {
        exporters.put(id, sending(rng));
      }
    }
    List<Fault> faults = faults(rng, exporters.size(), traffic);
    return new Scenario(
        seed,
        wiring,
        shards,
        pipelines,
        tails,
        batches,
        exporters,
        traffic,
        faults,
        rng.percent(92),
        rng.percent(20) ? traffic.chunkBytesNeeded() : 1L << 30,
        rng.between(1, 3000));
  }

  private static List<PipelineSpec> pipelines(Rng rng) {
    return switch (rng.below(6)) {
      case 0 -> List.of(pipeline("", List.of("tail_sampling"), List.of("sim")));
      case 1 -> List.of(pipeline("", List.of("tail_sampling", "batch"), List.of("sim")));
      case 2 -> List.of(pipeline("", List.of("tail_sampling"), List.of("sim/a", "sim/b")));
      case 3 -> List.of(pipeline("", List.of("tail_sampling", "batch"), List.of("sim/a", "sim/b")));
      case 4 ->
          List.of(
              pipeline("one", List.of("tail_sampling/one"), List.of("sim/a")),
              pipeline("two", List.of("tail_sampling/two", "batch"), List.of("sim/b")));
      default ->
          List.of(
              pipeline("all", List.of("batch"), List.of("sim/a")),
              pipeline("kept", List.of("tail_sampling"), List.of("sim/b")));
    };
  }

  private static PipelineSpec pipeline(String name, List<String> processors, List<String> ends) {
    return new PipelineSpec(
        new PipelineId(Signal.TRACES, name),
        List.of(DOOR),
        processors.stream().map(ComponentId::parse).toList(),
        ends.stream().map(ComponentId::parse).toList());
  }

  private static BatchConfig batch(Rng rng) {
    int size = rng.pick(List.of(1, 10, 100, 8192));
    int max = rng.percent(50) ? 0 : size + rng.below(20);
    Duration timeout = Duration.ofMillis(rng.pick(List.of(0L, 50L, 200L, 2000L)));
    return new BatchConfig(size, max, timeout, List.of(), 0);
  }

  private static SendingConfig sending(Rng rng) {
    SendQueueConfig queue =
        new SendQueueConfig(
            rng.percent(90),
            rng.between(1, 4),
            rng.pick(List.of(2L, 10L, 1000L)),
            Sizer.REQUESTS,
            false,
            new ByteSize(0),
            new ByteSize(rng.pick(List.of(1_000L, 10_000L, 4L << 20))));
    Duration giveUp = rng.percent(75) ? Duration.ZERO : Duration.ofSeconds(6);
    RetryConfig retry =
        new RetryConfig(
            rng.percent(95), Duration.ofMillis(50), 0.5, 1.5, Duration.ofSeconds(2), giveUp);
    return new SendingConfig(queue, retry, Duration.ofMillis(rng.between(300L, 2000L)));
  }

  private static List<Fault> faults(Rng rng, int backends, Traffic traffic) {
    List<Fault> faults = new ArrayList<>();
    int count = rng.pick(List.of(0, 1, 2, 2, 4));
    for (int i = 0; i < count; i++) {
      Fault.Kind kind = rng.pick(List.of(Fault.Kind.values()));
      faults.add(
          new Fault(
              rng.between(100L, 15_000L) * MILLI,
              kind,
              rng.below(backends),
              rng.between(100L, 6_000L) * MILLI));
    }
    if (traffic.tight() && rng.percent(40)) {
      long at = rng.between(500L, 5_000L) * MILLI;
      int backend = rng.below(backends);
      faults.add(new Fault(at, Fault.Kind.DEAD, backend, 9_000L * MILLI));
      faults.add(new Fault(at + rng.between(0L, 8_000L) * MILLI, Fault.Kind.RESTART, backend, 0));
    }
    return faults;
  }

  /** The names of all policies, which are the marks that spans may carry. */
  List<String> policyNames() {
    return tails.values().stream().flatMap(plan -> plan.policyNames().stream()).distinct().toList();
  }

  /** Whether the process ends anywhere but at the end. */
  boolean interrupted() {
    return faults.stream()
        .anyMatch(f -> f.kind() == Fault.Kind.CRASH || f.kind() == Fault.Kind.RESTART);
  }
}

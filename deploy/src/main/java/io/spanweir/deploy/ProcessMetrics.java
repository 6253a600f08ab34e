package io.spanweir.deploy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spanweir.core.component.Limits;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.EventLoops;
import io.spanweir.core.runtime.LoopGaps;
import java.util.List;

/**
 * What the process as a whole says: memory, collections, and how long work had to wait for a loop.
 */
final class ProcessMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double[] QUANTILES = {0.5, 0.99, 0.999, 1};

  private ProcessMetrics() {}

  static void bind(Clock clock, EventLoops loops, Limits limits, MeterRegistry meters) {
    long startNanos = clock.nanoTime();
    FunctionCounter.builder(
            "otelcol.process.uptime", clock, c -> (c.nanoTime() - startNanos) / NANOS_PER_SECOND)
        .baseUnit("seconds")
        .description("Since the start, seconds")
        .register(meters);
    FunctionCounter.builder(
            "otelcol.process.cpu.seconds", limits, l -> Machine.cpuNanos() / NANOS_PER_SECOND)
        .baseUnit("seconds")
        .description("Processor time that the process has used, seconds")
        .register(meters);
    Gauge.builder("otelcol.process.memory.rss", Machine::residentBytes)
        .baseUnit("bytes")
        .description("Resident memory of the process, bytes")
        .register(meters);
    Gauge.builder("otelcol.process.runtime.heap.alloc.bytes", Machine::heapBytes)
        .baseUnit("bytes")
        .description("Java heap in use, bytes")
        .register(meters);
    Gauge.builder("otelcol.process.runtime.total.sys.memory.bytes", Machine::committedBytes)
        .baseUnit("bytes")
        .description("Memory that the virtual machine has taken for heap, code and buffers, bytes")
        .register(meters);
    Gauge.builder("spanweir.limit.direct.bytes", limits, Limits::directBytesMax)
        .description("Off-heap memory that the process may use, bytes")
        .register(meters);
    bindGaps("event-loop", loops.eventLoopGaps(), meters);
    List<LoopGaps> shards = loops.shardGaps();
    for (int i = 0; i < shards.size(); i++) {
      bindGaps("shard-" + i, shards.get(i), meters);
    }
  }

  private static void bindGaps(String loop, LoopGaps gaps, MeterRegistry meters) {
    for (double quantile : QUANTILES) {
      Gauge.builder(
              "spanweir.loop.gap.seconds", gaps, g -> g.quantileNanos(quantile) / NANOS_PER_SECOND)
          .tag("loop", loop)
          .tag("quantile", Double.toString(quantile))
          .description("How long work that was due had to wait for its loop, since the start")
          .register(meters);
    }
  }
}

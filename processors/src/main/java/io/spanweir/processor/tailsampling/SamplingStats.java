package io.spanweir.processor.tailsampling;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.log.SegmentPool;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the processor counts beside the ledger, under the names that dashboards of the OpenTelemetry
 * Collector use (reference otel-collector §1.10). Counted per decision or batch; any thread.
 */
final class SamplingStats {
  private static final String PREFIX = "otelcol.processor.tail.sampling.";
  private static final DecisionReason[] REASONS = DecisionReason.values();

  private final LongAdder kept = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder lateKept = new LongAdder();
  private final LongAdder lateDropped = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder[] byReason = new LongAdder[REASONS.length];
  private final LongAdder[] byPolicy;
  private final List<String> policies;

  /**
   * @param policies their names, at the places of the numbers that {@link PolicyNames} gave them
   */
  SamplingStats(List<String> policies) {
    this.policies = policies;
    byPolicy = new LongAdder[policies.size()];
    for (int i = 0; i < byPolicy.length; i++) {
      byPolicy[i] = new LongAdder();
    }
    for (int i = 0; i < byReason.length; i++) {
      byReason[i] = new LongAdder();
    }
  }

  /**
   * A trace is decided.
   *
   * @param policy the number of the name of the policy that decided, -1 if none did
   */
  void decided(DecisionReason reason, int policy, boolean sampled) {
    (sampled ? kept : dropped).increment();
    byReason[reason.ordinal()].increment();
    if (sampled && policy >= 0 && policy < byPolicy.length) {
      byPolicy[policy].increment();
    }
  }

  void lateKept(int spans) {
    lateKept.add(spans);
  }

  void lateDropped(int spans) {
    lateDropped.add(spans);
  }

  void duplicates(int spans) {
    duplicates.add(spans);
  }

  /** Registers everything; once. */
  void bind(
      MeterRegistry meters,
      String component,
      Admission admission,
      SegmentPool segments,
      LongAdder tracesOpen) {
    Tags tags = Tags.of("processor", component);
    counter(meters, "global.count.traces.sampled", tags.and("sampled", "true"), kept);
    counter(meters, "global.count.traces.sampled", tags.and("sampled", "false"), dropped);
    counter(meters, "early.releases.from.cache.decision", tags.and("sampled", "true"), lateKept);
    counter(
        meters, "early.releases.from.cache.decision", tags.and("sampled", "false"), lateDropped);
    for (int i = 0; i < byPolicy.length; i++) {
      Tags policy = tags.and("policy", policies.get(i), "sampled", "true");
      counter(meters, "count.traces.sampled", policy, byPolicy[i]);
    }
    for (DecisionReason reason : REASONS) {
      FunctionCounter.builder(
              "spanweir.tail.sampling.decisions", byReason[reason.ordinal()], LongAdder::sum)
          .tags(tags.and("reason", reason.label()))
          .description("Traces decided, by why they were decided then")
          .register(meters);
    }
    FunctionCounter.builder("spanweir.tail.sampling.duplicate.spans", duplicates, LongAdder::sum)
        .tags(tags)
        .description("Spans of kept traces that came twice and left once")
        .register(meters);
    Gauge.builder(PREFIX + "sampling.traces.on.memory", tracesOpen, LongAdder::sum)
        .tags(tags)
        .description("Traces that wait for their decision")
        .register(meters);
    Gauge.builder("spanweir.tail.sampling.buffer.bytes", admission, Admission::heldBytes)
        .tags(tags)
        .description("Bytes held, reserved ones included")
        .register(meters);
    Gauge.builder("spanweir.tail.sampling.buffer.bytes.limit", admission, Admission::bytesMax)
        .tags(tags)
        .description("Bytes that may be held; more is refused")
        .register(meters);
    Gauge.builder("spanweir.tail.sampling.log.segments", segments, SegmentPool::segmentsOut)
        .tags(tags)
        .description("Segments of the log that hold spans or are held for them")
        .register(meters);
    Gauge.builder("spanweir.tail.sampling.log.memory.bytes", segments, SegmentPool::allocatedBytes)
        .tags(tags)
        .description("Memory that the log has taken from the machine")
        .register(meters);
    FunctionCounter.builder(
            "spanweir.tail.sampling.buffer.refusals", admission, Admission::refusals)
        .tags(tags)
        .description("Batches refused because the buffer was full")
        .register(meters);
  }

  private static void counter(MeterRegistry meters, String name, Tags tags, LongAdder value) {
    FunctionCounter.builder(PREFIX + name, value, LongAdder::sum).tags(tags).register(meters);
  }
}

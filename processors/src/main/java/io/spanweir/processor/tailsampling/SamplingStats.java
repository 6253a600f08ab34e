package io.spanweir.processor.tailsampling;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.component.Settings;
import io.spanweir.core.log.SegmentPool;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the processor counts beside the ledger, under the names that dashboards of the OpenTelemetry
 * Collector use. Counted per turn of a shard; any thread.
 *
 * <p>The Collector counts what each policy says of each trace. Here policies are asked until one
 * decides, so a policy's metrics are of the traces that it decided.
 */
final class SamplingStats {
  private static final String PREFIX = "otelcol.processor.tail.sampling.";
  private static final DecisionReason[] REASONS = DecisionReason.values();
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /** The Collector's bounds. */
  private static final double[] TIMER_MILLIS = {
    1, 2, 5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 2_000, 3_000, 4_000, 5_000,
    10_000, 20_000, 30_000, 50_000
  };

  private static final double[] AGE_SECONDS = {
    5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000
  };

  private final LongAdder kept = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder droppedByPolicy = new LongAdder();
  private final LongAdder lateKept = new LongAdder();
  private final LongAdder lateDropped = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder[] byReason = adders(REASONS.length);
  private final List<String> policies;
  private final LongAdder[] keptBy;
  private final LongAdder[] keptSpansBy;
  private final LongAdder[] droppedBy;
  private final LongAdder[] droppedSpansBy;
  private final DistributionSummary lateAges;
  private final DistributionSummary turns;

  /**
   * @param policies their names, at the places of the numbers that {@link PolicyNames} gave them
   */
  SamplingStats(List<String> policies, Settings settings) {
    MeterRegistry meters = settings.telemetry().meters();
    this.policies = labels(policies, settings.id().name());
    keptBy = adders(policies.size());
    keptSpansBy = adders(policies.size());
    droppedBy = adders(policies.size());
    droppedSpansBy = adders(policies.size());
    Tags tags = Tags.of("processor", settings.accountName());
    lateAges =
        DistributionSummary.builder(PREFIX + "sampling.late.span.age")
            .tags(tags)
            .baseUnit("seconds")
            .description("From the decision to spans that come after it, where it is on record")
            .serviceLevelObjectives(AGE_SECONDS)
            .register(meters);
    turns =
        DistributionSummary.builder(PREFIX + "sampling.decision.timer.latency")
            .tags(tags)
            .baseUnit("milliseconds")
            .description("How long deciding took that was due at the same time")
            .serviceLevelObjectives(TIMER_MILLIS)
            .register(meters);
  }

  /** As the Collector has them: policies of processors with names may be called the same. */
  private static List<String> labels(List<String> policies, String processor) {
    return processor.isEmpty()
        ? policies
        : policies.stream().map(policy -> processor + "." + policy).toList();
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  /**
   * Traces are decided.
   *
   * @param traces how many for each reason, by its ordinal
   * @param keptTraces how many of them are kept
   * @param droppedTraces how many are dropped because no policy wants them
   * @param droppedForPolicy how many are dropped because a policy does not want them
   */
  void decided(long[] traces, long keptTraces, long droppedTraces, long droppedForPolicy) {
    kept.add(keptTraces);
    dropped.add(droppedTraces);
    droppedByPolicy.add(droppedForPolicy);
    for (int reason = 0; reason < traces.length; reason++) {
      if (traces[reason] != 0) {
        byReason[reason].add(traces[reason]);
      }
    }
  }

  /** Of the traces that are kept, those by the policy with this name's number. */
  void keptBy(int policy, long traces, long spans) {
    if (policy < keptBy.length) {
      keptBy[policy].add(traces);
      keptSpansBy[policy].add(spans);
    }
  }

  /** Of the traces that are dropped, those by the policy with this name's number. */
  void droppedBy(int policy, long traces, long spans) {
    if (policy < droppedBy.length) {
      droppedBy[policy].add(traces);
      droppedSpansBy[policy].add(spans);
    }
  }

  /** Spans have come of traces that were decided. */
  void late(long keptSpans, long droppedSpans) {
    lateKept.add(keptSpans);
    lateDropped.add(droppedSpans);
  }

  /** Spans have come this long after their trace was decided. */
  void lateAge(long nanos) {
    lateAges.record(nanos / NANOS_PER_SECOND);
  }

  /** Deciding what was due took this long. */
  void decidedDue(long nanos) {
    turns.record(nanos / NANOS_PER_MILLI);
  }

  void duplicates(int spans) {
    duplicates.add(spans);
  }

  /** Registers everything; once. */
  void bind(
      MeterRegistry meters,
      LedgerAccount account,
      Admission admission,
      SegmentPool segments,
      LongAdder tracesOpen) {
    Tags tags = Tags.of("processor", account.component());
    bindDecisions(meters, tags);
    bindSpans(meters, tags);
    FunctionCounter.builder(PREFIX + "new.trace.id.received", account, a -> a.traces(Term.RECEIVED))
        .tags(tags)
        .description("Traces that began")
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

  private void bindDecisions(MeterRegistry meters, Tags tags) {
    Tags yes = tags.and("sampled", "true", "decision", "sampled");
    Tags no = tags.and("sampled", "false", "decision", "not_sampled");
    Tags never = tags.and("sampled", "false", "decision", "dropped");
    String all = "Traces decided, by what became of them";
    counter(meters, "global.count.traces.sampled", yes, all, kept);
    counter(meters, "global.count.traces.sampled", no, all, dropped);
    counter(meters, "global.count.traces.sampled", never, all, droppedByPolicy);
    String each = "Traces decided by a policy";
    String spans = "Spans of the traces decided by a policy";
    for (int i = 0; i < keptBy.length; i++) {
      Tags policy = Tags.of("policy", policies.get(i));
      counter(meters, "count.traces.sampled", yes.and(policy), each, keptBy[i]);
      counter(meters, "count.traces.sampled", never.and(policy), each, droppedBy[i]);
      counter(meters, "count.spans.sampled", yes.and(policy), spans, keptSpansBy[i]);
      counter(meters, "count.spans.sampled", never.and(policy), spans, droppedSpansBy[i]);
    }
    for (DecisionReason reason : REASONS) {
      FunctionCounter.builder(
              "spanweir.tail.sampling.decisions", byReason[reason.ordinal()], LongAdder::sum)
          .tags(tags.and("reason", reason.label()))
          .description("Traces decided, by why they were decided then")
          .register(meters);
    }
    counter(
        meters,
        "sampling.trace.dropped.too.early",
        tags,
        "Traces decided before their wait was over, because the buffer was full",
        byReason[DecisionReason.EVICTED.ordinal()]);
    counter(
        meters,
        "traces.dropped.too.large",
        tags,
        "Traces dropped because they went over maximum_trace_size_bytes",
        byReason[DecisionReason.TOO_LARGE.ordinal()]);
    counter(
        meters,
        "sampling.policy.evaluation.error",
        tags,
        "Always 0: no policy can fail on what a span says",
        errors);
  }

  private void bindSpans(MeterRegistry meters, Tags tags) {
    String late = "Spans that came after their trace was decided, and followed the decision";
    counter(
        meters, "early.releases.from.cache.decision", tags.and("sampled", "true"), late, lateKept);
    counter(
        meters,
        "early.releases.from.cache.decision",
        tags.and("sampled", "false"),
        late,
        lateDropped);
    FunctionCounter.builder("spanweir.tail.sampling.duplicate.spans", duplicates, LongAdder::sum)
        .tags(tags)
        .description("Spans of kept traces that came twice and left once")
        .register(meters);
  }

  private static void counter(
      MeterRegistry meters, String name, Tags tags, String what, LongAdder value) {
    FunctionCounter.builder(PREFIX + name, value, LongAdder::sum)
        .tags(tags)
        .description(what)
        .register(meters);
  }
}

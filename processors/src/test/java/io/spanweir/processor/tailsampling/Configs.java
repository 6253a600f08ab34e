package io.spanweir.processor.tailsampling;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.tailsampling.TailSamplingConfig.DecisionCacheConfig;
import io.spanweir.processor.tailsampling.TailSamplingConfig.Overflow;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.processor.tailsampling.TailSamplingConfig.SamplingStrategy;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations for tests: the default, with what a test changes. */
final class Configs {
  private Duration wait = Duration.ofSeconds(2);
  private @Nullable Long numTraces;
  private DecisionCacheConfig caches = TailSamplingConfig.DEFAULT.decisionCache();
  private long records = TailSamplingConfig.DEFAULT.decisionRecords();
  private @Nullable ByteSize buffer = ByteSize.ofMiB(16);
  private ByteSize traceBytesMax = new ByteSize(0);
  private @Nullable Overflow overflow = Overflow.REFUSE;
  private @Nullable Boolean blockOnOverflow;
  private RecordPolicy recordPolicy = RecordPolicy.OFF;
  private boolean recordDecision;
  private Duration afterRoot = Duration.ZERO;
  private boolean firstMatch;
  private boolean dropPending;
  private SamplingStrategy strategy = SamplingStrategy.TRACE_COMPLETE;
  private TraceIdRule traceId = TraceIdRule.STRICT;
  private final List<PolicyConfig> policies;

  private Configs(List<PolicyConfig> policies) {
    this.policies = policies;
  }

  static Configs of(PolicyConfig... policies) {
    return new Configs(List.of(policies));
  }

  static Configs keepingAll() {
    return of(TestPolicies.always("all"));
  }

  static Configs keepingErrors() {
    return of(TestPolicies.status("errors", "ERROR"));
  }

  static Configs errorsAndHalf() {
    return of(TestPolicies.status("errors", "ERROR"), TestPolicies.share("half", 50));
  }

  Configs wait(Duration duration) {
    wait = duration;
    return this;
  }

  Configs numTraces(long traces) {
    numTraces = traces;
    return this;
  }

  Configs caches(long sampled, long notSampled) {
    caches = new DecisionCacheConfig(sampled, notSampled);
    return this;
  }

  Configs records(long count) {
    records = count;
    return this;
  }

  Configs bufferKiB(int kibibytes) {
    buffer = new ByteSize((long) kibibytes << 10);
    return this;
  }

  Configs traceBytesMax(long bytes) {
    traceBytesMax = new ByteSize(bytes);
    return this;
  }

  Configs evicting() {
    overflow = Overflow.EVICT;
    return this;
  }

  /** The Collector's key and ours; null is a key that a file doesn't have. */
  Configs whenFull(@Nullable Boolean block, @Nullable Overflow what) {
    blockOnOverflow = block;
    overflow = what;
    return this;
  }

  Configs record(RecordPolicy where) {
    recordPolicy = where;
    return this;
  }

  /** And reason and duration beside the policy. */
  Configs recordDecision() {
    recordDecision = true;
    return this;
  }

  Configs afterRoot(Duration duration) {
    afterRoot = duration;
    return this;
  }

  Configs firstMatch() {
    firstMatch = true;
    return this;
  }

  Configs dropPending() {
    dropPending = true;
    return this;
  }

  Configs onArrival() {
    strategy = SamplingStrategy.SPAN_INGEST;
    return this;
  }

  Configs traceId(TraceIdRule rule) {
    traceId = rule;
    return this;
  }

  TailSamplingConfig build() {
    return new TailSamplingConfig(
        wait,
        numTraces,
        0,
        caches,
        records,
        buffer,
        traceBytesMax,
        overflow,
        recordPolicy,
        recordDecision,
        afterRoot,
        1,
        firstMatch,
        dropPending,
        blockOnOverflow,
        strategy,
        traceId,
        policies);
  }

  static Processor create(TailSamplingConfig config, Settings settings, SpanConsumer next) {
    return new TailSamplingFactory().create(settings, config, next);
  }
}

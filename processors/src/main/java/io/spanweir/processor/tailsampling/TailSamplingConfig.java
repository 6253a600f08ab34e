package io.spanweir.processor.tailsampling;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.processor.tailsampling.policy.PolicyBook;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code tail_sampling}: the Collector's, where it has them, and those that bound
 * memory by bytes.
 */
@Differs(
    value = {
      "num_traces: a batch that is let in below it may pass it by what it brings; "
          + "what happens when it is reached is up to overflow",
      "num_shards: has no effect; shards follow the cores, and limits hold for all of"
          + " them together",
      "expected_new_traces_per_sec: has no effect; tables grow without a pause",
      "sample_on_first_match: the first policy that keeps a trace always ends the "
          + "decision; the key asks policies with a budget in their place in the list, not "
          + "last",
      "block_on_overflow: is another word for overflow, of the buffer: true refuses "
          + "senders with a hint when to try again, false decides the oldest traces at once",
      "sampling_strategy: with span-ingest, policies see all spans of a trace so far "
          + "and not the request alone, and a drop policy does not block others",
      "maximum_trace_size_bytes: counts what the trace takes up in the buffer"
    },
    unset = {
      "num_traces: is 50000 there, past which undecided traces are lost; here "
          + "buffer_bytes is the bound, and a full buffer refuses senders or decides the "
          + "oldest traces (overflow)",
      "decision_cache: is off there, where a late span follows the decision only while its"
          + " trace is among num_traces; here decisions are remembered",
      "record_policy: needs a feature gate there; here each span of a kept trace says"
          + " in tailsampling.policy which policy kept it, and neither"
          + " tailsampling.composite_policy nor tailsampling.cached_decision"
    },
    whole = {
      "when downstream is full, kept traces wait in the buffer and are not lost; "
          + "spans sent twice are kept once, though policies count them twice; a trace that takes a quarter of the buffer is "
          + "decided at once"
    })
@Description(
    "Holds the spans of each trace until it can be decided, and keeps the traces that a policy"
        + " wants.")
@NotYet("tail_storage: spans are held in memory, off the heap; buffer_bytes bounds it")
public record TailSamplingConfig(
    @Description("From the first span of a trace to its decision.") Duration decisionWait,
    @Description("Open traces held at most; absent, memory alone is the bound.")
        @Nullable Long numTraces,
    @Description("Accepted for compatibility; tables grow without a pause.")
        long expectedNewTracesPerSec,
    @Description("How many decisions are remembered for spans that come late.")
        DecisionCacheConfig decisionCache,
    @Description(
            "How many decisions can be explained to whoever asks, 64 bytes each, taken as they are"
                + " used; 0 for none.")
        long decisionRecords,
    @Description("Memory for spans that wait; absent, a share of what the process may use.")
        @Nullable ByteSize bufferBytes,
    @Description("A trace larger than this is dropped at once, as the Collector does; 0 for off.")
        ByteSize maximumTraceSizeBytes,
    @Description(
            "When the buffer is full: refuse new spans, or evict the oldest trace by deciding it"
                + " now; absent, as block_on_overflow says.")
        @Nullable Overflow overflow,
    @Description("Where a kept trace says which policy kept it, as tailsampling.policy.")
        RecordPolicy recordPolicy,
    @Description(
            "Whether it says there too why it was decided when it was, as tailsampling.reason, and"
                + " how long it took, as tailsampling.trace_duration_ms, which late spans lack when"
                + " only the decision is remembered.")
        boolean recordDecision,
    @Description(
            "From the root span of a trace to its decision, if that is sooner than decision_wait"
                + " would have it; 0s for off.")
        Duration decisionWaitAfterRootReceived,
    @Description(
            "Accepted for compatibility, up to 256; shards follow the cores, or"
                + " service::runtime::shards, and limits hold for all of them together.")
        int numShards,
    @Description(
            "Whether policies with a budget are asked in their place in the list, not only about"
                + " traces that nothing else keeps. The first policy that keeps a trace ends the"
                + " decision in either case.")
        boolean sampleOnFirstMatch,
    @Description(
            "Whether traces that are open at shutdown are dropped, and not decided on what is"
                + " there.")
        boolean dropPendingTracesOnShutdown,
    @Description("The Collector's word for overflow: true to refuse, false to evict.")
        @Nullable Boolean blockOnOverflow,
    @Description(
            "When traces are decided: trace-complete waits for decision_wait; span-ingest keeps or"
                + " drops a trace as soon as a policy does, and drops what is left after"
                + " decision_wait.")
        SamplingStrategy samplingStrategy,
    @Description(
            "Which spans are of one trace: strict for those with the same id, lenient for those whose"
                + " lower 64 bits are the same, where some hops cut ids to these.")
        TraceIdRule traceId,
    @Required @Description("What to keep. The first policy that keeps a trace is the one recorded.")
        List<PolicyConfig> policies)
    implements Announced {

  /** What happens to new spans when the buffer is full. */
  public enum Overflow {
    REFUSE,
    EVICT
  }

  /** When traces are decided. */
  public enum SamplingStrategy {
    TRACE_COMPLETE("trace-complete"),
    SPAN_INGEST("span-ingest");

    private final String key;

    SamplingStrategy(String key) {
      this.key = key;
    }

    /** As the Collector writes it. */
    public String key() {
      return key;
    }
  }

  /** Where the policy is recorded. */
  public enum RecordPolicy {
    SPAN,
    SCOPE,
    OFF
  }

  /**
   * Sizes of the decision caches, 24 bytes an entry, taken as they are used. The Collector's 0
   * leaves late spans to what it still has of decided traces; here that is what is remembered by
   * default.
   */
  @Differs(
      unset = {
        "sampled_cache_size: is 0 there, where a late span follows the decision only while its"
            + " trace is among num_traces; here 131,072, for 0 too",
        "non_sampled_cache_size: is 0 there, likewise; here 1,048,576, for 0 too"
      })
  @Description("How many decisions are remembered, so that late spans follow them.")
  public record DecisionCacheConfig(
      @Description("Kept traces remembered; 0 for 131,072.") long sampledCacheSize,
      @Description("Dropped traces remembered; 0 for 1,048,576.") long nonSampledCacheSize) {
    private static final long SAMPLED = 131_072;
    private static final long NON_SAMPLED = 1_048_576;

    public DecisionCacheConfig {
      nonNegative("sampled_cache_size", sampledCacheSize);
      nonNegative("non_sampled_cache_size", nonSampledCacheSize);
      sampledCacheSize = sampledCacheSize == 0 ? SAMPLED : sampledCacheSize;
      nonSampledCacheSize = nonSampledCacheSize == 0 ? NON_SAMPLED : nonSampledCacheSize;
    }
  }

  private static final int NAMES_CHARS_MAX = 56;
  private static final int SHARDS_MAX = 256;
  private static final Duration WAIT_MAX = Duration.ofHours(24);
  private static final ByteSize BUFFER_MIN = new ByteSize(64 << 10);
  private static final ByteSize BUFFER_MAX = new ByteSize(32L << 30);

  private static final long RECORDS = 65_536;
  private static final long RECORDS_MAX = 4_194_304;

  static final TailSamplingConfig DEFAULT =
      new TailSamplingConfig(
          Duration.ofSeconds(30),
          null,
          0,
          new DecisionCacheConfig(0, 0),
          RECORDS,
          null,
          new ByteSize(0),
          null,
          RecordPolicy.SPAN,
          false,
          Duration.ZERO,
          1,
          false,
          false,
          null,
          SamplingStrategy.TRACE_COMPLETE,
          TraceIdRule.STRICT,
          List.of());

  /** The Collector's other keys as they are where a file doesn't have them. */
  public TailSamplingConfig(
      Duration decisionWait,
      @Nullable Long numTraces,
      long expectedNewTracesPerSec,
      DecisionCacheConfig decisionCache,
      @Nullable ByteSize bufferBytes,
      ByteSize maximumTraceSizeBytes,
      @Nullable Overflow overflow,
      RecordPolicy recordPolicy,
      List<PolicyConfig> policies) {
    this(
        decisionWait,
        numTraces,
        expectedNewTracesPerSec,
        decisionCache,
        RECORDS,
        bufferBytes,
        maximumTraceSizeBytes,
        overflow,
        recordPolicy,
        false,
        Duration.ZERO,
        1,
        false,
        false,
        null,
        SamplingStrategy.TRACE_COMPLETE,
        TraceIdRule.STRICT,
        policies);
  }

  public TailSamplingConfig {
    policies = List.copyOf(policies);
    if (decisionWait.isNegative()
        || decisionWait.isZero()
        || decisionWait.compareTo(WAIT_MAX) > 0) {
      throw new InvalidConfigException(
          "decision_wait", "is out of range", "more than 0s, up to 24h");
    }
    if (numTraces != null && numTraces <= 0) {
      throw new InvalidConfigException(
          "num_traces", "is not positive", "1 or more, or no such key");
    }
    nonNegative("expected_new_traces_per_sec", expectedNewTracesPerSec);
    if (decisionRecords < 0 || decisionRecords > RECORDS_MAX) {
      throw new InvalidConfigException(
          "decision_records", "is out of range", "0 to " + RECORDS_MAX);
    }
    if (bufferBytes != null
        && (bufferBytes.bytes() < BUFFER_MIN.bytes() || bufferBytes.bytes() > BUFFER_MAX.bytes())) {
      throw new InvalidConfigException(
          "buffer_bytes", "is out of range", "from " + BUFFER_MIN + " to " + BUFFER_MAX);
    }
    if (decisionWaitAfterRootReceived.isNegative()) {
      throw new InvalidConfigException(
          "decision_wait_after_root_received", "is negative", "0s or more");
    }
    if (numShards < 1 || numShards > SHARDS_MAX) {
      throw new InvalidConfigException("num_shards", "is out of range", "1 to " + SHARDS_MAX);
    }
    if (overflow != null
        && blockOnOverflow != null
        && blockOnOverflow != (overflow == Overflow.REFUSE)) {
      throw new InvalidConfigException(
          "block_on_overflow", "contradicts overflow", "one of the two keys");
    }
    if (recordDecision && recordPolicy == RecordPolicy.OFF) {
      throw new InvalidConfigException(
          "record_decision",
          "says to record beside the policy, and record_policy is off",
          "record_policy: span or scope, or record_decision: false");
    }
    requireDistinctNames(policies);
    if (samplingStrategy == SamplingStrategy.SPAN_INGEST && new PolicyBook(policies).limited()) {
      throw new InvalidConfigException(
          "sampling_strategy",
          "is span-ingest, under which a trace is asked about many times, and a policy has a budget",
          "trace-complete, or policies without limits");
    }
  }

  /** What happens when the buffer is full, by whichever key it is said. */
  Overflow whenFull() {
    if (overflow != null) {
      return overflow;
    }
    return blockOnOverflow == null || blockOnOverflow ? Overflow.REFUSE : Overflow.EVICT;
  }

  /** The same with other policies. */
  public TailSamplingConfig withPolicies(List<PolicyConfig> others) {
    return new TailSamplingConfig(
        decisionWait,
        numTraces,
        expectedNewTracesPerSec,
        decisionCache,
        decisionRecords,
        bufferBytes,
        maximumTraceSizeBytes,
        overflow,
        recordPolicy,
        recordDecision,
        decisionWaitAfterRootReceived,
        numShards,
        sampleOnFirstMatch,
        dropPendingTracesOnShutdown,
        blockOnOverflow,
        samplingStrategy,
        traceId,
        others);
  }

  @Override
  public List<String> announcement(Limits limits) {
    ByteSize buffer = new ByteSize(TailSamplingProcessor.bufferBytes(limits, this));
    return List.of(
        "each trace is decided " + seconds(decisionWait) + " after its first span" + sooner(),
        "kept by " + policyNames(),
        "buffer_bytes " + buffer.rounded() + ", " + whenFullWords(),
        numTraces == null
            ? "num_traces: as many as the buffer has room for"
            : String.format(Locale.ROOT, "num_traces %,d at most", numTraces),
        String.format(
            Locale.ROOT,
            "decision_cache: the last %,d kept and %,d dropped traces",
            decisionCache.sampledCacheSize(),
            decisionCache.nonSampledCacheSize()));
  }

  private String sooner() {
    if (samplingStrategy == SamplingStrategy.SPAN_INGEST) {
      return ", or once it is kept";
    }
    return decisionWaitAfterRootReceived.isZero()
        ? ""
        : " or " + seconds(decisionWaitAfterRootReceived) + " after its root";
  }

  private static String seconds(Duration wait) {
    return BigDecimal.valueOf(wait.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
  }

  /** As many as fit a line. */
  private String policyNames() {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < policies.size(); i++) {
      String name = policies.get(i).name();
      if (i > 0 && names.length() + name.length() > NAMES_CHARS_MAX) {
        return names.append(" and ").append(policies.size() - i).append(" more").toString();
      }
      names.append(i == 0 ? "" : ", ").append(name);
    }
    return names.toString();
  }

  private String whenFullWords() {
    return whenFull() == Overflow.REFUSE
        ? "when full new spans are refused"
        : "when full the oldest traces are decided at once";
  }

  private static void requireDistinctNames(List<PolicyConfig> policies) {
    Set<String> names = new HashSet<>();
    for (PolicyConfig policy : policies) {
      if (policy.name().isEmpty()) {
        throw new InvalidConfigException(
            "policies", "has a policy with an empty name", "a name for each");
      }
      if (!names.add(policy.name())) {
        throw new InvalidConfigException(
            "policies",
            "has two policies named \"" + policy.name() + "\"",
            "a name of its own for each");
      }
    }
  }

  private static void nonNegative(String key, long value) {
    if (value < 0) {
      throw new InvalidConfigException(key, "is negative", "0 or more");
    }
  }
}

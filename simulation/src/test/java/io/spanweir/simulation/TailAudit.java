package io.spanweir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.TailSamplingConfig;
import io.spanweir.processor.tailsampling.TailSamplingConfig.Overflow;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.simulation.Edge.Arrival;
import io.spanweir.simulation.ModelPolicy.Named;
import io.spanweir.simulation.SpanKey.TraceId;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of one tail sampler in one life of a process, seen from outside: what went in,
 * what came out, and what its policies mean.
 *
 * <ul>
 *   <li>A trace leaves whole or not at all, each span with its own resource and scope, once per
 *       batch, and the same span no more often than it came.
 *   <li>Whether it leaves is what the policies say of the spans that were there when it was
 *       decided. Which those were is not visible, but bounded: all that were accepted before the
 *       wait could be over, and then some.
 *   <li>It is not decided before its wait is over, unless something says so.
 *   <li>A batch is settled when its spans are delivered or dropped, not before.
 *   <li>The ledger's numbers are the ones counted here.
 * </ul>
 */
final class TailAudit {
  /** What a span may take up beside its bytes: tag, length, frame header, alignment. */
  private static final int SPAN_OVERHEAD_BYTES = 40;

  private static final long SECOND = 1_000_000_000L;

  /** A shard hears of other policies when its loop gets to run. */
  private static final long RECONFIGURED_WITHIN_NANOS = SECOND / 2;

  private final Scenario scenario;
  private final TailPlan plan;
  private final Edge in;
  private final Edge out;
  private final LedgerAccount account;
  private final Predicate<SpanKey> delivered;
  private final Set<SpanKey> settledAsDropped = new HashSet<>();
  private final long startNanos;
  private long stopNanos;
  private boolean stopped;
  private long reconfiguredNanos;
  private boolean reconfigured;

  /**
   * @param delivered whether a span that came out reached its backends, or failed for good
   */
  TailAudit(
      Scenario scenario,
      TailPlan plan,
      Edge in,
      Edge out,
      LedgerAccount account,
      Predicate<SpanKey> delivered,
      long startNanos) {
    this.startNanos = startNanos;
    this.scenario = scenario;
    this.plan = plan;
    this.in = in;
    this.out = out;
    this.account = account;
    this.delivered = delivered;
    in.onSettled(this::onSettled);
  }

  /** The process begins to end: what is open is decided on what is there. */
  void onStop(long nowNanos) {
    stopped = true;
    stopNanos = nowNanos;
  }

  /** Other policies hold from about now on. */
  void onReconfigure(long nowNanos) {
    if (!reconfigured) {
      reconfigured = true;
      reconfiguredNanos = nowNanos;
    }
  }

  private void onSettled(Arrival arrival) {
    Set<SpanKey> cameOut = out.unmarkedCounts().keySet();
    for (SpanKey span : arrival.spans()) {
      if (cameOut.contains(span)) {
        check(delivered.test(span), "settled before it was delivered", span);
      } else {
        settledAsDropped.add(span);
      }
    }
  }

  // ---------------------------------------------------------------- the traces

  /** One trace as it went in. */
  private static final class Seen {
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<List<TestSpan>> spans = new ArrayList<>();
    private final Map<SpanKey, Integer> copies = new HashMap<>();
    private boolean uncertain;
  }

  private Map<TraceId, Seen> seen() {
    Map<TraceId, Seen> traces = new LinkedHashMap<>();
    for (Arrival arrival : in.arrivals()) {
      if (arrival.isAnswered() && !arrival.isAccepted()) {
        continue;
      }
      Map<TraceId, List<TestSpan>> parts = new LinkedHashMap<>();
      for (SpanKey span : arrival.spans()) {
        TestSpan meant = scenario.traffic().spans().get(span);
        if (meant == null) {
          throw new AssertionError("a span went in that nobody sent: " + span);
        }
        parts.computeIfAbsent(span.trace(), id -> new ArrayList<>()).add(meant);
        traces.computeIfAbsent(span.trace(), id -> new Seen()).copies.merge(span, 1, Integer::sum);
      }
      parts.forEach(
          (id, spans) -> {
            Seen trace = traces.get(id);
            trace.arrivals.add(arrival);
            trace.spans.add(spans);
            trace.uncertain |= arrival.rejectedSpans() > 0;
          });
    }
    return traces;
  }

  /** What may have become of a trace, from what was there at the earliest to all there was. */
  private Outcomes outcomes(Seen trace) {
    TailSamplingConfig config = plan.config();
    long tooLarge = config.maximumTraceSizeBytes().bytes();
    int least = mayBeDecidedEarly(trace) ? 1 : surelyThere(trace);
    Outcomes outcomes = new Outcomes();
    List<TestSpan> there = new ArrayList<>();
    for (int n = 0; n < trace.spans.size(); n++) {
      there.addAll(trace.spans.get(n));
      if (n + 1 >= least) {
        addOutcomes(outcomes, trace, new TraceFacts(List.copyOf(there)));
      }
    }
    if (tooLarge > 0 && bytes(trace) + overhead(trace) > tooLarge) {
      outcomes.addDrop();
    }
    return outcomes;
  }

  /** A trace that can't be decided before the policies changed is decided by the new ones. */
  private void addOutcomes(Outcomes outcomes, Seen trace, TraceFacts facts) {
    long first = trace.arrivals.get(0).committedNanos();
    long earliest =
        mayBeDecidedEarly(trace) || stopped
            ? first
            : first + plan.config().decisionWait().toNanos();
    if (!reconfigured || earliest - reconfiguredNanos < RECONFIGURED_WITHIN_NANOS) {
      outcomes.add(plan.policies(), facts);
    }
    if (reconfigured) {
      outcomes.add(plan.changedPolicies(), facts);
    }
  }

  /** How many arrivals were in the log before the wait could be over. */
  private int surelyThere(Seen trace) {
    long due = trace.arrivals.get(0).committedNanos() + plan.config().decisionWait().toNanos();
    int count = 1;
    while (count < trace.arrivals.size()) {
      Arrival arrival = trace.arrivals.get(count);
      if (!arrival.isAnswered()
          || arrival.answeredNanos() - due >= 0
          || (stopped && arrival.answeredNanos() - stopNanos >= 0)) {
        break;
      }
      count++;
    }
    return count;
  }

  private boolean mayBeDecidedEarly(Seen trace) {
    TailSamplingConfig config = plan.config();
    boolean crowded = scenario.traffic().tight() || config.numTraces() != null || small(config);
    long share = bufferBytes(config) / 4 / scenario.shards();
    return (config.overflow() == Overflow.EVICT && crowded)
        || bytes(trace) + overhead(trace) > share;
  }

  private static boolean small(TailSamplingConfig config) {
    return bufferBytes(config) < 16L << 20;
  }

  private static long bufferBytes(TailSamplingConfig config) {
    return config.bufferBytes() == null ? Long.MAX_VALUE : config.bufferBytes().bytes();
  }

  private static long bytes(Seen trace) {
    long bytes = 0;
    for (Map.Entry<SpanKey, Integer> copy : trace.copies.entrySet()) {
      bytes += (long) copy.getKey().plain().span().remaining() * copy.getValue();
    }
    return bytes;
  }

  private static long overhead(Seen trace) {
    return trace.copies.values().stream().mapToLong(n -> (long) n * SPAN_OVERHEAD_BYTES).sum();
  }

  // ---------------------------------------------------------------- the checks

  /** How one trace came out. */
  private static final class Left {
    private final Set<String> marks = new HashSet<>();
    private final long firstNanos;

    Left(long firstNanos) {
      this.firstNanos = firstNanos;
    }
  }

  /** What holds whenever one looks, even after a crash. */
  void checkAlways() {
    checkAlways(seen());
  }

  private void checkAlways(Map<TraceId, Seen> traces) {
    Map<TraceId, Left> left = checkBatches();
    out.unmarkedCounts()
        .forEach(
            (span, count) -> {
              Seen trace = traces.get(span.trace());
              int wentIn = trace == null ? 0 : trace.copies.getOrDefault(span, 0);
              check(count <= wentIn, "came out more often than it went in", span);
            });
    if (plan.remembers()) {
      traces.forEach((id, trace) -> checkOutcome(id, trace, left.get(id)));
      checkBudgets(traces, left);
    }
  }

  /** A limiter keeps no more spans than its burst and its rate allow over the life of a process. */
  private void checkBudgets(Map<TraceId, Seen> traces, Map<TraceId, Left> left) {
    for (Named named : plan.policies()) {
      if (named.policy() instanceof ModelPolicy.Rate rate) {
        long kept = 0;
        long until = startNanos;
        for (Map.Entry<TraceId, Left> entry : left.entrySet()) {
          if (entry.getValue().marks.contains(named.name())) {
            kept += leastSpans(traces.get(entry.getKey()));
            until = Math.max(until, entry.getValue().firstNanos);
          }
        }
        long allowed = rate.burst() + rate.spansPerSecond() * ((until - startNanos) / SECOND + 1);
        assertThat(kept).as("spans kept by %s", named.name()).isLessThanOrEqualTo(allowed);
      }
    }
  }

  /** How many spans a trace had at the least when it was decided. */
  private int leastSpans(Seen trace) {
    int least = mayBeDecidedEarly(trace) ? 1 : surelyThere(trace);
    return trace.spans.subList(0, least).stream().mapToInt(List::size).sum();
  }

  /** Each batch by itself: nothing twice, the mark as configured. */
  private Map<TraceId, Left> checkBatches() {
    Map<TraceId, Left> left = new HashMap<>();
    boolean marking = plan.config().recordPolicy() != RecordPolicy.OFF;
    for (Arrival batch : out.arrivals()) {
      Set<SpanKey> once = new HashSet<>();
      for (SpanKey span : batch.spans()) {
        check(once.add(span), "twice in a batch", span);
        check((span.policy() != null) == marking, "marked wrongly", span);
        Left trace = left.computeIfAbsent(span.trace(), id -> new Left(batch.committedNanos()));
        if (span.policy() != null) {
          trace.marks.add(span.policy());
        }
      }
    }
    return left;
  }

  private void checkOutcome(TraceId id, Seen trace, @Nullable Left left) {
    if (trace.uncertain) {
      return;
    }
    boolean settled = trace.copies.keySet().stream().anyMatch(settledAsDropped::contains);
    if (left != null) {
      Outcomes outcomes = outcomes(trace);
      check(outcomes.mayBeKept(), "was kept, should be " + outcomes, id);
      check(
          left.marks.size() <= 1 && outcomes.keepers().containsAll(left.marks),
          "was kept by " + left.marks + ", should be " + outcomes,
          id);
      check(!settled, "was kept after some of it was settled as dropped", id);
      checkWait(id, trace, left);
    } else if (settled) {
      Outcomes outcomes = outcomes(trace);
      check(outcomes.mayBeDropped(), "was dropped, should be " + outcomes, id);
    }
  }

  private void checkWait(TraceId id, Seen trace, Left left) {
    long due = trace.arrivals.get(0).committedNanos() + plan.config().decisionWait().toNanos();
    boolean early = left.firstNanos - due < 0 && !(stopped && left.firstNanos - stopNanos >= 0);
    check(!early || mayBeDecidedEarly(trace), "was kept before its wait was over", id);
  }

  /** What holds when the process has ended in order. */
  void checkAtEnd() {
    Map<TraceId, Seen> traces = seen();
    checkAlways(traces);
    long failed = account.spans(Term.FAILED);
    Map<SpanKey, Integer> cameOut = out.unmarkedCounts();
    long dropped = 0;
    long duplicates = 0;
    long tracesLeft = 0;
    long tracesStayed = 0;
    boolean certain = failed == 0 && plan.remembers();
    for (Map.Entry<TraceId, Seen> entry : traces.entrySet()) {
      Seen trace = entry.getValue();
      certain &= !trace.uncertain;
      long copiesIn = sum(trace.copies.values());
      long copiesOut =
          trace.copies.keySet().stream().mapToLong(key -> cameOut.getOrDefault(key, 0)).sum();
      if (copiesOut == 0) {
        dropped += copiesIn;
        tracesStayed++;
      } else {
        duplicates += copiesIn - copiesOut;
        tracesLeft++;
      }
      if (failed == 0 && plan.remembers() && !trace.uncertain) {
        checkWhole(entry.getKey(), trace, cameOut);
      }
    }
    if (certain) {
      checkCounts(dropped, duplicates, tracesLeft, tracesStayed);
    }
  }

  private void checkWhole(TraceId id, Seen trace, Map<SpanKey, Integer> cameOut) {
    long there = trace.copies.keySet().stream().filter(cameOut::containsKey).count();
    if (there == 0) {
      Outcomes outcomes = outcomes(trace);
      check(outcomes.mayBeDropped(), "was dropped, should be " + outcomes, id);
    } else {
      check(
          there == trace.copies.size(),
          "left with " + there + " of its " + trace.copies.size() + " spans",
          id);
    }
  }

  private void checkCounts(long dropped, long duplicates, long tracesLeft, long tracesStayed) {
    assertThat(account.spans(Term.DROPPED)).as("spans counted as dropped").isEqualTo(dropped);
    assertThat(account.spans(Term.DUPLICATE)).as("duplicates").isEqualTo(duplicates);
    assertThat(account.traces(Term.KEPT)).as("traces counted as kept").isEqualTo(tracesLeft);
    assertThat(account.traces(Term.DROPPED)).as("traces dropped").isEqualTo(tracesStayed);
  }

  private static long sum(Iterable<Integer> numbers) {
    long sum = 0;
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static void check(boolean holds, String otherwise, SpanKey span) {
    if (!holds) {
      throw new AssertionError("span " + span + ": " + otherwise);
    }
  }

  private static void check(boolean holds, String otherwise, TraceId trace) {
    if (!holds) {
      throw new AssertionError("trace " + trace + " " + otherwise);
    }
  }
}

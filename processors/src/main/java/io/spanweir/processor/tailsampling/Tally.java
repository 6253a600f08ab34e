package io.spanweir.processor.tailsampling;

import io.spanweir.core.telemetry.Term;
import java.util.Arrays;

/**
 * What a shard counts trace by trace, told to the ledger and the metrics at the end of a turn.
 * Single-threaded: the shard's.
 *
 * <p>An atomic addition waits until all that was written before it is in the caches, and what a
 * trace writes lies far apart in memory: eight additions a trace were a tenth of taking it in.
 */
final class Tally {
  private final ShardContext context;
  private final long[] byReason = new long[DecisionReason.values().length];
  private final PerPolicy kept = new PerPolicy();
  private final PerPolicy dropped = new PerPolicy();
  private boolean empty = true;
  private long newTraces;
  private long keptTraces;
  private long droppedTraces;
  private long droppedByPolicy;
  private long droppedSpans;
  private long lateKeptSpans;
  private long lateDroppedSpans;

  Tally(ShardContext context) {
    this.context = context;
  }

  /** Traces and their spans by the number of a policy's name. */
  private static final class PerPolicy {
    private long[] traces = new long[8];
    private long[] spans = new long[8];
    private int[] counted = new int[8];
    private int size;

    void add(int policy, int count) {
      if (policy >= traces.length) {
        int length = Math.max(policy + 1, 2 * traces.length);
        traces = Arrays.copyOf(traces, length);
        spans = Arrays.copyOf(spans, length);
        counted = Arrays.copyOf(counted, length);
      }
      if (traces[policy]++ == 0) {
        counted[size++] = policy;
      }
      spans[policy] += count;
    }

    /** Takes the last one out. @return the number of its name, -1 if there is none */
    int last() {
      return size == 0 ? -1 : counted[size - 1];
    }

    void removeLast() {
      int policy = counted[--size];
      traces[policy] = 0;
      spans[policy] = 0;
    }
  }

  /** A trace has begun. */
  void begun() {
    empty = false;
    newTraces++;
  }

  /** A trace is kept, by the policy with this name's number. */
  void kept(DecisionReason reason, int policy, int spans) {
    empty = false;
    keptTraces++;
    byReason[reason.ordinal()]++;
    kept.add(policy, spans);
  }

  /** A trace is dropped, by the policy with this name's number or, if it is -1, for lack of one. */
  void dropped(DecisionReason reason, int policy, int spans) {
    empty = false;
    droppedTraces++;
    droppedSpans += spans;
    byReason[reason.ordinal()]++;
    if (policy >= 0) {
      droppedByPolicy++;
      dropped.add(policy, spans);
    }
  }

  /** Spans have come of a trace that was kept. */
  void lateKept(int spans) {
    empty = false;
    lateKeptSpans += spans;
  }

  /** Spans have come of a trace that was dropped, and are. */
  void lateDropped(int spans) {
    empty = false;
    droppedSpans += spans;
    lateDroppedSpans += spans;
  }

  /** Tells what was counted since it was told last. */
  void tell() {
    if (empty) {
      return;
    }
    empty = true;
    tellLedger();
    tellStats();
    newTraces = 0;
    keptTraces = 0;
    droppedTraces = 0;
    droppedByPolicy = 0;
    droppedSpans = 0;
    lateKeptSpans = 0;
    lateDroppedSpans = 0;
    Arrays.fill(byReason, 0);
  }

  private void tellLedger() {
    context.account().addTraces(Term.RECEIVED, newTraces);
    context.account().addTraces(Term.KEPT, keptTraces);
    context.account().addTraces(Term.DROPPED, droppedTraces);
    context.tracesOpen().add(newTraces - keptTraces - droppedTraces);
    context.account().addSpans(Term.DROPPED, droppedSpans);
    context.spansHeld().add(-droppedSpans);
  }

  private void tellStats() {
    SamplingStats stats = context.stats();
    stats.decided(byReason, keptTraces, droppedTraces - droppedByPolicy, droppedByPolicy);
    stats.late(lateKeptSpans, lateDroppedSpans);
    for (int policy; (policy = kept.last()) >= 0; kept.removeLast()) {
      stats.keptBy(policy, kept.traces[policy], kept.spans[policy]);
    }
    for (int policy; (policy = dropped.last()) >= 0; dropped.removeLast()) {
      stats.droppedBy(policy, dropped.traces[policy], dropped.spans[policy]);
    }
  }
}

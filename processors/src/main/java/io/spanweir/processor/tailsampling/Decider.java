package io.spanweir.processor.tailsampling;

import io.spanweir.core.log.SpanLog;
import io.spanweir.processor.tailsampling.policy.PolicyBook;
import io.spanweir.processor.tailsampling.policy.TraceSummary;

/**
 * Decides the traces of a shard: when their wait is over, when they are too large, when they have
 * to make room. A kept trace goes to the emitter, a dropped one is forgotten; both decisions are
 * remembered for spans that come late. Single-threaded: the shard's.
 */
final class Decider {
  /** What {@link #remembered} says of a trace that was dropped. */
  static final int DROPPED = -2;

  private static final int PER_TURN = 1024;
  private static final int PER_STEP = 32;
  private static final int EVICTIONS_PER_TURN = 256;

  private final ShardContext context;
  private final TraceTable table;
  private final SpanLog log;
  private final TimerWheel wheel;
  private final RootWait roots;
  private final Arrivals arrivals;
  private final Tally tally;
  private final Emitter emitter;
  private final TraceScan scan;
  private final DecisionCache sampled;
  private final DecisionCache notSampled;
  private final DecisionRecords records;
  private final TraceSummary summary = new TraceSummary();
  private final int[] due = new int[PER_STEP];

  /** Keeps the reads of {@link #expireSome} from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  private PolicyView policies;

  Decider(
      ShardContext context,
      PolicyView policies,
      TraceTable table,
      SpanLog log,
      TimerWheel wheel,
      RootWait roots,
      Arrivals arrivals,
      Tally tally,
      Emitter emitter,
      TraceScan scan) {
    this.context = context;
    this.policies = policies;
    this.table = table;
    this.log = log;
    this.wheel = wheel;
    this.roots = roots;
    this.arrivals = arrivals;
    this.tally = tally;
    this.emitter = emitter;
    this.scan = scan;
    sampled = new DecisionCache(context.sampledCacheSize());
    notSampled = new DecisionCache(context.notSampledCacheSize());
    records = new DecisionRecords(context.decisionRecords());
  }

  /** What was decided lately. */
  DecisionRecords records() {
    return records;
  }

  PolicyView policies() {
    return policies;
  }

  /** Takes over other policies; open traces are looked at again when they are decided. */
  void policies(PolicyView changed) {
    policies = changed;
  }

  /**
   * How a trace without a row was decided: by whom it was kept and why then ({@link KeptBy}),
   * {@link #DROPPED}, or {@link DecisionCache#UNKNOWN}.
   */
  int remembered(int hash, long idHigh, long idLow) {
    int keptBy = sampled.find(hash, idHigh, idLow);
    if (keptBy == DecisionCache.UNKNOWN
        && notSampled.find(hash, idHigh, idLow) != DecisionCache.UNKNOWN) {
      return DROPPED;
    }
    return keptBy;
  }

  /** Decides what is due. @return how many, a turn's worth at most */
  int expire(long nowNanos) {
    int done = 0;
    for (int some = PER_STEP; some == PER_STEP && done < PER_TURN; done += some) {
      some = expireSome(nowNanos);
    }
    if (done > 0) {
      context.stats().decidedDue(context.clock().nanoTime() - nowNanos);
    }
    return done;
  }

  /**
   * Decides some traces that are due. What their decisions will touch, far apart in memory, is read
   * for all of them first, so that the processor waits for it once and not for each. The traces due
   * after them, each of which the one before leads to, are read one beside each decision.
   */
  private int expireSome(long nowNanos) {
    int count = 0;
    for (int row; count < PER_STEP && (row = wheel.pollDue(nowNanos)) != TraceTable.NONE; count++) {
      due[count] = row;
    }
    for (int i = 0; i < count; i++) {
      int hash = table.hash(table.idHigh(due[i]), table.idLow(due[i]));
      touched += table.touch(hash) + notSampled.touch(hash);
    }
    table.touchRuns(due, count);
    int ahead = count == PER_STEP ? wheel.earliest() : TraceTable.NONE;
    for (int i = 0; i < count; i++) {
      ahead = ahead == TraceTable.NONE ? ahead : table.next(ahead);
      decide(due[i], roots.reason(due[i]), nowNanos);
    }
    touched += ahead;
    return count;
  }

  /** Decides what is open, due or not. @return how many, a turn's worth at most */
  int drain(long nowNanos) {
    int done = 0;
    for (int row; done < PER_TURN && (row = wheel.pollEarliest()) != TraceTable.NONE; done++) {
      if (context.dropsPending()) {
        onDropped(row, DecisionReason.SHUTDOWN, PolicyBook.NOT_SAMPLED, nowNanos);
      } else {
        decide(row, DecisionReason.SHUTDOWN, nowNanos);
      }
    }
    return done;
  }

  /**
   * Makes room by deciding the oldest traces: as many as hold what is over the mark, be they kept
   * or dropped, or a segment's worth when nothing is over it but a shard found no room.
   *
   * @return how many
   */
  int evict(long nowNanos) {
    long bytes = context.admission().bytesOver();
    long traces = context.admission().tracesOver();
    if (bytes <= 0 && traces <= 0) {
      bytes = context.segments().segmentBytes();
    }
    int done = 0;
    while (done < EVICTIONS_PER_TURN && (bytes > 0 || traces > 0)) {
      int row = wheel.pollEarliest();
      if (row == TraceTable.NONE) {
        return done;
      }
      bytes -= table.logBytes(row) + ShardMemory.TRACE_BYTES;
      traces--;
      decide(row, DecisionReason.EVICTED, nowNanos);
      done++;
    }
    return done;
  }

  /**
   * A trace that waits has more spans: decides it at once if it takes up too much, or more than is
   * good for others, or if policies need not wait and one of them wants it or doesn't.
   */
  void onSpans(int row, long nowNanos) {
    long bytes = table.logBytes(row);
    if (bytes > context.traceBytesMax()) {
      wheel.remove(row);
      onDropped(row, DecisionReason.TOO_LARGE, PolicyBook.NOT_SAMPLED, nowNanos);
    } else if (bytes > context.traceBytesShareMax()) {
      wheel.remove(row);
      decide(row, DecisionReason.BUFFER_SHARE, nowNanos);
    } else if (context.decidesOnArrival()) {
      int decision = ask(row, nowNanos);
      if (decision != PolicyBook.NOT_SAMPLED) {
        wheel.remove(row);
        follow(row, DecisionReason.ARRIVED, decision, nowNanos);
      }
    }
  }

  /** Spans have come of a trace that is decided. */
  void onLate(int hash, long idHigh, long idLow, int spans, long nowNanos) {
    int record = records.addLate(hash, idHigh, idLow, spans);
    if (record != DecisionRecords.NONE) {
      context.stats().lateAge(nowNanos - records.momentNanos(record));
    }
  }

  private void decide(int row, DecisionReason reason, long nowNanos) {
    follow(row, reason, ask(row, nowNanos), nowNanos);
  }

  /** What the policies say of a trace: {@link PolicyBook#decide}. */
  private int ask(int row, long nowNanos) {
    if (table.epoch(row) != policies.epoch()) {
      table.bits(row, scan.bits(row, policies.matcher()));
      table.epoch(row, policies.epoch());
    }
    long bits = table.bits(row);
    summary.of(
        table.idHigh(row),
        table.idLow(row),
        bits,
        table.durationNanos(row),
        table.spans(row),
        table.logBytes(row));
    if (policies.wide().length > 0) {
      summary.wide(wideAnswers(row, bits));
    }
    return policies.book().decide(summary, nowNanos);
  }

  private void follow(int row, DecisionReason reason, int decision, long nowNanos) {
    if (decision >= 0) {
      onSampled(row, reason, decision, nowNanos);
    } else {
      onDropped(row, reason, decision, nowNanos);
    }
  }

  /** Most traces have none, and are not read again for them. */
  private long[] wideAnswers(int row, long bits) {
    if (policies.matcher().answers().hasWide(bits)) {
      scan.wide(row, policies.matcher(), policies.wide());
      return policies.wide();
    }
    return policies.noWide();
  }

  private void onSampled(int row, DecisionReason reason, int policy, long nowNanos) {
    records.add(table, row, reason, policy, policies.version(), nowNanos);
    long idHigh = table.idHigh(row);
    long idLow = table.idLow(row);
    int name = policies.name(policy);
    int keptBy = KeptBy.of(name, reason);
    sampled.put(table.hash(idHigh, idLow), idHigh, idLow, keptBy);
    table.state(row, Shard.KEPT);
    table.bits(row, keptBy);
    emitter.add(row);
    tally.kept(reason, name, table.spans(row));
  }

  private void onDropped(int row, DecisionReason reason, int decision, long nowNanos) {
    records.add(table, row, reason, decision, policies.version(), nowNanos);
    long idHigh = table.idHigh(row);
    long idLow = table.idLow(row);
    int spans = table.spans(row);
    notSampled.put(table.hash(idHigh, idLow), idHigh, idLow, 0);
    settleRuns(row);
    table.releaseRuns(row, log);
    table.remove(row);
    int policy = decision == PolicyBook.NOT_SAMPLED ? -1 : PolicyBook.droppedBy(decision);
    tally.dropped(reason, policy < 0 ? -1 : policies.name(policy), spans);
  }

  /** A dropped trace is settled; only sources that ask make anybody look at its runs. */
  private void settleRuns(int row) {
    if (!arrivals.isEmpty()) {
      for (int run = table.head(row); run != SpanLog.NONE; run = log.link(run)) {
        arrivals.settle(log.arrival(run));
      }
    }
  }
}

package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.log.SpanLog;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.SpanFacts;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.TailSamplingConfig.Overflow;
import io.spanweir.processor.tailsampling.policy.PolicyBook;
import io.spanweir.processor.tailsampling.policy.TraceSummary;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Owns every trace whose id falls to it, on one thread, without locks: takes spans into its log,
 * folds what they say into their trace's row, decides traces when their time is over, and lets the
 * emitter hand on what is kept. Others reach it through its inbox ({@link #offer}) only.
 */
final class Shard implements DutyCycle {
  static final int OPEN = 0;
  static final int KEPT = 1;

  private static final int TABLE_FULL = -2;
  private static final int DECISIONS_PER_TURN = 1024;
  private static final int BATCHES_PER_TURN = 64;
  private static final int EVACUATIONS_PER_BATCH = 8;
  private static final double DENSITY_WORTH_MOVING = 0.9;
  private static final int EVICTIONS_PER_TURN = 256;

  private final int number;
  private final ShardContext context;
  private final LedgerAccount account;
  private final Admission admission;
  private final SpanLog log;
  private final TraceTable table;
  private final TimerWheel wheel;
  private final DecisionCache sampled;
  private final DecisionCache notSampled;
  private final ShardMemory memory;
  private final Arrivals arrivals;
  private final RunWriter runs;
  private final Emitter emitter;
  private final TraceGroups groups = new TraceGroups();
  private final TraceSummary summary = new TraceSummary();
  private final SpanFacts facts = new SpanFacts();
  private final Queue<RoutedBatch> inbox = new ConcurrentLinkedQueue<>();
  private PolicyView policies;
  private long[] resourceBits = new long[16];
  private byte[] scratch = new byte[1024];
  private boolean roomless;
  private boolean draining;
  private long drainDeadlineNanos = Long.MAX_VALUE;
  private volatile boolean drained;

  Shard(int number, ShardContext context, Loop loop, PolicyView policies, SpanConsumer next) {
    this.number = number;
    this.context = context;
    this.account = context.account();
    this.admission = context.admission();
    this.policies = policies;
    log = new SpanLog(context.segments(), context.clock());
    table = new TraceTable(context.hashSeed());
    wheel =
        new TimerWheel(table, context.clock().nanoTime(), context.waitNanos(), context.tickNanos());
    sampled = new DecisionCache(context.sampledCacheSize());
    notSampled = new DecisionCache(context.notSampledCacheSize());
    memory = new ShardMemory(admission, context.segments(), log, table);
    arrivals = new Arrivals(loop);
    runs = new RunWriter(log, table, arrivals);
    emitter = new Emitter(context, table, log, arrivals, next);
  }

  // ---------------------------------------------------------------- inbox

  /** Puts a batch into the inbox; the giver wakes the shard's duty. Any thread. */
  void offer(RoutedBatch routed) {
    inbox.add(routed);
  }

  /** Takes a batch in at once if nothing waits before it. The shard's thread. */
  void onBatch(RoutedBatch routed, long nowNanos) {
    if (!inbox.isEmpty() || !take(routed, nowNanos)) {
      inbox.add(routed);
      return;
    }
    evictIfCrowded(nowNanos);
    memory.report();
  }

  // ---------------------------------------------------------------- duty

  @Override
  public int doWork(long nowNanos) {
    int done = drainInbox(nowNanos);
    done += expire(nowNanos);
    evictIfCrowded(nowNanos);
    done += emitter.emit(nowNanos);
    if (draining) {
      done += drain(nowNanos);
    }
    memory.report();
    return done;
  }

  @Override
  public long deadlineNanos() {
    long deadline = Math.min(wheel.deadlineNanos(), emitter.deadlineNanos());
    if (roomless) {
      deadline = Math.min(deadline, context.clock().nanoTime() + context.tickNanos());
    }
    if (drained) {
      return Long.MAX_VALUE;
    }
    return draining ? Math.min(deadline, drainDeadlineNanos) : deadline;
  }

  @Override
  public String roleName() {
    return "tail-sampling-" + number;
  }

  private int drainInbox(long nowNanos) {
    int done = 0;
    for (RoutedBatch routed = inbox.peek();
        routed != null && done < BATCHES_PER_TURN && take(routed, nowNanos);
        routed = inbox.peek()) {
      inbox.remove();
      done++;
    }
    return done;
  }

  // ---------------------------------------------------------------- append

  /** Takes a shard's part of a batch into the log; false if there is no room for it now. */
  private boolean take(RoutedBatch routed, long nowNanos) {
    SpanBatch batch = routed.batch();
    boolean room = makeRoom(batch);
    if (room == roomless) {
      roomless = !room;
      admission.roomless(roomless);
    }
    if (!room) {
      return false;
    }
    int arrival = routed.wantsSettled() ? arrivals.open(routed) : Arrivals.NONE;
    groups.of(routed, number, table);
    runs.begin(batch);
    matchResources(batch);
    for (int g = 0; g < groups.size(); g++) {
      int first = groups.first(g);
      groups.row(
          g,
          table.find(
              groups.hash(g), batch.index().traceIdHigh(first), batch.index().traceIdLow(first)));
    }
    int refused = 0;
    for (int g = 0; g < groups.size(); g++) {
      refused += takeGroup(batch, g, arrival, nowNanos);
    }
    routed.onTaken(refused);
    arrivals.settle(arrival);
    return true;
  }

  private boolean makeRoom(SpanBatch batch) {
    long need =
        batch.spanBytes()
            + runs.contextBytes(batch)
            + (long) SpanLog.FRAME_HEADER_BYTES * 2 * batch.size();
    for (int i = 0; !log.hasRoom(need); i++) {
      if (i == EVACUATIONS_PER_BATCH || !log.evacuate(this::onEvacuate, DENSITY_WORTH_MOVING)) {
        return log.hasRoom(need);
      }
    }
    return true;
  }

  private void matchResources(SpanBatch batch) {
    int resources = batch.resources().size();
    if (resources > resourceBits.length) {
      resourceBits = new long[Integer.highestOneBit(resources) * 2];
    }
    for (int r = 0; r < resources; r++) {
      resourceBits[r] = policies.matcher().ofResource(batch, r);
    }
  }

  /** Takes the spans of one trace. @return how many could not be taken */
  private int takeGroup(SpanBatch batch, int group, int arrival, long nowNanos) {
    int row = groups.row(group);
    if (row == TraceTable.NONE) {
      row = newRow(batch.index(), group, nowNanos);
      if (row < 0) {
        return row == TABLE_FULL ? countSpans(group) : 0;
      }
    }
    int refused = runs.write(row, groups, groups.first(group), arrival);
    table.addSpans(row, countSpans(group) - refused);
    if (table.state(row) == OPEN) {
      fold(batch, group, row, refused);
      decideIfTooLarge(row, nowNanos);
    }
    return refused;
  }

  /**
   * A row for a trace that has none; {@link TraceTable#NONE} if its spans are dropped, as the trace
   * was; {@link #TABLE_FULL} if it can't have one.
   */
  private int newRow(SpanIndex index, int group, long nowNanos) {
    int first = groups.first(group);
    long idHigh = index.traceIdHigh(first);
    long idLow = index.traceIdLow(first);
    int hash = groups.hash(group);
    int policy = sampled.find(hash, idHigh, idLow);
    if (policy == DecisionCache.UNKNOWN
        && notSampled.find(hash, idHigh, idLow) != DecisionCache.UNKNOWN) {
      int late = countSpans(group);
      account.addSpans(Term.DROPPED, late);
      context.spansHeld().add(-late);
      context.stats().lateDropped(late);
      return TraceTable.NONE;
    }
    boolean late = policy != DecisionCache.UNKNOWN;
    int row = table.add(hash, idHigh, idLow, late ? KEPT : OPEN, policies.epoch());
    if (row == TraceTable.NONE) {
      return TABLE_FULL;
    }
    if (late) {
      table.bits(row, policy);
      emitter.add(row);
      context.stats().lateKept(countSpans(group));
    } else {
      wheel.schedule(row, nowNanos, nowNanos + context.waitNanos());
      account.addTraces(Term.RECEIVED, 1);
      context.tracesOpen().increment();
    }
    return row;
  }

  private int countSpans(int group) {
    int count = 0;
    for (int row = groups.first(group); row >= 0; row = groups.next(row)) {
      count++;
    }
    return count;
  }

  /**
   * Folds what a group's spans say into their trace's row, all but the last {@code refused} of
   * them.
   */
  private void fold(SpanBatch batch, int group, int tableRow, int refused) {
    SpanIndex index = batch.index();
    SpanMatcher matcher = policies.matcher();
    long bits = 0;
    long start = Long.MAX_VALUE;
    long end = 0;
    int row = groups.first(group);
    for (int left = countSpans(group) - refused; left > 0; left--, row = groups.next(row)) {
      bits |=
          matcher.ofStatus(index.status(row))
              | resourceBits[batch.scopeResource(index.scope(row))]
              | matcher.ofAttributes(
                  batch.rowBytes(row), index.attributesFrom(row), index.attributesTo(row));
      long spanStart = index.startNanos(row);
      // A start of 0, or past the year 2262, is no time: such a span says nothing of the trace's
      // duration.
      if (spanStart > 0) {
        start = Math.min(start, spanStart);
        end = Math.max(end, index.endNanos(row));
      }
    }
    table.bits(tableRow, table.bits(tableRow) | bits);
    table.addTimes(tableRow, start, end);
  }

  // ---------------------------------------------------------------- decide

  private int expire(long nowNanos) {
    int done = 0;
    for (int row;
        done < DECISIONS_PER_TURN && (row = wheel.pollDue(nowNanos)) != TraceTable.NONE; ) {
      decide(row, DecisionReason.WAITED, nowNanos);
      done++;
    }
    return done;
  }

  private void evictIfCrowded(long nowNanos) {
    if (context.overflow() != Overflow.EVICT || !admission.crowded()) {
      return;
    }
    for (int i = 0; i < EVICTIONS_PER_TURN && admission.crowded(); i++) {
      int row = wheel.pollEarliest();
      if (row == TraceTable.NONE) {
        return;
      }
      decide(row, DecisionReason.EVICTED, nowNanos);
      memory.report();
    }
  }

  private void decideIfTooLarge(int row, long nowNanos) {
    long bytes = table.logBytes(row);
    if (bytes > context.traceBytesMax()) {
      wheel.remove(row);
      onDropped(row, DecisionReason.TOO_LARGE, PolicyBook.NOT_SAMPLED);
    } else if (bytes > context.traceBytesShareMax()) {
      wheel.remove(row);
      decide(row, DecisionReason.BUFFER_SHARE, nowNanos);
    }
  }

  private void decide(int row, DecisionReason reason, long nowNanos) {
    if (table.epoch(row) != policies.epoch()) {
      rescan(row);
    }
    summary.of(
        table.idHigh(row),
        table.idLow(row),
        table.bits(row),
        table.durationNanos(row),
        table.spans(row),
        table.logBytes(row));
    int decision = policies.book().decide(summary, nowNanos);
    if (decision >= 0) {
      onSampled(row, reason, decision);
    } else {
      onDropped(row, reason, decision);
    }
  }

  private void onSampled(int row, DecisionReason reason, int policy) {
    long idHigh = table.idHigh(row);
    long idLow = table.idLow(row);
    int name = policies.name(policy);
    sampled.put(table.hash(idHigh, idLow), idHigh, idLow, name);
    table.state(row, KEPT);
    table.bits(row, name);
    emitter.add(row);
    account.addTraces(Term.KEPT, 1);
    context.tracesOpen().decrement();
    context.stats().decided(reason, policies.name(policy), true);
  }

  private void onDropped(int row, DecisionReason reason, int decision) {
    long idHigh = table.idHigh(row);
    long idLow = table.idLow(row);
    int spans = table.spans(row);
    notSampled.put(table.hash(idHigh, idLow), idHigh, idLow, 0);
    settleRuns(row);
    table.releaseRuns(row, log);
    table.remove(row);
    account.addTraces(Term.DROPPED, 1);
    account.addSpans(Term.DROPPED, spans);
    context.spansHeld().add(-spans);
    context.tracesOpen().decrement();
    int policy = decision == PolicyBook.NOT_SAMPLED ? -1 : PolicyBook.droppedBy(decision);
    context.stats().decided(reason, policy < 0 ? -1 : policies.name(policy), false);
  }

  /** A dropped trace is settled; only sources that ask make anybody look at its runs. */
  private void settleRuns(int row) {
    if (!arrivals.isEmpty()) {
      for (int run = table.head(row); run != SpanLog.NONE; run = log.link(run)) {
        arrivals.settle(log.arrival(run));
      }
    }
  }

  // ---------------------------------------------------------------- predicates are a cache of the
  // bytes

  /** Takes over other policies; open traces are looked at again when they are decided. */
  void onPolicies(PolicyView changed) {
    policies = changed;
  }

  private void rescan(int row) {
    SpanMatcher matcher = policies.matcher();
    long bits = 0;
    for (int run = table.head(row); run != SpanLog.NONE; run = log.link(run)) {
      int contextBytes = log.contextLength(run);
      int length = log.length(run);
      ensureScratch(Math.max(contextBytes, length));
      log.readContext(run, scratch, 0);
      bits |= matcher.ofResource(scratch, 0, log.contextResourceLength(run));
      log.read(run, scratch, 0);
      bits |= matchRun(matcher, length);
    }
    table.bits(row, bits);
    table.epoch(row, policies.epoch());
  }

  private long matchRun(SpanMatcher matcher, int length) {
    long bits = 0;
    for (int at = 0; at < length; ) {
      long body = SpanRuns.body(scratch, at, length);
      int from = WireReader.next(body);
      int to = from + WireReader.value(body);
      try {
        facts.read(scratch, from, to);
        bits |= matcher.ofStatus(facts.status());
      } catch (MalformedException e) {
        throw new IllegalStateException(
            "the log holds a span that was indexed and can't be read", e);
      }
      bits |= matcher.ofAttributes(scratch, facts.attributesFrom(), facts.attributesTo());
      at = to;
    }
    return bits;
  }

  private void ensureScratch(int bytes) {
    if (bytes > scratch.length) {
      scratch = new byte[Integer.highestOneBit(bytes) * 2];
    }
  }

  // ---------------------------------------------------------------- evacuation

  private void onEvacuate(int address) {
    int length = log.length(address);
    ensureScratch(length);
    log.read(address, scratch, 0);
    long body = SpanRuns.body(scratch, 0, length);
    int from = WireReader.next(body);
    try {
      facts.read(scratch, from, from + WireReader.value(body));
    } catch (MalformedException e) {
      throw new IllegalStateException("the log holds a span that was indexed and can't be read", e);
    }
    int hash = table.hash(facts.traceIdHigh(), facts.traceIdLow());
    int row = table.find(hash, facts.traceIdHigh(), facts.traceIdLow());
    if (row != TraceTable.NONE) {
      table.moveRun(row, address, log);
    }
  }

  // ---------------------------------------------------------------- the end

  /** Begins to decide and hand on all that is held. */
  void onShutdown(long deadlineNanos) {
    draining = true;
    drainDeadlineNanos = deadlineNanos;
  }

  private int drain(long nowNanos) {
    int done = 0;
    for (int row; done < DECISIONS_PER_TURN && (row = wheel.pollEarliest()) != TraceTable.NONE; ) {
      decide(row, DecisionReason.SHUTDOWN, nowNanos);
      done++;
    }
    boolean late = nowNanos >= drainDeadlineNanos;
    if (late && !drained) {
      giveUp();
    }
    if (!drained && (late || (inbox.isEmpty() && wheel.size() == 0 && emitter.isEmpty()))) {
      log.close();
      drained = true;
    }
    return done;
  }

  /** What could not be handed on in time is counted as lost, and whoever still waits is told. */
  private void giveUp() {
    for (int row; (row = wheel.pollEarliest()) != TraceTable.NONE; ) {
      decide(row, DecisionReason.SHUTDOWN, drainDeadlineNanos);
    }
    emitter.giveUp();
    for (RoutedBatch routed = inbox.poll(); routed != null; routed = inbox.poll()) {
      routed.onTaken(routed.rowsOf(number));
    }
  }

  /** Whether all is handed on or counted. Any thread. */
  boolean isDrained() {
    return drained;
  }
}

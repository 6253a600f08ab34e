package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.log.RunOwner;
import io.spanweir.core.log.SpanLog;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.processor.tailsampling.TailSamplingConfig.Overflow;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Owns every trace whose id falls to it, on one thread, without locks: takes spans into its log,
 * folds what they say into their trace's row, has traces decided when their time is over, and lets
 * the emitter hand on what is kept. Others reach it through its inbox ({@link #offer}) only.
 */
final class Shard implements DutyCycle {
  static final int OPEN = 0;
  static final int KEPT = 1;

  /** Not a row: the spans were dropped, as their trace was. */
  private static final int GONE = -2;

  private static final int BATCHES_PER_TURN = 16;
  private static final int EVACUATIONS_PER_BATCH = 8;
  private static final double DENSITY_WORTH_MOVING = 0.9;

  private final int number;
  private final ShardContext context;
  private final Admission admission;
  private final SpanLog log;
  private final TraceTable table;
  private final TimerWheel wheel;
  private final RootWait roots;
  private final ShardMemory memory;
  private final Arrivals arrivals;
  private final Tally tally;
  private final RunWriter runs;
  private final RunOwner owner;
  private final Emitter emitter;
  private final Decider decider;
  private final DecisionReader decisions;
  private final TraceGroups groups = new TraceGroups();
  private final Folding folding;
  private final Queue<RoutedBatch> inbox = new ConcurrentLinkedQueue<>();

  /** Keeps the reads of {@link #find} from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  private boolean taking;
  private boolean roomless;
  private boolean draining;
  private long drainDeadlineNanos = Long.MAX_VALUE;
  private volatile boolean drained;

  Shard(int number, ShardContext context, Loop loop, PolicyView policies, SpanConsumer next) {
    this.number = number;
    this.context = context;
    this.admission = context.admission();
    log = new SpanLog(context.segments(), context.clock());
    table = new TraceTable(context.hashSeed(), context.traceId());
    wheel =
        new TimerWheel(table, context.clock().nanoTime(), context.waitNanos(), context.tickNanos());
    roots = new RootWait(wheel, context.waitNanos(), context.afterRootNanos());
    memory = new ShardMemory(admission, context.segments(), log, table);
    arrivals = new Arrivals(loop);
    tally = new Tally(context);
    runs = new RunWriter(log, table, arrivals);
    folding = new Folding(table, groups);
    emitter = new Emitter(context, table, log, arrivals, next);
    TraceScan scan = new TraceScan(table, log);
    owner = scan::moveOwner;
    decider =
        new Decider(context, policies, table, log, wheel, roots, arrivals, tally, emitter, scan);
    decisions = new DecisionReader(context, table, wheel, roots, decider);
  }

  /** Answers questions on this shard's thread. */
  DecisionReader decisions() {
    return decisions;
  }

  // ---------------------------------------------------------------- inbox

  /** Puts a batch into the inbox; the giver wakes the shard's duty. Any thread. */
  void offer(RoutedBatch routed) {
    inbox.add(routed);
  }

  /**
   * Takes a batch in at once if nothing waits before it; the giver wakes the shard's duty in either
   * case. The shard's thread. A giver that brings the next batch while it is told of this one waits
   * its turn.
   */
  void onBatch(RoutedBatch routed, long nowNanos) {
    if (taking || !inbox.isEmpty() || !take(routed, nowNanos)) {
      inbox.add(routed);
      return;
    }
    makeRoomByDeciding(nowNanos);
    tally.tell();
  }

  // ---------------------------------------------------------------- duty

  @Override
  public int doWork(long nowNanos) {
    int done = drainInbox(nowNanos);
    done += decider.expire(nowNanos);
    done += makeRoomByDeciding(nowNanos);
    done += emitter.emit(nowNanos);
    if (draining) {
      done += drain(nowNanos);
    }
    memory.report();
    tally.tell();
    return done;
  }

  @Override
  public long deadlineNanos() {
    if (drained) {
      return Long.MAX_VALUE;
    }
    long deadline = Math.min(wheel.deadlineNanos(), emitter.deadlineNanos());
    if (roomless) {
      deadline = Math.min(deadline, context.clock().nanoTime() + context.tickNanos());
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

  /**
   * Where that is configured, makes room by deciding the oldest traces now. Kept ones that wait to
   * leave go first: they make room without anybody being decided early.
   */
  private int makeRoomByDeciding(long nowNanos) {
    memory.report();
    if (context.overflow() != Overflow.EVICT || !admission.crowded()) {
      return 0;
    }
    int done = emitter.emit(nowNanos);
    memory.report();
    if (admission.crowded()) {
      done += decider.evict(nowNanos);
      memory.report();
    }
    return done;
  }

  // ---------------------------------------------------------------- append

  /** Takes a shard's part of a batch into the log; false if there is no room for it now. */
  private boolean take(RoutedBatch routed, long nowNanos) {
    if (drained) {
      routed.onTaken(routed.rowsOf(number));
      return true;
    }
    SpanBatch batch = routed.batch();
    boolean room = makeRoom(routed);
    if (room == roomless) {
      roomless = !room;
      admission.roomless(roomless);
    }
    if (!room) {
      return false;
    }
    taking = true;
    int arrival = routed.wantsSettled() ? arrivals.open(routed) : Arrivals.NONE;
    int refused = takeGroups(routed, batch, arrival, nowNanos);
    log.releaseRoom();
    // Before the batch gives back what was reserved for it, so that no moment shows less than is
    // held.
    memory.report();
    tally.tell();
    routed.onTaken(refused);
    arrivals.settle(arrival);
    taking = false;
    return true;
  }

  private int takeGroups(RoutedBatch routed, SpanBatch batch, int arrival, long nowNanos) {
    groups.of(routed, number, table);
    runs.begin(batch);
    folding.begin(batch, decider.policies().matcher());
    find(batch.index());
    int refused = 0;
    for (int g = 0; g < groups.size(); g++) {
      refused += takeGroup(batch, g, arrival, nowNanos);
    }
    return refused;
  }

  /**
   * Looks all groups up before any is taken: each lookup misses the processor's caches, and one
   * after the other without work between them they wait together.
   */
  private void find(SpanIndex index) {
    for (int g = 0; g < groups.size(); g++) {
      touched += table.touch(groups.hash(g));
    }
    for (int g = 0; g < groups.size(); g++) {
      int first = groups.first(g);
      long idHigh = table.high(index.traceIdHigh(first));
      groups.row(g, table.find(groups.hash(g), idHigh, index.traceIdLow(first)));
    }
    for (int g = 0; g < groups.size(); g++) {
      if (groups.row(g) == TraceTable.NONE) {
        int first = groups.first(g);
        long idHigh = table.high(index.traceIdHigh(first));
        groups.decision(g, decider.remembered(groups.hash(g), idHigh, index.traceIdLow(first)));
      }
    }
  }

  private boolean makeRoom(RoutedBatch routed) {
    SpanIndex index = routed.batch().index();
    int rows = routed.rowsOf(number);
    long frames = (long) SpanLog.FRAME_OVERHEAD_BYTES_MAX * rows;
    for (int n = 0; n < rows; n++) {
      frames += index.length(routed.rowOf(number, n));
    }
    long contexts = runs.contextBytes(routed.batch());
    for (int i = 0; !log.reserveRoom(frames, contexts, rows); i++) {
      if (i == EVACUATIONS_PER_BATCH || !log.evacuate(owner, DENSITY_WORTH_MOVING)) {
        return false;
      }
    }
    return true;
  }

  /** Takes the spans of one trace. @return how many could not be taken */
  private int takeGroup(SpanBatch batch, int group, int arrival, long nowNanos) {
    int spans = groups.countSpans(group);
    int row = groups.row(group);
    boolean added = row == TraceTable.NONE;
    if (added) {
      row = newRow(batch.index(), group, spans, nowNanos);
      if (row < 0) {
        return row == GONE ? 0 : spans;
      }
    }
    int refused = runs.write(row, groups, groups.first(group), arrival);
    if (added) {
      if (refused == spans) {
        table.remove(row);
        return refused;
      }
      onNewRow(row, spans - refused, nowNanos);
    }
    table.addSpans(row, spans - refused);
    if (table.state(row) == OPEN) {
      folding.fold(group, row, spans - refused);
      roots.onSpans(batch.index(), groups, group, row, nowNanos);
      decider.onSpans(row, nowNanos);
    } else {
      int first = groups.first(group);
      long idHigh = table.high(batch.index().traceIdHigh(first));
      long idLow = batch.index().traceIdLow(first);
      decider.onLate(groups.hash(group), idHigh, idLow, spans - refused, nowNanos);
    }
    return refused;
  }

  /**
   * A row for a trace that has none; {@link #GONE} if its spans are dropped, as the trace was;
   * {@link TraceTable#NONE} if it can't have one.
   */
  private int newRow(SpanIndex index, int group, int spans, long nowNanos) {
    int first = groups.first(group);
    long idHigh = table.high(index.traceIdHigh(first));
    long idLow = index.traceIdLow(first);
    int hash = groups.hash(group);
    int keptBy = groups.decision(group);
    if (keptBy == Decider.DROPPED) {
      tally.lateDropped(spans);
      decider.onLate(hash, idHigh, idLow, spans, nowNanos);
      return GONE;
    }
    boolean late = keptBy != DecisionCache.UNKNOWN;
    int row = table.add(hash, idHigh, idLow, late ? KEPT : OPEN, decider.policies().epoch());
    if (row != TraceTable.NONE && late) {
      table.bits(row, keptBy);
    }
    return row;
  }

  private void onNewRow(int row, int spans, long nowNanos) {
    if (table.state(row) == KEPT) {
      emitter.add(row);
      tally.lateKept(spans);
    } else {
      roots.onNewTrace(row, nowNanos);
      tally.begun();
    }
  }

  /** Takes over other policies. */
  void onPolicies(PolicyView changed) {
    decider.policies(changed);
  }

  // ---------------------------------------------------------------- the end

  /** Begins to decide and hand on all that is held. */
  void onShutdown(long deadlineNanos) {
    draining = true;
    drainDeadlineNanos = deadlineNanos;
  }

  private int drain(long nowNanos) {
    if (drained) {
      return 0;
    }
    int done = decider.drain(nowNanos);
    boolean late = nowNanos >= drainDeadlineNanos;
    if (late) {
      giveUp();
    }
    if (late || (inbox.isEmpty() && wheel.size() == 0 && emitter.isEmpty())) {
      log.close();
      if (roomless) {
        roomless = false;
        admission.roomless(false);
      }
      tally.tell();
      drained = true;
    }
    return done;
  }

  /** What could not be handed on in time is counted as lost, and whoever still waits is told. */
  private void giveUp() {
    int open;
    do {
      open = decider.drain(drainDeadlineNanos);
    } while (open > 0);
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

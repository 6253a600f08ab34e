package io.spanweir.processor.tailsampling;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.log.SegmentPool;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.TailSamplingConfig.SamplingStrategy;
import io.spanweir.processor.tailsampling.policy.PolicyBook;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The door of the tail sampler: admits batches against the buffer, and routes their rows to the
 * shards that own their traces. A batch that arrives on the thread of the only shard is taken in
 * there and then; others go through the shards' inboxes.
 *
 * <p>A trace belongs to one of 256 slots, slots to shards, so that the number of shards may change
 * from one run to the next without a trace changing its slot.
 */
final class TailSamplingProcessor implements Processor {
  private static final int SLOTS = 256;
  private static final double BUFFER_SHARE = 0.75;
  private static final long TRACE_SHARE = 4;
  private static final long TICK_NANOS_MIN = 100_000L;
  private static final long TICK_NANOS = 20_000_000L;

  /** Bounds the memory of the timer wheel: a wait of 24 h has ticks of 5 s. */
  private static final long TICKS_PER_WAIT_MAX = 1 << 14;

  private static final int[] ALL_ROWS = {};

  private final Settings settings;
  private final Loops loops;
  private final Clock clock;
  private final LedgerAccount account;
  private final Admission admission;
  private final SegmentPool segments;
  private final LongAdder spansHeld = new LongAdder();
  private final LongAdder tracesOpen = new LongAdder();
  private final Shard[] shards;
  private final Loop[] shardLoops;
  private final Loop.@Nullable Duty[] duties;
  private final PolicyNames names = new PolicyNames();
  private final TailSamplingConfig config;
  private final SamplingStats stats;
  private final ListFiles lists;
  private final PolicyHistory history = new PolicyHistory();
  private final TraceIdRule traceId;
  private PolicyBook book;
  private int version;
  private int epoch;
  private Loop.@Nullable Duty listsDuty;
  private boolean watching;
  private volatile long keyLengthsAsked;
  private volatile boolean started;
  private volatile boolean stopping;

  TailSamplingProcessor(Settings settings, TailSamplingConfig config, SpanConsumer next) {
    this.settings = settings;
    this.config = config;
    traceId = config.traceId();
    loops = settings.loops();
    clock = loops.clock();
    account = settings.telemetry().ledger().account(settings.accountName(), "processor");
    account.open(spansHeld::sum, tracesOpen::sum);
    int count = loops.shardCount();
    long bufferBytes = bufferBytes(settings.limits(), config);
    segments =
        new SegmentPool(
            bufferBytes,
            SegmentPool.segmentBytesFor(bufferBytes / count),
            2 * count,
            loops.workLoop()::execute);
    long tracesMax = config.numTraces() == null ? Long.MAX_VALUE : config.numTraces();
    admission = new Admission(segments.usableBytes(), tracesMax);
    book = new PolicyBook(config.policies(), config.sampleOnFirstMatch());
    version = history.add(book);
    book.names().forEach(names::number);
    stats = new SamplingStats(List.copyOf(book.names()), settings);
    lists =
        new ListFiles(
            loops, settings.telemetry().errors(), config.decisionWait().toNanos(), this::onLists);
    Map<String, TextTable> known = lists.of(book.predicates());
    ShardContext context = context(segments, bufferBytes);
    shards = new Shard[count];
    shardLoops = new Loop[count];
    duties = new Loop.Duty[count];
    for (int i = 0; i < count; i++) {
      shardLoops[i] = loops.shardLoop(i);
      shards[i] = new Shard(i, context, shardLoops[i], view(known), next);
    }
    settings
        .telemetry()
        .decisions()
        .add(new DecisionDesk(settings.accountName(), shards, shardLoops, traceId));
  }

  /**
   * The buffer that a configuration means: its own, or a share of the memory that the process may
   * use.
   */
  static long bufferBytes(Limits limits, TailSamplingConfig config) {
    ByteSize configured = config.bufferBytes();
    if (configured != null) {
      return configured.bytes();
    }
    long share = (long) (limits.directBytesMax() * BUFFER_SHARE);
    return Math.max(1 << 20, Math.min(32L << 30, share));
  }

  private ShardContext context(SegmentPool segments, long bufferBytes) {
    int count = loops.shardCount();
    long wait = config.decisionWait().toNanos();
    long traceMax = config.maximumTraceSizeBytes().bytes();
    return new ShardContext(
        account,
        admission,
        segments,
        settings.pools(),
        clock,
        stats,
        names,
        spansHeld,
        tracesOpen,
        wait,
        tickNanos(wait, config.decisionWaitAfterRootReceived().toNanos()),
        config.decisionCache().sampledCacheSize() / count,
        config.decisionCache().nonSampledCacheSize() / count,
        history,
        (config.decisionRecords() + count - 1) / count,
        traceMax == 0 ? Long.MAX_VALUE : traceMax,
        bufferBytes / TRACE_SHARE / count,
        config.whenFull(),
        config.recordPolicy(),
        config.recordDecision(),
        config.decisionWaitAfterRootReceived().toNanos(),
        config.samplingStrategy() == SamplingStrategy.SPAN_INGEST,
        config.dropPendingTracesOnShutdown(),
        traceId,
        clock.epochNanos() * 0x9E3779B97F4A7C15L);
  }

  /**
   * A hundredth of the wait and a tenth of the one after the root, 20 ms at most; of a longer wait
   * than five minutes, 1 / 16384.
   */
  private static long tickNanos(long wait, long afterRoot) {
    long exact = afterRoot > 0 ? Math.min(wait / 100, afterRoot / 10) : wait / 100;
    long tick = Math.max(TICK_NANOS_MIN, Math.min(TICK_NANOS, exact));
    return Math.max(tick, wait / TICKS_PER_WAIT_MAX);
  }

  @Override
  public void start() {
    stats.bind(settings.telemetry().meters(), account, admission, segments, tracesOpen);
    for (int i = 0; i < shards.length; i++) {
      duties[i] = shardLoops[i].add(shards[i]);
    }
    started = true;
    watchLists();
  }

  // ---------------------------------------------------------------- consume

  @Override
  public boolean reserve(int spans, long bytes) {
    if (stopping) {
      return false;
    }
    if (admission.reserve(spans, Admission.charge(spans, bytes))) {
      return true;
    }
    for (int i = 0; i < duties.length; i++) {
      wake(i);
    }
    return false;
  }

  /** Those of the policies; what is kept is read anew. */
  @Override
  public long keyLengthsAsked() {
    return keyLengthsAsked;
  }

  @Override
  public void cancel(int spans, long bytes) {
    admission.cancel(spans, Admission.charge(spans, bytes));
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    account.addSpans(Term.RECEIVED, batch.size());
    spansHeld.add(batch.size());
    long charge = Admission.charge(spans, bytes);
    if (batch.size() == 0) {
      batch.release();
      admission.cancel(spans, charge);
      receipt.accepted(0, null);
      if (receipt.wantsSettled()) {
        receipt.settled();
      }
      return;
    }
    if (shards.length == 1) {
      RoutedBatch routed =
          new RoutedBatch(
              batch, spans, charge, receipt, admission, account, spansHeld, ALL_ROWS, ALL_ROWS, 1);
      hand(0, routed);
      return;
    }
    route(batch, spans, charge, receipt);
  }

  private void hand(int shard, RoutedBatch routed) {
    if (shardLoops[shard].inLoop()) {
      shards[shard].onBatch(routed, clock.nanoTime());
    } else {
      shards[shard].offer(routed);
    }
    wake(shard);
  }

  /** Sorts a batch's rows by shard, counting first. */
  private void route(SpanBatch batch, int spans, long charge, Receipt receipt) {
    SpanIndex index = batch.index();
    int rows = batch.size();
    int[] start = new int[shards.length + 1];
    for (int row = 0; row < rows; row++) {
      start[shard(index, row) + 1]++;
    }
    int parts = 0;
    for (int s = 0; s < shards.length; s++) {
      parts += start[s + 1] > 0 ? 1 : 0;
      start[s + 1] += start[s];
    }
    int[] order = new int[rows];
    int[] fill = start.clone();
    for (int row = 0; row < rows; row++) {
      order[fill[shard(index, row)]++] = row;
    }
    RoutedBatch routed =
        new RoutedBatch(
            batch, spans, charge, receipt, admission, account, spansHeld, order, start, parts);
    for (int s = 0; s < shards.length; s++) {
      if (start[s + 1] > start[s]) {
        hand(s, routed);
      }
    }
  }

  private int shard(SpanIndex index, int row) {
    return shard(traceId.high(index.traceIdHigh(row)), index.traceIdLow(row), shards.length);
  }

  /** The shard of a trace. */
  static int shard(long idHigh, long idLow, int shards) {
    return slot(idHigh, idLow) % shards;
  }

  /** The slot of a trace, the same in every process: 0 to 255. */
  static int slot(long idHigh, long idLow) {
    long h = (idHigh * 0x9E3779B97F4A7C15L) ^ idLow;
    h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (h >>> 40) & (SLOTS - 1);
  }

  private void wake(int shard) {
    Loop.Duty duty = duties[shard];
    if (duty != null) {
      duty.wake();
    }
  }

  // ---------------------------------------------------------------- life

  @Override
  public boolean reconfigure(Record changed) {
    if (!(changed instanceof TailSamplingConfig other) || !onlyPoliciesDiffer(other)) {
      return false;
    }
    PolicyBook changedBook = new PolicyBook(other.policies(), other.sampleOnFirstMatch());
    Map<String, TextTable> known = lists.of(changedBook.predicates());
    synchronized (this) {
      book = changedBook;
      version = history.add(book);
      book.names().forEach(names::number);
      giveViews(known);
    }
    watchLists();
    return true;
  }

  /** A list in a file is another: the same policies, and what they keep is not what they kept. */
  private synchronized void onLists(Map<String, TextTable> changed) {
    giveViews(changed);
  }

  private void giveViews(Map<String, TextTable> known) {
    epoch++;
    for (int i = 0; i < shards.length; i++) {
      Shard shard = shards[i];
      PolicyView view = view(known);
      shardLoops[i].execute(() -> shard.onPolicies(view));
    }
  }

  private PolicyView view(Map<String, TextTable> known) {
    PolicyView view = new PolicyView(book, version, names, epoch, known);
    keyLengthsAsked = view.matcher().keyLengths();
    return view;
  }

  private synchronized void watchLists() {
    if (started && !watching && !lists.isEmpty()) {
      watching = true;
      listsDuty = loops.sideLoop().add(lists);
    }
  }

  private boolean onlyPoliciesDiffer(TailSamplingConfig other) {
    return other.withPolicies(config.policies()).equals(config);
  }

  @Override
  public void shutdown(long deadlineNanos) {
    stopping = true;
    if (!started) {
      return;
    }
    Loop.Duty watch = listsDuty;
    if (watch != null) {
      watch.close();
    }
    for (int i = 0; i < shards.length; i++) {
      int number = i;
      shardLoops[i].execute(
          () -> {
            shards[number].onShutdown(deadlineNanos);
            wake(number);
          });
    }
  }

  @Override
  public boolean isShutDown() {
    if (!started) {
      return true;
    }
    for (Shard shard : shards) {
      if (!shard.isDrained()) {
        return false;
      }
    }
    return true;
  }
}

package io.spanweir.processor.tailsampling;

import io.spanweir.core.runtime.Clock;
import io.spanweir.core.telemetry.DecisionSource.Known;
import io.spanweir.core.telemetry.DecisionSource.Query;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.core.telemetry.TraceFate.PolicyVote;
import io.spanweir.processor.tailsampling.policy.PolicyBook;
import io.spanweir.processor.tailsampling.policy.TraceSummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a shard knows of its traces, open or decided. Reads and changes nothing. On the shard's
 * thread.
 */
final class DecisionReader {
  private static final int RECORDS_PER_TRACE = 8;

  private final ShardContext context;
  private final Clock clock;
  private final TraceTable table;
  private final TimerWheel wheel;
  private final RootWait roots;
  private final Decider decider;
  private final DecisionRecords records;

  DecisionReader(
      ShardContext context, TraceTable table, TimerWheel wheel, RootWait roots, Decider decider) {
    this.context = context;
    this.clock = context.clock();
    this.table = table;
    this.wheel = wheel;
    this.roots = roots;
    this.decider = decider;
    this.records = decider.records();
  }

  /** What is known of a trace. */
  Known known(long idHigh, long idLow) {
    int hash = table.hash(idHigh, idLow);
    int row = table.find(hash, idHigh, idLow);
    List<TraceFate> fates = new ArrayList<>();
    if (row != TraceTable.NONE && table.state(row) == Shard.OPEN) {
      fates.add(open(row));
    }
    int number = records.find(hash, idHigh, idLow);
    for (int n = 0; number != DecisionRecords.NONE && n < RECORDS_PER_TRACE; n++) {
      long waiting =
          n == 0 && row != TraceTable.NONE && table.state(row) == Shard.KEPT ? table.spans(row) : 0;
      fates.add(decided(number, waiting, true));
      number = records.before(number);
    }
    if (fates.isEmpty()) {
      addRemembered(decider.remembered(hash, idHigh, idLow), fates);
    }
    int oldest = records.oldest();
    long since = oldest == DecisionRecords.NONE ? 0 : epoch(records.momentNanos(oldest));
    return new Known(fates, since, records.complete());
  }

  private void addRemembered(int keptBy, List<TraceFate> fates) {
    if (keptBy == Decider.DROPPED) {
      fates.add(new TraceFate.Remembered(false, null));
    } else if (keptBy != DecisionCache.UNKNOWN) {
      String name = new String(context.names().utf8(KeptBy.name(keptBy)), StandardCharsets.UTF_8);
      fates.add(new TraceFate.Remembered(true, name));
    }
  }

  private TraceFate open(int row) {
    long now = clock.nanoTime();
    long deadline = wheel.deadlineNanos(row);
    boolean known = deadline != Long.MAX_VALUE;
    boolean byRoot = roots.reason(row) == DecisionReason.ROOT;
    return new TraceFate.Open(
        table.spans(row),
        table.logBytes(row),
        table.durationNanos(row),
        known && !byRoot ? Math.max(0, now - (deadline - context.waitNanos())) : -1,
        known ? Math.max(0, deadline - now) : -1,
        votesSoFar(row));
  }

  /** Bits that older policies have noted say nothing until the trace is read again. */
  private List<PolicyVote> votesSoFar(int row) {
    PolicyView view = decider.policies();
    long duration = table.durationNanos(row);
    TraceSummary summary =
        table.epoch(row) != view.epoch()
            ? null
            : summary(
                view.book(),
                table.idHigh(row),
                table.idLow(row),
                table.bits(row),
                duration,
                table.spans(row),
                table.logBytes(row));
    return Votes.open(view.book(), summary);
  }

  private TraceFate.Decided decided(int number, long waitingSpans, boolean withVotes) {
    int decision = records.decision(number);
    int version = records.version(number);
    PolicyBook book = context.history().of(version);
    return new TraceFate.Decided(
        records.idHigh(number),
        records.idLow(number),
        decision >= 0,
        policy(book, decision),
        records.reason(number).label(),
        epoch(records.momentNanos(number)),
        records.spans(number),
        records.late(number),
        waitingSpans,
        records.logBytes(number),
        records.durationNanos(number),
        version != decider.policies().version(),
        withVotes && book != null && asked(number) ? votes(book, number) : List.of());
  }

  private static @Nullable String policy(@Nullable PolicyBook book, int decision) {
    if (book == null || decision == PolicyBook.NOT_SAMPLED) {
      return null;
    }
    return book.name(decision >= 0 ? decision : PolicyBook.droppedBy(decision));
  }

  /** Some traces are dropped without a policy being asked. */
  private boolean asked(int number) {
    return switch (records.reason(number)) {
      case TOO_LARGE -> false;
      case SHUTDOWN -> !context.dropsPending();
      default -> true;
    };
  }

  private List<PolicyVote> votes(PolicyBook book, int number) {
    TraceSummary summary =
        summary(
            book,
            records.idHigh(number),
            records.idLow(number),
            records.bits(number),
            records.durationNanos(number),
            records.spans(number),
            records.logBytes(number));
    return Votes.decided(book, records.decision(number), summary);
  }

  /** Null where a part of the answers was only known while the trace was decided. */
  private static @Nullable TraceSummary summary(
      PolicyBook book,
      long idHigh,
      long idLow,
      long bits,
      long durationNanos,
      int spans,
      long bytes) {
    TraceSummary summary = new TraceSummary().of(idHigh, idLow, bits, durationNanos, spans, bytes);
    int words = TraceSummary.wideWords(book.predicates().size());
    if (words == 0) {
      return summary;
    }
    return bits >>> TraceSummary.NARROW != 0 ? null : summary.wide(new long[words]);
  }

  /** The wall clock's word for a moment. */
  private long epoch(long momentNanos) {
    return clock.epochNanos() - (clock.nanoTime() - momentNanos);
  }

  /** Where a look through the records begins. */
  int newest() {
    return records.newest();
  }

  /**
   * Looks through some records, from one to older ones.
   *
   * @param found gets what the query wants, until it has as many
   * @return where to go on; {@link DecisionRecords#NONE} when nothing older is of interest
   */
  int look(Query query, int from, int count, List<TraceFate.Decided> found) {
    int number = from;
    for (int n = 0; n < count; n++, number--) {
      if (found.size() >= query.limit() || !records.has(number)) {
        return DecisionRecords.NONE;
      }
      if (wants(query, number)) {
        found.add(decided(number, 0, false));
      }
    }
    return number;
  }

  private boolean wants(Query query, int number) {
    int decision = records.decision(number);
    if (!query.wants(decision >= 0)) {
      return false;
    }
    return query.policy().isEmpty()
        || query.policy().equals(policy(context.history().of(records.version(number)), decision));
  }
}

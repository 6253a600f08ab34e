package io.spanweir.processor.batch;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.DutyCycle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds batches in the order they came and hands their rows on when there are enough, or when the
 * oldest have waited long enough. Batches are joined when they leave, not when they come: one that
 * leaves alone is handed on as it is. Batches of different tenants or configuration epochs are not
 * joined, nor those whose clients differ in a header of {@code metadata_keys}: of these the client
 * that has waited longest goes first, and when waiting is over all of them go. No other header of a
 * request goes on, since a batch is of many.
 *
 * <p>When the next stage has no room, rows stay here and the intake fills up, so that refusals
 * reach the senders. One loop, but for {@link #stop} and {@link #isFinished}.
 */
final class Batcher implements DutyCycle {
  /** The next stage gives a hint meant for senders; rows that are here already ask sooner. */
  private static final long RETRY_NANOS_MAX = 50_000_000L;

  private static final int FLUSHES_PER_TURN = 16;
  private static final long NEVER = Long.MAX_VALUE;

  private final String name;
  private final BatchConfig config;
  private final Intake intake;
  private final BatchBook book;
  private final BatchPool batches;
  private final SpanConsumer next;
  private final ArrayDeque<HeldBatch> held = new ArrayDeque<>();
  private long rows;

  /** What the rows count for: of metrics, data points, of which the Collector's sizes are. */
  private long items;

  private long flushNanos = NEVER;
  private boolean blocked;
  private long blockedUntilNanos;
  private volatile long stopDeadlineNanos = NEVER;
  private volatile boolean stopAsked;
  private volatile boolean finished;

  Batcher(Parts parts, BatchConfig config, SpanConsumer next) {
    name = parts.name;
    intake = parts.intake;
    book = parts.book;
    batches = parts.batches;
    this.config = config;
    this.next = next;
  }

  /** What a batcher works with. */
  record Parts(String name, Intake intake, BatchBook book, BatchPool batches) {}

  /** Asks for the end; the earliest deadline counts. Any thread; then wake the cycle. */
  void stop(long deadlineNanos) {
    stopDeadlineNanos = Math.min(stopDeadlineNanos, deadlineNanos);
    stopAsked = true;
  }

  /** Whether everything was handed on or counted. Any thread. */
  boolean isFinished() {
    return finished;
  }

  @Override
  public int doWork(long nowNanos) {
    if (finished) {
      return 0;
    }
    int work = takeArrived(nowNanos);
    for (int i = 0; i < FLUSHES_PER_TURN && isDue(nowNanos) && flush(nowNanos); i++) {
      work++;
    }
    if (stopAsked && (nowNanos >= stopDeadlineNanos || intake.isEmpty())) {
      finish();
    }
    return work;
  }

  private int takeArrived(long nowNanos) {
    int taken = 0;
    for (HeldBatch come = intake.take(); come != null; come = intake.take()) {
      if (rows == 0) {
        flushNanos = nowNanos + config.timeout().toNanos();
      }
      ClientInfo client = come.batch.client();
      come.batch.client(client == null ? null : client.only(config.metadataKeys()));
      held.addLast(come);
      rows += come.rowsLeft();
      items += come.items;
      taken++;
    }
    return taken;
  }

  private boolean isDue(long nowNanos) {
    return rows > 0
        && (!blocked || nowNanos >= blockedUntilNanos)
        && (isLarge() || nowNanos >= flushNanos || stopAsked);
  }

  private boolean isLarge() {
    return items >= config.sendBatchSize();
  }

  /** Hands one batch on. @return false if the next stage has no room for it */
  private boolean flush(long nowNanos) {
    List<Piece> pieces = pieces();
    int flushedRows = 0;
    int flushed = 0;
    long bytes = 0;
    for (Piece piece : pieces) {
      flushedRows += piece.rows;
      flushed += piece.held.items(piece.rows);
      bytes += piece.held.bytes(piece.rows);
    }
    int room = Math.max(flushedRows, flushed);
    blocked = !next.reserve(room, bytes);
    if (blocked) {
      blockedUntilNanos = nowNanos + Math.min(next.retryAfterNanos(), RETRY_NANOS_MAX);
      return false;
    }
    boolean large = isLarge();
    List<HeldBatch> parts = new ArrayList<>(pieces.size());
    pieces.forEach(piece -> parts.add(piece.held));
    SpanBatch leaving = join(pieces);
    rows -= flushedRows;
    items -= flushed;
    intake.onHandedOn(flushed);
    book.onHandedOn(flushed, large);
    boolean othersAreLate = !config.metadataKeys().isEmpty() && rows > 0 && nowNanos >= flushNanos;
    flushNanos = othersAreLate ? flushNanos : nowNanos + config.timeout().toNanos();
    next.commit(leaving, room, bytes, new FlushReceipt(parts));
    forgetEmpty(parts);
    return true;
  }

  private record Piece(HeldBatch held, int rows) {}

  /** The oldest rows that may go together. */
  private List<Piece> pieces() {
    int limit = config.sendBatchMaxSize() > 0 ? config.sendBatchMaxSize() : Integer.MAX_VALUE;
    HeldBatch first = held.getFirst();
    List<Piece> pieces = new ArrayList<>();
    for (HeldBatch candidate : held) {
      if (limit == 0 || !belongTogether(first.batch, candidate.batch)) {
        break;
      }
      if (!Objects.equals(first.batch.client(), candidate.batch.client())) {
        continue;
      }
      int taken = Math.min(limit, candidate.rowsLeft());
      pieces.add(new Piece(candidate, taken));
      limit -= taken;
    }
    return pieces;
  }

  private static boolean belongTogether(SpanBatch a, SpanBatch b) {
    return a.epoch() == b.epoch() && Objects.equals(a.tenant(), b.tenant());
  }

  /** Takes the rows out of what is held. */
  private SpanBatch join(List<Piece> pieces) {
    SpanBatch alone = alone(pieces);
    if (alone != null) {
      held.remove(pieces.get(0).held);
      return alone;
    }
    SpanBatch joined = batches.lease();
    SpanBatch first = held.getFirst().batch;
    joined.tenant(first.tenant());
    joined.client(first.client());
    joined.epoch(first.epoch());
    joined.signal(first.signal());
    for (Piece piece : pieces) {
      piece.held.moveRows(piece.rows, joined);
      if (piece.held.rowsLeft() == 0) {
        piece.held.batch.release();
      }
    }
    held.removeIf(batch -> batch.rowsLeft() == 0);
    return joined;
  }

  private static @Nullable SpanBatch alone(List<Piece> pieces) {
    Piece first = pieces.get(0);
    if (pieces.size() > 1 || !first.held.isWhole() || first.rows < first.held.rowsLeft()) {
      return null;
    }
    first.held.takeRows(first.rows);
    return first.held.batch;
  }

  /** Those without rows here give their room back, and only their pieces are left to settle. */
  private void forgetEmpty(List<HeldBatch> parts) {
    for (HeldBatch part : parts) {
      if (part.rowsLeft() == 0) {
        intake.leave(part);
        part.onSettled();
      }
    }
  }

  private void finish() {
    List<HeldBatch> rest = new ArrayList<>(held);
    rest.addAll(intake.close());
    held.clear();
    rows = 0;
    items = 0;
    for (HeldBatch left : rest) {
      int lost = left.itemsLeft();
      book.onFailed(lost);
      intake.onHandedOn(lost);
      left.batch.release();
    }
    finished = true;
  }

  @Override
  public long deadlineNanos() {
    if (finished) {
      return NEVER;
    }
    long stop = stopAsked ? stopDeadlineNanos : NEVER;
    if (rows == 0) {
      return stop;
    }
    if (!blocked) {
      return Math.min(stop, flushNanos);
    }
    boolean late = isLarge() || stopAsked;
    return Math.min(stop, late ? blockedUntilNanos : Math.max(flushNanos, blockedUntilNanos));
  }

  @Override
  public String roleName() {
    return name;
  }
}

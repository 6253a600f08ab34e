package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import org.jspecify.annotations.Nullable;

/**
 * The way in of one signal behind every door: index the bytes, reserve room, commit, keep the
 * books. Any thread; the indexer is the caller's.
 *
 * <p>A span counts as kept here when its batch is committed, since from then on it stands in the
 * next stage's book, whatever that stage answers: each span is refused or rejected in one book
 * only.
 */
final class Intake {
  private final Signal signal;
  private final SpanConsumer next;
  private final BatchPool batches;
  private final LedgerAccount account;
  private final DistinctErrors errors;
  private final String name;

  Intake(Settings settings, Signal signal, SpanConsumer next) {
    this.signal = signal;
    this.next = next;
    this.batches = settings.pools().batches();
    this.account =
        settings.telemetry().ledger().account(signal.account(settings.accountName()), "receiver");
    this.errors = settings.telemetry().errors();
    this.name = settings.accountName();
  }

  /** Takes over the chunk, which holds a whole request, and sees to it that the door answers. */
  void take(Chunk chunk, OtlpIndexer indexer, Answerer door) {
    SpanBatch batch = batches.lease();
    batch.signal(signal);
    try {
      indexer.index(chunk, batch);
    } catch (MalformedException e) {
      batch.release();
      chunk.release();
      malformed(e, door);
      return;
    }
    handOver(batch, chunk.length(), indexer.rejectedSpans(), indexer.rejectedReason(), door);
  }

  /** Answers for a body that is no good. */
  static void malformed(MalformedException why, Answerer door) {
    door.answer(Outcome.MALFORMED, 0, String.valueOf(why.getMessage()), 0);
  }

  private void handOver(
      SpanBatch batch, int bytes, int rejected, @Nullable String reason, Answerer door) {
    int spans = batch.size();
    account.addSpans(Term.RECEIVED, spans + (long) rejected);
    if (rejected > 0) {
      account.addSpans(Term.REJECTED, rejected);
      senderError("spans were rejected", String.valueOf(reason));
    }
    if (spans == 0) {
      batch.release();
      door.answer(Outcome.ACCEPTED, rejected, reason, 0);
    } else if (next.reserve(spans, bytes)) {
      account.addSpans(Term.KEPT, spans);
      next.commit(batch, spans, bytes, new Reply(door, rejected, reason));
    } else {
      account.addSpans(Term.REFUSED, spans);
      batch.release();
      door.answer(
          Outcome.NO_ROOM,
          0,
          "no room for " + spans + " " + (signal == Signal.TRACES ? "spans" : "records"),
          next.retryAfterNanos());
    }
  }

  /** When a sender that was refused before its spans were counted should try again. */
  long retryAfterNanos() {
    return next.retryAfterNanos();
  }

  private void senderError(String what, String detail) {
    errors.record(name, what, detail);
  }
}

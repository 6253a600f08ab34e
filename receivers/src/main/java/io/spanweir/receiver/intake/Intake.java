package io.spanweir.receiver.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.netty.util.concurrent.FastThreadLocal;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.receiver.transcode.Transcoder;
import org.jspecify.annotations.Nullable;

/**
 * The way in of one signal behind a door: index the bytes, reserve room, commit, keep the books,
 * which the doors of a receiver share. Any thread.
 *
 * <p>A span counts as kept here when its batch is committed, since from then on it stands in the
 * next stage's book, whatever that stage answers: each span is refused or rejected in one book
 * only.
 */
public final class Intake {
  private final Signal signal;
  private final SpanConsumer next;
  private final BatchPool batches;
  private final LedgerAccount account;
  private final DistinctErrors errors;
  private final String name;
  private final Outcome noneGood;
  private final FastThreadLocal<OtlpIndexer> indexers;
  private final Counter accepted;
  private final Counter refused;

  /**
   * Behind a door whose answers say how many spans were rejected, or that nobody asks.
   *
   * @param spansMax in one request
   * @param transport label of the Collector's metrics: how it comes
   */
  public Intake(
      Settings settings, Signal signal, SpanConsumer next, int spansMax, String transport) {
    this(settings, signal, next, spansMax, transport, Outcome.ACCEPTED);
  }

  /**
   * @param spansMax in one request
   * @param transport label of the Collector's metrics: how it comes
   * @param noneGood what a request comes to that has spans, every one of which is rejected: {@link
   *     Outcome#MALFORMED} where an acceptance can't say so
   */
  public Intake(
      Settings settings,
      Signal signal,
      SpanConsumer next,
      int spansMax,
      String transport,
      Outcome noneGood) {
    this.noneGood = noneGood;
    this.signal = signal;
    this.next = next;
    this.batches = settings.pools().batches();
    this.account =
        settings.telemetry().ledger().account(signal.account(settings.accountName()), "receiver");
    this.errors = settings.telemetry().errors();
    this.name = settings.accountName();
    MeterRegistry meters = settings.telemetry().meters();
    Tags door = Tags.of("receiver", settings.id().toString(), "transport", transport);
    this.accepted =
        Counter.builder("otelcol.receiver.accepted." + signal.items())
            .tags(door)
            .description("Handed on to the pipelines")
            .register(meters);
    this.refused =
        Counter.builder("otelcol.receiver.refused." + signal.items())
            .tags(door)
            .description("Given back to their senders, or refused for good")
            .register(meters);
    this.indexers =
        new FastThreadLocal<>() {
          @Override
          protected OtlpIndexer initialValue() {
            return new OtlpIndexer(spansMax);
          }
        };
  }

  /** Takes over the chunk, which holds a whole request, and sees to it that the door answers. */
  public void take(Chunk chunk, Answerer door) {
    take(chunk, Transcoder.LeftOut.NOTHING, door);
  }

  /**
   * The same for what was read from another encoding.
   *
   * @param leftOut what is not in the chunk because it was no good
   */
  public void take(Chunk chunk, Transcoder.LeftOut leftOut, Answerer door) {
    OtlpIndexer indexer = indexers.get();
    SpanBatch batch = batches.lease();
    batch.signal(signal);
    batch.client(door.client());
    try {
      indexer.index(chunk, batch, next.keyLengthsAsked());
    } catch (MalformedException e) {
      batch.release();
      chunk.release();
      malformed(e, door);
      return;
    }
    int rejected = leftOut.spans() + indexer.rejectedSpans();
    String reason = leftOut.reason() == null ? indexer.rejectedReason() : leftOut.reason();
    handOver(batch, chunk.length(), rejected, reason, door);
  }

  /** Answers for a body that is no good. */
  public static void malformed(MalformedException why, Answerer door) {
    door.answer(Outcome.MALFORMED, 0, String.valueOf(why.getMessage()), 0);
  }

  private void handOver(
      SpanBatch batch, int bytes, int rejected, @Nullable String reason, Answerer door) {
    int spans = batch.items();
    int room = batch.room();
    account.addSpans(Term.RECEIVED, spans + (long) rejected);
    if (rejected > 0) {
      account.addSpans(Term.REJECTED, rejected);
      refused.increment(rejected);
      senderError("spans were rejected", String.valueOf(reason));
    }
    if (batch.size() == 0) {
      batch.release();
      door.answer(rejected == 0 ? Outcome.ACCEPTED : noneGood, rejected, reason, 0);
    } else if (next.reserve(room, bytes)) {
      account.addSpans(Term.KEPT, spans);
      accepted.increment(spans);
      next.commit(batch, room, bytes, new Reply(door, rejected, reason));
    } else {
      account.addSpans(Term.REFUSED, spans);
      refused.increment(spans);
      batch.release();
      door.answer(
          Outcome.NO_ROOM,
          0,
          "no room for " + spans + " " + (signal == Signal.TRACES ? "spans" : "records"),
          next.retryAfterNanos());
    }
  }

  /** The lengths of the keys of attributes that anybody behind it asks for. */
  public long keyLengthsAsked() {
    return next.keyLengthsAsked();
  }

  /** When a sender that was refused before its spans were counted should try again. */
  public long retryAfterNanos() {
    return next.retryAfterNanos();
  }

  private void senderError(String what, String detail) {
    errors.record(name, what, detail);
  }
}

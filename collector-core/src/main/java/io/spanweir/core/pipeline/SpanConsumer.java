package io.spanweir.core.pipeline;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.KeyQuestion;

/**
 * What stands next in a pipeline. Two steps: {@link #reserve} holds room, {@link #commit} uses it.
 * A graph reserves at every terminal a batch will reach before it commits at one of them, so that a
 * fan-out never accepts half.
 *
 * <p>Both return at once, never block, and never throw for data. Any thread, unless the
 * implementation says otherwise; a commit follows its reserve on the same thread with nothing but
 * other reserves between.
 */
public interface SpanConsumer {
  /**
   * Holds room for a batch.
   *
   * @param spans how many spans it will have, at most
   * @param bytes how many bytes they and their resources and scopes have, at most
   * @return false if there is no room now; nothing is held then and the sender is told to try again
   */
  boolean reserve(int spans, long bytes);

  /**
   * Gives back what {@link #reserve} held, with the same numbers, when nothing will be committed.
   */
  void cancel(int spans, long bytes);

  /**
   * Hands a batch over with the room reserved for it. The batch is the consumer's from here on. The
   * receipt is completed once, during this call or later, on any thread.
   *
   * @param spans the number given to {@link #reserve}
   * @param bytes the number given to {@link #reserve}
   */
  void commit(SpanBatch batch, int spans, long bytes, Receipt receipt);

  /**
   * The lengths of the keys of spans' attributes that this consumer, and whom it hands a batch on
   * to, ask batches for by {@link KeyQuestion}: who fills a batch need not note others in it. May
   * change; all, unless the implementation knows better.
   */
  default long keyLengthsAsked() {
    return KeyQuestion.ALL_LENGTHS;
  }

  /** When a refused sender should try again, in nanoseconds from now: a hint. */
  default long retryAfterNanos() {
    return 1_000_000_000L;
  }
}

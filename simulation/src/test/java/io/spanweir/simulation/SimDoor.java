package io.spanweir.simulation;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A receiver without a socket: what stands between the network and the pipeline in a real one, body
 * in, answer out.
 */
final class SimDoor implements Receiver {
  private final Settings settings;
  private final SpanConsumer next;
  private final LedgerAccount account;
  private final OtlpIndexer indexer = new OtlpIndexer();
  private boolean open;
  private boolean closed;
  private int answersOpen;

  /** Whom the door answers. */
  interface Caller {
    void onAccepted();

    void onRefused(long retryAfterNanos);

    /** Nothing of it will ever be taken. */
    void onRejected();

    /** Whether {@link #onSettled} is wanted. */
    default boolean wantsSettled() {
      return false;
    }

    default void onSettled() {}
  }

  SimDoor(Settings settings, SpanConsumer next) {
    this.settings = settings;
    this.next = next;
    account = settings.telemetry().ledger().account(settings.accountName(), "receiver");
  }

  @Override
  public void start() {
    open = true;
  }

  @Override
  public void shutdown(long deadlineNanos) {
    open = false;
    closed = true;
  }

  @Override
  public boolean isShutDown() {
    return closed && answersOpen == 0;
  }

  boolean isOpen() {
    return open;
  }

  /** Takes a body in, if there is memory and room for it. */
  void offer(ByteBuffer body, Caller caller) {
    int length = body.remaining();
    Chunk chunk = settings.pools().chunks().lease(length);
    if (chunk == null) {
      caller.onRefused(100_000_000L);
      return;
    }
    body.get(0, chunk.bytes(), 0, length);
    chunk.length(length);
    SpanBatch batch = settings.pools().batches().lease();
    try {
      indexer.index(chunk, batch);
    } catch (MalformedException e) {
      batch.release();
      chunk.release();
      caller.onRejected();
      return;
    }
    handOver(batch, length, caller);
  }

  private void handOver(SpanBatch batch, int bytes, Caller caller) {
    int spans = batch.size();
    int rejected = indexer.rejectedSpans();
    account.addSpans(Term.RECEIVED, (long) spans + rejected);
    account.addSpans(Term.REJECTED, rejected);
    if (spans == 0) {
      batch.release();
      caller.onAccepted();
      caller.onSettled();
    } else if (next.reserve(spans, bytes)) {
      account.addSpans(Term.KEPT, spans);
      answersOpen++;
      next.commit(batch, spans, bytes, new Answering(caller));
    } else {
      account.addSpans(Term.REFUSED, spans);
      batch.release();
      caller.onRefused(next.retryAfterNanos());
    }
  }

  private final class Answering implements Receipt {
    private final Caller caller;

    Answering(Caller caller) {
      this.caller = caller;
    }

    @Override
    public void accepted(int rejectedSpans, @Nullable String reason) {
      answersOpen--;
      caller.onAccepted();
    }

    @Override
    public void refused(long retryAfterNanos, String reason) {
      answersOpen--;
      caller.onRefused(retryAfterNanos);
    }

    @Override
    public void rejected(String reason) {
      throw new AssertionError("nothing here is rejected for good, but: " + reason);
    }

    @Override
    public boolean wantsSettled() {
      return caller.wantsSettled();
    }

    @Override
    public void settled() {
      caller.onSettled();
    }
  }
}

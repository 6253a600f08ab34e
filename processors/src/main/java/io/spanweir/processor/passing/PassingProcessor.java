package io.spanweir.processor.passing;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A processor that holds nothing: each batch is changed by a {@link BatchStep} on the thread that
 * brings it, and handed on in the same call. Rows that the step took out are counted as filtered; a
 * batch that has none left ends here, accepted and settled.
 *
 * <p>Any thread. As many steps as threads are at work at once, kept for reuse.
 */
public final class PassingProcessor implements Processor {
  /** No chunk is larger, and so no batch. */
  private static final long BYTES_MAX = 1L << 30;

  private final SpanConsumer next;
  private final LedgerAccount account;
  private final Supplier<? extends BatchStep> steps;
  private final BatchStep sizing;
  private final ArrayDeque<BatchStep> idle = new ArrayDeque<>();

  /** Reservations without a commit, and commits without an answer. */
  private final AtomicInteger open = new AtomicInteger();

  private volatile boolean taking;

  /**
   * @param steps makes steps that do the same
   */
  public PassingProcessor(
      Settings settings, SpanConsumer next, Supplier<? extends BatchStep> steps) {
    this.next = next;
    this.steps = steps;
    sizing = steps.get();
    account = settings.telemetry().ledger().account(settings.accountName(), "processor");
  }

  @Override
  public void start() {
    taking = true;
  }

  @Override
  public void shutdown(long deadlineNanos) {
    taking = false;
  }

  @Override
  public boolean isShutDown() {
    return !taking && open.get() == 0;
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    if (!taking || bytes > BYTES_MAX || !next.reserve(spans, sizing.bytesOut(spans, bytes))) {
      return false;
    }
    open.incrementAndGet();
    return true;
  }

  @Override
  public void cancel(int spans, long bytes) {
    next.cancel(spans, sizing.bytesOut(spans, bytes));
    open.decrementAndGet();
  }

  @Override
  public long keyLengthsAsked() {
    return sizing.keyLengthsAsked() | next.keyLengthsAsked();
  }

  @Override
  public long retryAfterNanos() {
    return next.retryAfterNanos();
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    int came = batch.items();
    account.addSpans(Term.RECEIVED, came);
    BatchStep step = lease();
    boolean applied = step.apply(batch);
    giveBack(step);
    if (!applied) {
      account.addSpans(Term.REFUSED, came);
      batch.release();
      cancel(spans, bytes);
      receipt.refused(retryAfterNanos(), "no memory to change spans in");
      return;
    }
    int kept = batch.items();
    account.addSpans(Term.FILTERED, came - kept);
    account.addSpans(Term.KEPT, kept);
    if (batch.size() == 0) {
      batch.release();
      cancel(spans, bytes);
      receipt.accepted(0, null);
      if (receipt.wantsSettled()) {
        receipt.settled();
      }
      return;
    }
    next.commit(batch, spans, sizing.bytesOut(spans, bytes), new Answering(receipt));
  }

  private BatchStep lease() {
    synchronized (idle) {
      BatchStep step = idle.pollLast();
      if (step != null) {
        return step;
      }
    }
    return steps.get();
  }

  private void giveBack(BatchStep step) {
    synchronized (idle) {
      idle.addLast(step);
    }
  }

  /** The giver's receipt; the processor is not shut down before it is answered. */
  private final class Answering implements Receipt {
    private final Receipt giver;

    Answering(Receipt giver) {
      this.giver = giver;
    }

    @Override
    public void accepted(int rejectedSpans, @Nullable String reason) {
      open.decrementAndGet();
      giver.accepted(rejectedSpans, reason);
    }

    @Override
    public void refused(long retryAfterNanos, String reason) {
      open.decrementAndGet();
      giver.refused(retryAfterNanos, reason);
    }

    @Override
    public void rejected(String reason) {
      open.decrementAndGet();
      giver.rejected(reason);
    }

    @Override
    public boolean wantsSettled() {
      return giver.wantsSettled();
    }

    @Override
    public void settled() {
      giver.settled();
    }
  }
}

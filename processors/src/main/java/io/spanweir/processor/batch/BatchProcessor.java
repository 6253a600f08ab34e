package io.spanweir.processor.batch;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.Loop;
import org.jspecify.annotations.Nullable;

/**
 * The ends of a batch processor that others hold: takes batches on any thread, answers at once, and
 * leaves the rest to its {@link Batcher}. Takes responsibility for what it accepts, so it is where
 * a reservation of the graph ends.
 */
final class BatchProcessor implements Processor {
  /** How many full batches may wait for the next stage. */
  private static final int BATCHES_HELD = 4;

  /** Small batches are no reason to hold little. */
  private static final int BATCH_SPANS_MIN = 8192;

  /** Wire bytes of a span that is large; more of them in a batch refuse sooner. */
  private static final long SPAN_BYTES = 2048;

  private static final int HEAP_SHARE = 8;

  /** What is held leaves within a moment, or the next stage is full. */
  private static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  private final Settings settings;
  private final SpanConsumer next;
  private final Intake intake;
  private final BatchBook book;
  private final Batcher batcher;
  private volatile Loop.@Nullable Duty duty;
  private volatile boolean stoppedUnstarted;

  BatchProcessor(Settings settings, BatchConfig config, SpanConsumer next) {
    this.settings = settings;
    this.next = next;
    long spansMax = (long) BATCHES_HELD * Math.max(BATCH_SPANS_MIN, largestBatch(config));
    long bytesMax = Math.min(spansMax * SPAN_BYTES, settings.limits().heapBytesMax() / HEAP_SHARE);
    intake = new Intake(spansMax, bytesMax);
    book = new BatchBook(settings, intake);
    batcher =
        new Batcher(
            new Batcher.Parts(settings.accountName(), intake, book, settings.pools().batches()),
            config,
            next);
  }

  private static int largestBatch(BatchConfig config) {
    return Math.max(config.sendBatchSize(), config.sendBatchMaxSize());
  }

  @Override
  public void start() {
    duty = settings.loops().sideLoop().add(batcher);
    intake.startTaking();
  }

  @Override
  public void shutdown(long deadlineNanos) {
    intake.stopTaking();
    if (duty == null) {
      stoppedUnstarted = true;
      return;
    }
    batcher.stop(deadlineNanos);
    wake();
  }

  @Override
  public boolean isShutDown() {
    return stoppedUnstarted || batcher.isFinished();
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    return intake.reserve(spans, bytes);
  }

  @Override
  public void cancel(int spans, long bytes) {
    intake.cancel(spans, bytes);
    wake();
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    Receipt settle = receipt.wantsSettled() ? receipt : null;
    HeldBatch held = new HeldBatch(batch, spans, bytes, settle);
    if (held.rows == 0) {
      batch.release();
      cancel(spans, bytes);
      receipt.accepted(0, null);
      held.onSettled();
      return;
    }
    book.onReceived(held.items);
    if (!intake.admit(held)) {
      batch.release();
      book.onRefused(held.items);
      receipt.refused(retryAfterNanos(), "the batch processor is shut down");
      return;
    }
    receipt.accepted(0, null);
    if (intake.publish(held)) {
      wake();
    } else {
      batch.release();
      book.onFailed(held.items);
    }
  }

  @Override
  public long keyLengthsAsked() {
    return next.keyLengthsAsked();
  }

  @Override
  public long retryAfterNanos() {
    return RETRY_AFTER_NANOS;
  }

  private void wake() {
    Loop.Duty woken = duty;
    if (woken != null) {
      woken.wake();
    }
  }
}

package io.spanweir.exporter.sending;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.runtime.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An exporter with a queue: frames each batch at once, on the thread that commits it, answers the
 * giver when the request is in the queue, and sends it from there.
 *
 * <p>Framing copies the kept bytes once and lets go of the batch, so that neither a slow backend
 * nor its retries hold on to chunks that receivers need. The memory of requests is the queue's own:
 * a pool without a limit, because a commit can't fail, whose leases the queue's reservations bound.
 * Any thread; see {@link SendCycle} for the sending side.
 */
public final class QueuedExporter implements Exporter {
  /** What a refused giver is told while a full queue waits for its backend. */
  private static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  /** Returned chunks kept for reuse: a share of what the queue may hold. */
  private static final int IDLE_SHARE = 8;

  private static final int HEAP_SHARE = 8;

  private final Settings settings;
  private final Sender sender;
  private final SendQueue queue;
  private final SendBook book;
  private final SendCycle cycle;
  private final Framing framing;
  private volatile Loop.@Nullable Duty duty;
  private volatile boolean stoppedUnstarted;

  public QueuedExporter(Settings settings, Sender sender, SendingConfig config) {
    this(settings, sender, config, new SplittableRandom(seed(settings)));
  }

  QueuedExporter(Settings settings, Sender sender, SendingConfig config, RandomGenerator random) {
    this.settings = settings;
    this.sender = sender;
    long bytesMax = queueBytesMax(settings, config.queue());
    queue = queue(config.queue(), bytesMax);
    book = new SendBook(settings, queue);
    framing =
        new Framing(
            new ChunkPool(Long.MAX_VALUE, bytesMax / IDLE_SHARE),
            config.queue().maxRequestBytes().bytes());
    SendCycle.Parts parts =
        new SendCycle.Parts(
            settings.accountName(), queue, sender, new RetrySchedule(config.retry(), random), book);
    cycle = new SendCycle(parts, config, this::wake);
  }

  /** Differs from one collector to the next, and is the same whenever a simulation is run again. */
  private static long seed(Settings settings) {
    return settings.loops().clock().epochNanos() ^ settings.accountName().hashCode();
  }

  private static long queueBytesMax(Settings settings, SendQueueConfig config) {
    long configured = config.queueBytes().bytes();
    return configured > 0 ? configured : settings.limits().heapBytesMax() / HEAP_SHARE;
  }

  /** Without a queue, what may be in flight is all that is taken. */
  private static SendQueue queue(SendQueueConfig config, long bytesMax) {
    return config.enabled()
        ? new SendQueue(config.sizer(), config.queueSize(), bytesMax)
        : new SendQueue(Sizer.REQUESTS, config.numConsumers(), bytesMax);
  }

  @Override
  public void start() throws IOException {
    sender.start();
    duty = settings.loops().sideLoop().add(cycle);
    queue.startTaking();
  }

  @Override
  public void shutdown(long deadlineNanos) {
    queue.stopTaking();
    if (duty == null) {
      stoppedUnstarted = true;
      return;
    }
    cycle.stop(deadlineNanos);
    wake();
  }

  @Override
  public boolean isShutDown() {
    return stoppedUnstarted || (cycle.isFinished() && sender.isClosed());
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    boolean held = queue.reserve(spans, bytes);
    if (!held) {
      book.onReserveRefused(spans);
    }
    return held;
  }

  @Override
  public void cancel(int spans, long bytes) {
    queue.cancel(spans, bytes);
    wake();
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    if (batch.size() == 0) {
      batch.release();
      queue.cancel(spans, bytes);
      wake();
      answerEmpty(receipt);
      return;
    }
    book.onReceived(batch.items());
    List<Request> requests = new ArrayList<>(1);
    int lost = framing.frame(batch, requests);
    batch.release();
    if (lost > 0) {
      book.onRejected(lost, "a span that is too large to frame");
    }
    if (requests.isEmpty()) {
      queue.cancel(spans, bytes);
      receipt.rejected("too large to send on");
      return;
    }
    if (receipt.wantsSettled()) {
      Settling settling = new Settling(receipt, requests.size());
      requests.forEach(request -> request.settling = settling);
    }
    if (queue.admit(requests, spans, bytes)) {
      receipt.accepted(lost, lost > 0 ? "too large to send on" : null);
      enqueue(requests);
    } else {
      refuse(requests, receipt);
    }
  }

  private static void answerEmpty(Receipt receipt) {
    receipt.accepted(0, null);
    if (receipt.wantsSettled()) {
      receipt.settled();
    }
  }

  /** Called when the giver has its answer, because settled must follow accepted. */
  private void enqueue(List<Request> requests) {
    if (queue.publish(requests)) {
      wake();
      return;
    }
    for (Request request : requests) {
      request.framed.release();
      book.onFailed(request.spans, "not sent before the shutdown's deadline", "");
    }
  }

  private void refuse(List<Request> requests, Receipt receipt) {
    for (Request request : requests) {
      request.framed.release();
      book.onRefused(request.spans);
    }
    receipt.refused(retryAfterNanos(), "the exporter is shut down");
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

package io.spanweir.testkit.contract;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * The kit holds for the least that an exporter with a queue can be, and says how little that is.
 */
class OneByOneExporterContractTest extends ExporterContract {
  private static final long PAUSE_NANOS = 10_000_000L;

  @Override
  protected Stage openStage(long seed) {
    return Stage.simulated(seed);
  }

  @Override
  protected int seeds() {
    return 30;
  }

  @Override
  protected Backend openBackend(Stage stage) {
    return new MemoryBackend(stage);
  }

  @Override
  protected Exporter create(Settings settings, Backend target) {
    return new OneByOne(settings, (MemoryBackend) target);
  }

  private static final class MemoryBackend implements Backend {
    private final Stage stage;
    private final List<SentSpan> spans = new ArrayList<>();
    private Supplier<Behaviour> behaviour = () -> Behaviour.ACCEPT;

    MemoryBackend(Stage stage) {
      this.stage = stage;
    }

    @Override
    public void behave(Supplier<Behaviour> each) {
      behaviour = each;
    }

    @Override
    public List<SentSpan> spans() {
      return spans;
    }

    @Override
    public void close() {}

    Behaviour ask(SpanBatch batch) {
      Behaviour now = behaviour.get();
      if (now == Behaviour.ACCEPT) {
        spans.addAll(SentSpan.of(batch));
      }
      return now;
    }
  }

  private static final class OneByOne implements Exporter {
    private static final int QUEUE_MAX = 100;

    private final MemoryBackend backend;
    private final LedgerAccount account;
    private final Deque<SpanBatch> queue = new ArrayDeque<>();
    private final Deque<Receipt> receipts = new ArrayDeque<>();
    private int reserved;
    private long openSpans;
    private boolean sending;
    private boolean started;
    private boolean ended;

    OneByOne(Settings settings, MemoryBackend backend) {
      this.backend = backend;
      account = settings.telemetry().ledger().account(settings.accountName(), "exporter");
      account.open(() -> openSpans, () -> 0);
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public void shutdown(long deadlineNanos) {
      ended = true;
      backend.stage.after(
          deadlineNanos - backend.stage.loops().clock().nanoTime(),
          () -> {
            while (!queue.isEmpty()) {
              finish(Term.FAILED);
            }
          });
    }

    @Override
    public boolean isShutDown() {
      return ended && queue.isEmpty();
    }

    @Override
    public boolean reserve(int spans, long bytes) {
      if (!started || ended || queue.size() + reserved >= QUEUE_MAX) {
        return false;
      }
      reserved++;
      return true;
    }

    @Override
    public void cancel(int spans, long bytes) {
      reserved--;
    }

    @Override
    public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
      reserved--;
      queue.add(batch);
      receipts.add(receipt);
      openSpans += batch.size();
      account.addSpans(Term.RECEIVED, batch.size());
      receipt.accepted(0, null);
      sendSoon(0);
    }

    private void sendSoon(long delayNanos) {
      if (!sending) {
        sending = true;
        backend.stage.after(delayNanos, this::send);
      }
    }

    private void send() {
      sending = false;
      SpanBatch batch = queue.peek();
      if (batch == null) {
        return;
      }
      switch (backend.ask(batch)) {
        case ACCEPT -> finish(Term.KEPT);
        case NEVER -> finish(Term.FAILED);
        case TRY_AGAIN, SILENT -> sendSoon(PAUSE_NANOS);
      }
      if (!queue.isEmpty()) {
        sendSoon(0);
      }
    }

    private void finish(Term term) {
      SpanBatch batch = queue.remove();
      Receipt receipt = receipts.remove();
      openSpans -= batch.size();
      account.addSpans(term, batch.size());
      batch.release();
      if (receipt.wantsSettled() && term == Term.KEPT) {
        receipt.settled();
      }
    }
  }
}

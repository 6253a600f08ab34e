package io.spanweir.testkit.contract;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import org.jspecify.annotations.Nullable;

/** The kit holds for the least that a processor can be, and says how little that is. */
class PassThroughContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    return new PassThrough(settings, next);
  }

  private static final class PassThrough implements Processor {
    private final SpanConsumer next;
    private final LedgerAccount account;
    private boolean started;
    private boolean ended;
    private int answersOpen;

    PassThrough(Settings settings, SpanConsumer next) {
      this.next = next;
      account = settings.telemetry().ledger().account(settings.accountName(), "processor");
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public void shutdown(long deadlineNanos) {
      ended = true;
    }

    @Override
    public boolean isShutDown() {
      return ended && answersOpen == 0;
    }

    @Override
    public boolean reserve(int spans, long bytes) {
      return started && !ended && bytes < 1L << 30 && next.reserve(spans, bytes);
    }

    @Override
    public void cancel(int spans, long bytes) {
      next.cancel(spans, bytes);
    }

    @Override
    public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
      account.addSpans(Term.RECEIVED, batch.size());
      account.addSpans(Term.KEPT, batch.size());
      answersOpen++;
      next.commit(batch, spans, bytes, new Answering(receipt));
    }

    private final class Answering implements Receipt {
      private final Receipt giver;

      Answering(Receipt giver) {
        this.giver = giver;
      }

      @Override
      public void accepted(int rejectedSpans, @Nullable String reason) {
        answersOpen--;
        giver.accepted(rejectedSpans, reason);
      }

      @Override
      public void refused(long retryAfterNanos, String reason) {
        answersOpen--;
        giver.refused(retryAfterNanos, reason);
      }

      @Override
      public void rejected(String reason) {
        answersOpen--;
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
}

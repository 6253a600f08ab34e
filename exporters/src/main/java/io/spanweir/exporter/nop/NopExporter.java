package io.spanweir.exporter.nop;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;

/** Holds nothing, so it is done whenever it is asked. Any thread. */
final class NopExporter implements Exporter {
  private final LedgerAccount account;
  private volatile boolean taking;

  NopExporter(Settings settings) {
    account = settings.telemetry().ledger().account(settings.accountName(), "exporter");
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
    return !taking;
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    return taking;
  }

  @Override
  public void cancel(int spans, long bytes) {}

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    account.addSpans(Term.RECEIVED, batch.items());
    account.addSpans(Term.KEPT, batch.items());
    batch.release();
    receipt.accepted(0, null);
    if (receipt.wantsSettled()) {
      receipt.settled();
    }
  }
}

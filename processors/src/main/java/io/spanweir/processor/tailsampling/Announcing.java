package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.KeptSpans;

/** The next stage, of which every batch is shown to those who want to know what was kept. */
final class Announcing implements SpanConsumer {
  private final SpanConsumer next;
  private final KeptSpans kept;

  Announcing(SpanConsumer next, KeptSpans kept) {
    this.next = next;
    this.kept = kept;
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    return next.reserve(spans, bytes);
  }

  @Override
  public void cancel(int spans, long bytes) {
    next.cancel(spans, bytes);
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    kept.onKept(batch);
    next.commit(batch, spans, bytes, receipt);
  }

  @Override
  public long retryAfterNanos() {
    return next.retryAfterNanos();
  }
}

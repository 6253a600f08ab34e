package io.spanweir.bench.jmh;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;

/** Takes everything and lets it go. */
final class Discard implements SpanConsumer {
  @Override
  public boolean reserve(int spans, long bytes) {
    return true;
  }

  @Override
  public void cancel(int spans, long bytes) {}

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    batch.release();
    receipt.accepted(0, null);
  }
}

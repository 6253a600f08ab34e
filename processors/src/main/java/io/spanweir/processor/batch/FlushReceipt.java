package io.spanweir.processor.batch;

import io.spanweir.core.pipeline.Receipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands for all whose rows are in one batch that was handed on. They were answered when their
 * batches came; what is left to pass back is that their spans are settled. What a consumer refuses
 * after all, once everything is answered, is counted by it and never settled: a source that can
 * replay does.
 */
final class FlushReceipt implements Receipt {
  private final List<HeldBatch> parts;
  private final boolean wanted;

  FlushReceipt(List<HeldBatch> parts) {
    this.parts = List.copyOf(parts);
    wanted = parts.stream().anyMatch(HeldBatch::wantsSettled);
  }

  @Override
  public void accepted(int rejectedSpans, @Nullable String reason) {}

  @Override
  public void refused(long retryAfterNanos, String reason) {}

  @Override
  public void rejected(String reason) {
    settled();
  }

  @Override
  public boolean wantsSettled() {
    return wanted;
  }

  @Override
  public void settled() {
    parts.forEach(HeldBatch::onSettled);
  }
}

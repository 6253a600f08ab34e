package io.spanweir.processor.filter;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.processor.match.Selection;
import io.spanweir.processor.passing.BatchStep;

/** Leaves the rows that are selected, in their order. */
final class FilterStep implements BatchStep {
  private final Selection stay;

  FilterStep(Selection stay) {
    this.stay = stay;
  }

  @Override
  public long keyLengthsAsked() {
    return stay.keyLengthsAsked();
  }

  @Override
  public boolean apply(SpanBatch batch) {
    stay.begin(batch);
    int kept = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (stay.holds(batch, row)) {
        if (kept < row) {
          batch.index().moveRow(row, kept);
        }
        kept++;
      }
    }
    batch.index().truncate(kept);
    return true;
  }
}

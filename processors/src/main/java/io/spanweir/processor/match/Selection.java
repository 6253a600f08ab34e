package io.spanweir.processor.match;

import io.spanweir.core.data.SpanBatch;
import org.jspecify.annotations.Nullable;

/**
 * The spans that {@code include} and {@code exclude} leave to a processor: those that fit the one,
 * if it is there, and not the other. Reusable, single-threaded.
 */
public final class Selection {
  private final @Nullable SpanTest include;
  private final @Nullable SpanTest exclude;

  public Selection(@Nullable MatchConfig include, @Nullable MatchConfig exclude) {
    this.include = include == null ? null : new SpanTest(include);
    this.exclude = exclude == null ? null : new SpanTest(exclude);
  }

  /** The lengths of the keys that batches are asked for. */
  public long keyLengthsAsked() {
    return (include == null ? 0 : include.keyLengthsAsked())
        | (exclude == null ? 0 : exclude.keyLengthsAsked());
  }

  /** Begins with a batch; to be called before its rows are asked about. */
  public void begin(SpanBatch batch) {
    if (include != null) {
      include.begin(batch);
    }
    if (exclude != null) {
      exclude.begin(batch);
    }
  }

  /** Whether the row is one of them. */
  public boolean holds(SpanBatch batch, int row) {
    return (include == null || include.holds(batch, row))
        && (exclude == null || !exclude.holds(batch, row));
  }
}
